import type { k8s } from 'cdk8s-plus-28';
import type { GatewayUser } from '../user';
import type { WorkloadIdentity } from '../identity';
import { made, type Validator } from '../../input/props';

/** Ways in which passwords reach pods. */
export enum CredentialsKind {
  /** Secrets Manager, mounted by the Secrets Store CSI driver with the role of each pod. */
  SECRETS_MANAGER = 'secrets-manager',

  /** Secrets Manager, copied into Kubernetes Secrets by the External Secrets Operator. */
  EXTERNAL_SECRETS = 'external-secrets',

  /** Kubernetes Secrets that you create. */
  KUBERNETES_SECRET = 'kubernetes-secret',
}

/** Client that needs passwords as files. The files are the same for every source. */
export interface CredentialsClient {
  /** Name of the client: `gateway`, `alloy`, `grafana` or `canary`. */
  readonly name: CredentialsClientName;

  /** Namespace of the client. */
  readonly namespace: string;

  /** Users whose passwords the client gets. */
  readonly users: readonly GatewayUser[];

  /** True for the gateway, which accepts both passwords of a user while passwords are rotated. */
  readonly acceptsBothPasswords: boolean;

  /** True if the container runs as root. Then only root may read the files. */
  readonly isRoot: boolean;

  /**
   * Service account of another workload of the same client: a collector beside Alloy's DaemonSet.
   *
   * @default - the client's own
   */
  readonly serviceAccountName?: string;
}

/** Names of the clients that need passwords. */
export type CredentialsClientName = 'gateway' | 'alloy' | 'grafana' | 'canary';

/** Name of the volume with the passwords, in every pod. */
export const CREDENTIALS_VOLUME = 'credentials';

/** A secret that a client gets as a file, and that is not the password of a user of the gateway. */
export interface SecretFile {
  /** Name of the file. */
  readonly file: string;

  /** Name of the secret in Secrets Manager, or of a Kubernetes Secret in the client's namespace. */
  readonly secret: string;

  /** Field of its JSON, or key of the Kubernetes Secret. */
  readonly field: string;
}

/** Volume of secret files. */
export interface SecretFiles {
  /** The volume, with a file for each. */
  readonly volume: k8s.Volume;

  /** Objects that it needs in the client's namespace. */
  readonly objects: readonly unknown[];
}

/** Source of the gateway's passwords, which become files in pods. */
export interface CredentialsSource {
  /** Way in which passwords reach pods. */
  readonly kind: CredentialsKind;

  /** Volume of a client's pods, with a file named as each user's `passwordKey`. */
  volume(client: CredentialsClient): k8s.Volume;

  /** Objects that the volume needs in the client's namespace. */
  objects(client: CredentialsClient): readonly unknown[];

  /** Identity of a client's pods, if their own role reads the passwords. */
  podIdentity(client: CredentialsClient): WorkloadIdentity | undefined;

  /**
   * Other secrets of a client from the same source, as a volume and objects of this name.
   *
   * @default - a source without it has only the passwords of the gateway
   */
  files?(client: CredentialsClient, name: string, files: readonly SecretFile[]): SecretFiles;
}

/** Pod annotation that keeps the token of a role out of containers, if only their volumes need the role. */
export function withoutToken(identity: WorkloadIdentity | undefined, ...containers: string[]): Record<string, string> {
  // https://github.com/aws/amazon-eks-pod-identity-webhook
  return identity ? { 'eks.amazonaws.com/skip-containers': containers.join(',') } : {};
}

/** Example of a source of passwords, for messages. */
export const EXAMPLE_SOURCE = 'new KubernetesSecretCredentials()';

/** Validator of an optional source of passwords. */
export const credentialsSource: Validator = made<CredentialsSource>('a CredentialsSource', EXAMPLE_SOURCE, (source) =>
  [source.volume, source.objects, source.podIdentity].every((each) => typeof each === 'function'),
);
