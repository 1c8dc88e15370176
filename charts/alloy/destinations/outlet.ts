import type { k8s } from 'cdk8s-plus-28';
import type { Block } from '../language/syntax';
import type { Value } from '../language/values';
import type { SourceConnection } from '../sources/source';

/** Connection to a destination, for the network policy. */
export interface EgressConnection extends SourceConnection {
  /** Range of addresses. Not with `namespace`. @default - any address */
  readonly cidr?: string;

  /** Labels of the pods in the namespace. @default - any pod */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** Secret whose file the pods mount for a destination. */
export interface EgressFile {
  /** Name of the volume. */
  readonly volume: string;

  /** Folder of the file in the pods. */
  readonly folder: string;

  /** The Secret, in Alloy's namespace. */
  readonly secret: string;

  /** Key of the file, which is its name. */
  readonly key: string;
}

/** End of the way of lines: what a kind of destination makes of its settings. */
export interface Outlet {
  /** Stages that lines pass on their way to it alone, such as that of its tenant. */
  readonly stages: readonly Block[];

  /** Its components. */
  readonly blocks: readonly Block[];

  /** Receiver of the first of them. */
  readonly receiver: Value;

  /** Files it reads. */
  readonly files: readonly EgressFile[];

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
