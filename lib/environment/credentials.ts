import { ExternalSecretsCredentials } from '../../charts/endpoint/credentials/external-secrets';
import { KubernetesSecretCredentials } from '../../charts/endpoint/credentials/kubernetes-secret';
import { SecretsManagerCredentials } from '../../charts/endpoint/credentials/secrets-manager';
import { CredentialsKind, type CredentialsSource } from '../../charts/endpoint/credentials/source';
import { clientObjectName, type StoredCredentialsProps } from '../../charts/endpoint/credentials/stored';
import { ALLOY_SERVICE_ACCOUNT, GATEWAY_SERVICE_ACCOUNT, GRAFANA_SERVICE_ACCOUNT } from '../../charts/defaults';
import { CANARY } from '../../charts/canary/props';
import { type GeneratedSecret, grafanaSecretName } from '../../charts/grafana/deploy/secrets';
import { type IdentityKind, WorkloadIdentity } from '../../charts/endpoint/identity';
import type { CredentialsFrom, CredentialsProps } from './credentials-props';
import type { HubKey } from './hub/key';
import { clientRoleName, type NameParts, passwordsKeyAlias, roleArn, secretName, userSecretName } from './names';

/** Kind of credentials by default. */
export const DEFAULT_CREDENTIALS: CredentialsFrom = CredentialsKind.SECRETS_MANAGER;

/** Place where an environment's passwords are kept, with every name concrete. */
export interface EnvironmentCredentials {
  /** Credentials as the charts use them. */
  readonly source: CredentialsSource;

  /** Secrets in Secrets Manager and their readers. @default - the passwords are not in Secrets Manager */
  readonly stored?: StoredCredentialsProps;

  /** Secrets of a Loki elsewhere and their readers. @default - the Loki is here, or the passwords are not in AWS */
  readonly shared?: readonly SharedSecret[];

  /** True if the Secrets Store CSI driver has to be installed. */
  readonly installsDriver: boolean;

  /** True if the secrets have to be created. */
  readonly createsSecrets: boolean;

  /** Names of the secrets that are generated for a Grafana that is deployed. @default - no Grafana is deployed */
  readonly grafanaSecretNames?: readonly string[];

  /** ARN of the KMS key that encrypts the secrets. @default - the account's own key for Secrets Manager, or one that is made */
  readonly kmsKeyArn?: string;

  /** Alias of a KMS key that is made for the secrets. @default - none is made */
  readonly madeKeyAlias?: string;
}

/** A secret of a Loki elsewhere, and the client that reads it. */
export interface SharedSecret {
  /** The client. */
  readonly client: 'alloy' | 'canary';

  /** Identity of its pods, or of the operator that reads for them. */
  readonly identity: WorkloadIdentity;

  /** ARN of the secret, complete or without the six characters that AWS adds to its name. */
  readonly arn: string;

  /** Key that encrypts it. */
  readonly key: HubKey;
}

/** Input that the credentials of an environment are resolved from. */
interface CredentialsInputs {
  /** Parts of the names of AWS resources. */
  readonly parts: NameParts;

  /** Input of the user. @default - passwords in Secrets Manager */
  readonly credentials?: CredentialsProps;

  /** Mechanism by which AWS identifies pods. @default IdentityKind.IRSA */
  readonly identityKind?: IdentityKind;

  /** Namespace of Loki. */
  readonly lokiNamespace: string;

  /** Namespace of Alloy. */
  readonly alloyNamespace: string;

  /** Namespace of Grafana. */
  readonly grafanaNamespace: string;

  /** Namespace of the canary. @default - there is no canary */
  readonly canaryNamespace?: string;

  /** Service account of Grafana. @default grafana */
  readonly grafanaServiceAccount?: string;

  /** Users beside `writer` and `reader`, by their names. */
  readonly users: readonly string[];

  /** Secrets that are generated for a Grafana that is deployed. @default - no Grafana is deployed */
  readonly grafanaSecrets?: readonly GeneratedSecret[];
}

/** Resolves where passwords are kept: by default in Secrets Manager, mounted by the CSI driver. */
export function resolveCredentials(inputs: CredentialsInputs): EnvironmentCredentials {
  const { credentials = {} } = inputs;
  const kind = credentials.from ?? DEFAULT_CREDENTIALS;
  if (kind === 'kubernetes-secret') {
    const source = new KubernetesSecretCredentials({ secretName: credentials.secretName });
    return { source, installsDriver: false, createsSecrets: false };
  }
  const { kmsKeyArn, createKey = false, createSecrets: createsSecrets = true } = credentials;
  const { environment } = inputs.parts;
  const grafanaSecretNames = inputs.grafanaSecrets?.map((secret) => grafanaSecretName(environment, secret));
  const common = {
    createsSecrets,
    kmsKeyArn,
    ...(createKey ? { madeKeyAlias: passwordsKeyAlias(inputs.parts) } : {}),
    ...(grafanaSecretNames ? { grafanaSecretNames } : {}),
  };
  if (kind === 'external-secrets') {
    // The operator asks AWS with a token of these accounts, which Pod Identity does not take.
    const stored = storedCredentials(inputs, {
      gateway: clientObjectName('gateway'),
      alloy: clientObjectName('alloy'),
      grafana: clientObjectName('grafana'),
      canary: clientObjectName('canary'),
    });
    return { source: new ExternalSecretsCredentials(stored), stored, installsDriver: false, ...common };
  }
  const accounts = {
    gateway: GATEWAY_SERVICE_ACCOUNT,
    alloy: ALLOY_SERVICE_ACCOUNT,
    grafana: inputs.grafanaServiceAccount ?? GRAFANA_SERVICE_ACCOUNT,
    canary: CANARY,
  };
  const stored = storedCredentials(inputs, accounts, inputs.identityKind);
  const installsDriver = credentials.installDriver ?? true;
  return { source: new SecretsManagerCredentials(stored), stored, installsDriver, ...common };
}

/** Names of the service accounts that read, by client. */
interface ServiceAccounts {
  readonly canary: string;
  readonly gateway: string;
  readonly alloy: string;
  readonly grafana: string;
}

function storedCredentials(
  inputs: Omit<CredentialsInputs, 'identityKind'>,
  accounts: ServiceAccounts,
  kind?: IdentityKind,
): StoredCredentialsProps {
  const { parts } = inputs;
  const identity = (client: keyof ServiceAccounts, namespace: string) =>
    new WorkloadIdentity({
      namespace,
      serviceAccountName: accounts[client],
      roleArn: roleArn(clientRoleName(client, parts), parts),
      kind,
    });
  return {
    region: parts.region,
    writerSecretName: secretName('writer', parts),
    readerSecretName: secretName('reader', parts),
    ...(inputs.users.length > 0
      ? { userSecretNames: Object.fromEntries(inputs.users.map((user) => [user, userSecretName(user, parts)])) }
      : {}),
    gateway: identity('gateway', inputs.lokiNamespace),
    alloy: identity('alloy', inputs.alloyNamespace),
    grafana: identity('grafana', inputs.grafanaNamespace),
    ...(inputs.canaryNamespace === undefined ? {} : { canary: identity('canary', inputs.canaryNamespace) }),
  };
}
