import { k8s } from 'cdk8s-plus-28';
import { MANAGED_BY } from '../../kubernetes/objects';
import { secretVolume } from './kubernetes-secret';
import {
  type CredentialsClient,
  CredentialsKind,
  type CredentialsSource,
  type SecretFile,
  type SecretFiles,
} from './source';
import type { ReadPasswords } from './secrets-manager';
import { refuseInvalid } from '../../input/props';
import {
  clientObjectName,
  identityOf,
  STORED_CREDENTIALS,
  type StoredCredentialsProps,
  storedPasswords,
} from './stored';

/** Interval at which the operator reads the passwords again. */
const REFRESH_INTERVAL = '5m';

/**
 * Passwords in AWS Secrets Manager. The External Secrets Operator, which the cluster must have, copies them into a
 * Kubernetes Secret for each client. It reads as a service account that no pod uses, whose role may read only the
 * client's passwords; the operator needs no role of its own.
 */
export class ExternalSecretsCredentials implements CredentialsSource {
  public readonly kind = CredentialsKind.EXTERNAL_SECRETS;

  /** @throws InputError if a property is invalid, with all problems */
  constructor(private readonly props: StoredCredentialsProps) {
    refuseInvalid('ExternalSecretsCredentials', props, STORED_CREDENTIALS);
  }

  public volume(client: CredentialsClient): k8s.Volume {
    return secretVolume(clientObjectName(client.name), client);
  }

  public objects(client: CredentialsClient): readonly unknown[] {
    const identity = identityOf(this.props, client);
    return copiedSecrets(client, {
      region: this.props.region,
      identity,
      passwords: storedPasswords(this.props, client),
    });
  }

  public podIdentity(): undefined {
    return undefined;
  }

  public files(client: CredentialsClient, name: string, files: readonly SecretFile[]): SecretFiles {
    const metadata = { name, namespace: client.namespace, labels: MANAGED_BY };
    return {
      volume: { name, secret: { secretName: name } },
      objects: [externalSecret(metadata, clientObjectName(client.name), files)],
    };
  }
}

/** ExternalSecret, from which the operator makes a Kubernetes Secret with a key for each file. */
function externalSecret(metadata: k8s.ObjectMeta, store: string, files: readonly SecretFile[]): unknown {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata,
    spec: {
      refreshInterval: REFRESH_INTERVAL,
      secretStoreRef: { kind: 'SecretStore', name: store },
      target: { name: metadata.name, creationPolicy: 'Owner' },
      data: files.map(({ secret, field, file }) => ({
        secretKey: file,
        remoteRef: { key: secret, property: field },
      })),
    },
  };
}

/** Objects by which the operator copies the passwords of a client (https://external-secrets.io/latest/provider/aws-secrets-manager/). */
export function copiedSecrets(client: CredentialsClient, { region, identity, passwords }: ReadPasswords): object[] {
  // Further workloads of a client mount the Secret of the first.
  if (client.serviceAccountName) return [];
  const metadata = { name: clientObjectName(client.name), namespace: client.namespace, labels: MANAGED_BY };
  return [
    k8s.KubeServiceAccount.manifest({
      metadata: { ...metadata, name: identity.serviceAccountName, annotations: identity.annotations },
      automountServiceAccountToken: false,
    }) as object,
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata,
      spec: {
        provider: {
          aws: {
            service: 'SecretsManager',
            region,
            auth: { jwt: { serviceAccountRef: { name: identity.serviceAccountName } } },
          },
        },
      },
    },
    externalSecret(
      metadata,
      metadata.name,
      passwords.map(({ secretName, field, file }) => ({ secret: secretName, field, file })),
    ) as object,
  ];
}
