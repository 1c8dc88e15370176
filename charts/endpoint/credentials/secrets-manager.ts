import { yamlOf } from '../../kubernetes/yaml';
import type { k8s } from 'cdk8s-plus-28';
import type { WorkloadIdentity } from '../identity';
import { MANAGED_BY } from '../../kubernetes/objects';
import {
  type CredentialsClient,
  CREDENTIALS_VOLUME,
  CredentialsKind,
  type CredentialsSource,
  type SecretFile,
  type SecretFiles,
} from './source';
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
    const { region } = this.props;
    const passwords = storedPasswords(this.props, client);
    return [secretProviderClass(client, { region, passwords, identity: this.podIdentity(client) })];
  }

  public files(client: CredentialsClient, name: string, files: readonly SecretFile[]): SecretFiles {
    const secretNames = [...new Set(files.map(({ secret }) => secret))];
    const objects = secretNames.map((secretName, index) => {
      const fields = files
        .filter(({ secret }) => secret === secretName)
        .map(({ field, file }) => ({ path: JSON.stringify(field), file }));
      return mounted(client, { secretName, alias: `secret-${index + 1}.json`, fields });
    });
    const { region } = this.props;
    const made = providerClass(client, name, { region, identity: this.podIdentity(client), objects });
    return { volume: volumeOf(name, name), objects: [made] };
  }

  public podIdentity(client: CredentialsClient): WorkloadIdentity {
    return identityOf(this.props, client);
  }
}

/** Volume that the driver fills with the passwords of a client. */
export const mountedSecrets = (client: CredentialsClient): k8s.Volume =>
  volumeOf(CREDENTIALS_VOLUME, workloadObjectName(client));

function volumeOf(name: string, secretProviderClass: string): k8s.Volume {
  return {
    name,
    csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass } },
  };
}

/** Passwords of a client in secrets of one region, and the identity that reads them. */
export interface ReadPasswords {
  readonly region: string;
  readonly passwords: readonly StoredPassword[];
  readonly identity: WorkloadIdentity;
}

/** SecretProviderClass with the passwords that the driver mounts for a client. */
export function secretProviderClass(
  client: CredentialsClient,
  { region, passwords, identity }: ReadPasswords,
): Record<string, unknown> {
  const secretNames = [...new Set(passwords.map(({ secretName }) => secretName))];
  const objects = secretNames.map((secretName) => {
    const ofSecret = passwords.filter((one) => one.secretName === secretName);
    const fields = ofSecret.map(({ field, file }) => ({
      // If a path had no result, the provider would mount nothing at all.
      path: field === 'other' ? `${field} || ''` : field,
      file,
    }));
    return mounted(client, { secretName, alias: `${ofSecret[0]?.user.username}.json`, fields });
  });
  return providerClass(client, workloadObjectName(client), { region, identity, objects });
}

/**
 * SecretProviderClass with the files that the driver mounts
 * (https://github.com/aws/secrets-store-csi-driver-provider-aws).
 */
function providerClass(
  client: CredentialsClient,
  name: string,
  { region, identity, objects }: Pick<ReadPasswords, 'region' | 'identity'> & { readonly objects: readonly object[] },
): Record<string, unknown> {
  return {
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name, namespace: client.namespace, labels: MANAGED_BY },
    spec: {
      provider: 'aws',
      parameters: {
        region,
        objects: yamlOf(objects),
        // The provider gets the role from the agent of EKS Pod Identity, with the token of the pod.
        ...(identity.usesAgent ? { usePodIdentity: 'true' } : {}),
      },
    },
  };
}

/** A secret, and its fields that become files. */
interface Mounted {
  readonly secretName: string;

  /** Name of a file with the whole secret, which the provider also writes, by default under the name of the secret. */
  readonly alias: string;

  readonly fields: readonly { readonly path: string; readonly file: string }[];
}

/** Entry of a secret in the parameters of the provider. */
function mounted({ isRoot }: CredentialsClient, { secretName, alias, fields }: Mounted): object {
  return {
    objectName: secretName,
    objectType: 'secretsmanager',
    objectAlias: alias,
    // Root owns the files, so all other users read them as "others".
    filePermission: isRoot ? '0400' : '0444',
    jmesPath: fields.map(({ path, file }) => ({ path, objectAlias: file })),
  };
}
