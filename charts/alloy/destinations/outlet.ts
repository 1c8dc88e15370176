import type { k8s } from 'cdk8s-plus-28';
import type { Block } from '../language/syntax';
import type { Value } from '../language/values';
import type { SecretMount, SourceConnection } from '../sources/source';

/** Connection to a destination, for the network policy. */
export interface EgressConnection extends SourceConnection {
  /** Range of addresses. Not with `namespace`. @default - any address */
  readonly cidr?: string;

  /** Labels of the pods in the namespace. @default - any pod */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** Components that send lines to a destination, made by its kind from its settings. */
export interface Outlet {
  /** Stages for lines to this destination only, such as the stage of its tenant. */
  readonly stages: readonly Block[];

  /** Its components. */
  readonly blocks: readonly Block[];

  /** Receiver of the first of them. */
  readonly receiver: Value;

  /** Secrets it reads. Their files are read again when they change. */
  readonly secrets: readonly SecretMount[];

  /** Environment it reads. */
  readonly env: readonly k8s.EnvVar[];

  /** Connections it opens. */
  readonly connections: readonly EgressConnection[];
}

/** Input of a kind of destination. */
export interface OutletContext {
  /** Name of the destination. */
  readonly name: string;

  /** Label of its components. */
  readonly label: string;

  /** Name of the cluster. */
  readonly clusterName: string;

  /** Tenant of lines that no route sends elsewhere. */
  readonly defaultTenant: string;
}
