import type { k8s } from 'cdk8s-plus-28';
import { OBJECT_NAME } from '../../input/forms';
import { refuseInvalid, text } from '../../input/props';
import {
  type CredentialsClient,
  CREDENTIALS_VOLUME,
  CredentialsKind,
  type CredentialsSource,
  type SecretFile,
  type SecretFiles,
} from './source';

/** Default name of the Secrets. */
export const DEFAULT_SECRET_NAME = 'loki-credentials';

/** Properties of `KubernetesSecretCredentials`. */
export interface KubernetesSecretCredentialsProps {
  /** Name of the Secret, the same in every namespace that needs one. @default loki-credentials */
  readonly secretName?: string;
}

/** Passwords in Kubernetes Secrets that you create, with `eks-loki credentials` or otherwise: one per namespace. */
export class KubernetesSecretCredentials implements CredentialsSource {
  public readonly kind = CredentialsKind.KUBERNETES_SECRET;

  /** Name of the Secret, the same in every namespace that needs one. */
  public readonly secretName: string;

  /** @throws InputError if the name is invalid */
  constructor(props: KubernetesSecretCredentialsProps = {}) {
    refuseInvalid<KubernetesSecretCredentialsProps>('KubernetesSecretCredentials', props, {
      secretName: text(OBJECT_NAME),
    });
    this.secretName = props.secretName ?? DEFAULT_SECRET_NAME;
  }

  public volume(client: CredentialsClient): k8s.Volume {
    return secretVolume(this.secretName, client);
  }

  public objects(): readonly unknown[] {
    return [];
  }

  public podIdentity(): undefined {
    return undefined;
  }

  public files(_client: CredentialsClient, name: string, files: readonly SecretFile[]): SecretFiles {
    const secrets = [...new Set(files.map(({ secret }) => secret))];
    const sources = secrets.map((secret) => ({
      secret: {
        name: secret,
        items: files.filter((one) => one.secret === secret).map(({ field, file }) => ({ key: field, path: file })),
      },
    }));
    return { volume: { name, projected: { sources } }, objects: [] };
  }
}

/** Volume of a Secret. Clients that accept both passwords get all keys, since a listed key must exist. */
export function secretVolume(
  secretName: string,
  { users, acceptsBothPasswords, isRoot }: CredentialsClient,
): k8s.Volume {
  const items = users.map(({ passwordKey }) => ({ key: passwordKey, path: passwordKey }));
  return {
    name: CREDENTIALS_VOLUME,
    secret: { secretName, ...(acceptsBothPasswords ? {} : { items }), ...(isRoot ? { defaultMode: 0o400 } : {}) },
  };
}
