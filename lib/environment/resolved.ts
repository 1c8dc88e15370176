import type { Duration } from 'cdk8s';
import type { AlloyRoute } from '../../charts/alloy/sources/source';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import type { ObjectStore } from '../../charts/endpoint/object-store';
import type { StorageClassChartProps } from '../../charts/kubernetes/storage-class';
import type { LoggingChartsProps } from '../../charts/logging/charts';
import type { EnvironmentCredentials } from './credentials';
import type { Hub } from './hub/hub';
import type { RemoteLoki } from './hub/remote';
import type { SpokeReader } from './hub/spokes';
import type { NameParts } from './names';
import type { LoggingProps } from './props';

/** Input of a logging stack, from an environment or from `LokiLogging`: valid, and without texts to parse. */
export interface LoggingInput {
  /** Parts of the names of AWS resources. */
  readonly parts: NameParts;

  /** Name of the cluster, as in the label of lines. */
  readonly clusterName: string;

  /** Fields that environments and `LokiLogging` share. */
  readonly props: Omit<LoggingProps, 'account' | 'region' | 'volume' | 'retention' | 'tenantNamespaces'>;

  /** Volume in GB a day. @default 50 */
  readonly gigabytesPerDay?: number;

  /** Retention of lines. @default - 28 days */
  readonly retention?: Duration;

  /** Timeout of a query. @default - 5 minutes */
  readonly queryTimeout?: Duration;

  /** Namespaces whose pod logs go to a tenant. */
  readonly routes: AlloyRoute[];

  /** StorageClass of the volumes. */
  readonly storageClass: StorageClassChartProps;

  /** If true, the StorageClass exists and is not made. */
  readonly hasStorageClass: boolean;

  /** Number of zones of the nodes. @default - unknown */
  readonly zones?: number;

  /** If true, no node is added for a pod that finds no room. @default - unknown */
  readonly fixedNodes?: boolean;

  /** Address ranges of the cluster's VPC. @default - those in the door's own properties */
  readonly vpcCidrs?: readonly string[];

  /** Buckets that exist. @default - buckets with names of their own, or those in `props` */
  readonly objectStore?: ObjectStore;

  /** Hub whose Loki gets the lines, in `props.loki.of`. @default - none */
  readonly hub?: Hub;

  /** Roles of other accounts that read passwords of this Loki. @default - none */
  readonly spokeReaders?: readonly SpokeReader[];
}

/** A logging stack with every default filled in and every name concrete. */
export interface ResolvedLogging {
  /** Name of the environment. */
  readonly name: string;

  /** AWS account, 12 digits. */
  readonly account: string;

  /** AWS region. */
  readonly region: string;

  /** Name of its cluster. */
  readonly clusterName: string;

  /** Volume in GB a day. */
  readonly gigabytesPerDay: number;

  /** Identity of Loki's pods. @default - none: Loki is elsewhere */
  readonly identity?: WorkloadIdentity;

  /** Buckets of Loki. @default - none: Loki is elsewhere */
  readonly objectStore?: ObjectStore;

  /** Loki elsewhere that gets all lines. @default - it has a Loki of its own */
  readonly remote?: RemoteLoki;

  /** Roles of other accounts that read passwords of this Loki. */
  readonly spokeReaders: readonly SpokeReader[];

  /** Source of the passwords. */
  readonly credentials: EnvironmentCredentials;

  /** Properties of its charts. */
  readonly chartsProps: LoggingChartsProps;
}
