import type { k8s } from 'cdk8s-plus-28';
import type { GatewayUser } from '../user';
import type { WorkloadIdentity } from '../identity';

/** Ways passwords get into pods. */
export enum CredentialsKind {
  /** Secrets Manager, mounted by the Secrets Store CSI driver with the role of each pod. */
  SECRETS_MANAGER = 'secrets-manager',

  /** Secrets Manager, copied into Kubernetes Secrets by the External Secrets Operator. */
  EXTERNAL_SECRETS = 'external-secrets',

  /** Kubernetes Secrets that somebody makes. */
  KUBERNETES_SECRET = 'kubernetes-secret',
}

/** Who needs passwords as files: the same files, wherever they come from. */
export interface CredentialsClient {
  /** Name of the client: `gateway`, `alloy` or `grafana`. */
  readonly name: CredentialsClientName;

  /** Its namespace. */
  readonly namespace: string;

  /** The users whose passwords it gets, and no others. */
  readonly users: readonly GatewayUser[];

  /** Whether it takes the other password of each user as well, which holds while passwords are changed. */
  readonly takesOthers: boolean;

  /** Whether its container is root. Then nobody else may read the files. */
  readonly isRoot: boolean;

  /**
   * Service account of another workload of the same client: a collector beside Alloy's DaemonSet.
   *
   * @default - the client's own
   */
  readonly serviceAccountName?: string;
}

/** Those who need passwords. */
export type CredentialsClientName = 'gateway' | 'alloy' | 'grafana';

/** Name of the volume with the passwords, in every pod. */
export const CREDENTIALS_VOLUME = 'credentials';

/** Where the passwords of the gateway are kept, and how they become files in pods. */
export interface CredentialsSource {
  /** How. */
  readonly kind: CredentialsKind;

  /** The volume of a client's pods. Its files are named as the users' `passwordKey`. */
  volume(client: CredentialsClient): k8s.Volume;

  /** What has to be in the client's namespace for that volume. */
  objects(client: CredentialsClient): readonly unknown[];

  /** Who a client's pods are to AWS, where it is their own role that reads the passwords. */
  podIdentity(client: CredentialsClient): WorkloadIdentity | undefined;
}

/** The annotation of pods that keeps a role's token out of containers, where only their volumes need the role. */
export function withoutToken(identity: WorkloadIdentity | undefined, ...containers: string[]): Record<string, string> {
  // https://github.com/aws/amazon-eks-pod-identity-webhook
  return identity ? { 'eks.amazonaws.com/skip-containers': containers.join(',') } : {};
}
