import type { k8s } from 'cdk8s-plus-28';
import { type CredentialsClient, CREDENTIALS_VOLUME, CredentialsKind, type CredentialsSource } from './source';

/** Name of the Secrets, where nobody names another. */
export const DEFAULT_SECRET_NAME = 'loki-credentials';

/** What `KubernetesSecretCredentials` are made of. */
export interface KubernetesSecretCredentialsProps {
  /** Name of the Secret, the same in every namespace that needs one. @default loki-credentials */
  readonly secretName?: string;
}

/** Passwords in Kubernetes Secrets that you make, by `eks-loki credentials` or otherwise: one a namespace. */
export class KubernetesSecretCredentials implements CredentialsSource {
  public readonly kind = CredentialsKind.KUBERNETES_SECRET;

  /** Name of the Secret, the same in every namespace that needs one. */
  public readonly secretName: string;

  constructor(props: KubernetesSecretCredentialsProps = {}) {
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
}

/** A Secret as files: all of it for who takes other passwords too, since a key that is listed must be there. */
export function secretVolume(secretName: string, { users, takesOthers, isRoot }: CredentialsClient): k8s.Volume {
  const items = users.map(({ passwordKey }) => ({ key: passwordKey, path: passwordKey }));
  return {
    name: CREDENTIALS_VOLUME,
    secret: { secretName, ...(takesOthers ? {} : { items }), ...(isRoot ? { defaultMode: 0o400 } : {}) },
  };
}
