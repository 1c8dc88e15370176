import { yamlOf } from '../../kubernetes/yaml';
import type { k8s } from 'cdk8s-plus-28';
import type { WorkloadIdentity } from '../identity';
import { MANAGED_BY } from '../../kubernetes/objects';
import { type CredentialsClient, CREDENTIALS_VOLUME, CredentialsKind, type CredentialsSource } from './source';
import { refuseInvalid } from '../../input/props';
import {
  identityOf,
  STORED_CREDENTIALS,
  type StoredCredentialsProps,
  type StoredPassword,
  storedPasswords,
  workloadObjectName,
} from './stored';

/**
 * Passwords in AWS Secrets Manager, mounted by the Secrets Store CSI driver and its AWS provider, which the cluster must
 * have. The provider reads them as the pod's service account, so each pod gets only what its own role may read, and
 * there is no Kubernetes Secret.
 */
export class SecretsManagerCredentials implements CredentialsSource {
  public readonly kind = CredentialsKind.SECRETS_MANAGER;

  /** @throws InputError if a property is invalid, with all problems */
  constructor(private readonly props: StoredCredentialsProps) {
    refuseInvalid('SecretsManagerCredentials', props, STORED_CREDENTIALS);
  }

  public volume(client: CredentialsClient): k8s.Volume {
    return mountedSecrets(client);
  }

  public objects(client: CredentialsClient): readonly unknown[] {
    const passwords = storedPasswords(this.props, client);
    return [secretProviderClass(client, { region: this.props.region, passwords, identity: this.podIdentity(client) })];
  }

  public podIdentity(client: CredentialsClient): WorkloadIdentity {
    return identityOf(this.props, client);
  }
}

/** Volume that the driver fills. */
export const mountedSecrets = (client: CredentialsClient): k8s.Volume => ({
  name: CREDENTIALS_VOLUME,
  csi: {
    driver: 'secrets-store.csi.k8s.io',
    readOnly: true,
    volumeAttributes: { secretProviderClass: workloadObjectName(client) },
  },
});

/** Passwords of a client in secrets of one region, and who reads them. */
export interface ReadPasswords {
  readonly region: string;
  readonly passwords: readonly StoredPassword[];
  readonly identity: WorkloadIdentity;
}

/** Object that says what the driver mounts for a client (https://github.com/aws/secrets-store-csi-driver-provider-aws). */
export function secretProviderClass(
  client: CredentialsClient,
  { region, passwords, identity }: ReadPasswords,
): Record<string, unknown> {
  const secretNames = [...new Set(passwords.map(({ secretName }) => secretName))];
  const objects = secretNames.map((objectName) => {
    const ofSecret = passwords.filter(({ secretName }) => secretName === objectName);
    return {
      objectName,
      objectType: 'secretsmanager',
      // The provider also writes the whole secret, by default under the name of the secret.
      objectAlias: `${ofSecret[0]?.user.username}.json`,
      // Root owns the files.
      filePermission: client.isRoot ? '0400' : '0444',
      jmesPath: ofSecret.map(({ field, file }) => ({
        // With an empty result the provider would mount nothing at all.
        path: field === 'other' ? `${field} || ''` : field,
        objectAlias: file,
      })),
    };
  });
  return {
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name: workloadObjectName(client), namespace: client.namespace, labels: MANAGED_BY },
    spec: {
      provider: 'aws',
      parameters: {
        region,
        objects: yamlOf(objects),
        // The driver asks the agent with the token of the pod.
        ...(identity.usesAgent ? { usePodIdentity: 'true' } : {}),
      },
    },
  };
}
