import type { ChunkEncoding } from '../../../charts/loki/config/encoding';
import type { ChunkTransition } from '../../environment/transition';

/** Needs of an environment at AWS and in its cluster that decide its size and its price: plain data. */
export interface Setup {
  /** Version of this form. */
  readonly form: 1;

  /** AWS region. */
  readonly region: string;

  /** Raw lines in GB a day. */
  readonly gigabytesPerDay: number;

  /** The cluster. */
  readonly cluster: ClusterSetup;

  /** Pods by workload. */
  readonly pods: readonly PodsSetup[];

  /** Volumes of pods. */
  readonly volumes: readonly VolumeSetup[];

  /** Load balancers. */
  readonly doors: DoorSetup;

  /** KMS keys that are made. */
  readonly keys: number;

  /** Secrets in AWS Secrets Manager that are made. */
  readonly secrets: number;

  /** If true, a driver on each node asks for the passwords. */
  readonly asksForSecrets: boolean;

  /** Loki. @default - lines go to one elsewhere */
  readonly loki?: LokiSetup;

  /** Kafka between the collectors and Loki. @default - none */
  readonly kafka?: KafkaSetup;

  /** Metrics that are written to Amazon Managed Service for Prometheus. @default - none */
  readonly metrics?: MetricsSetup;

  /** Names of destinations outside this environment, and of programs whose price is not known here. */
  readonly elsewhere: readonly string[];
}

/** Cluster of an environment. */
export interface ClusterSetup {
  /** A new cluster, an existing one, or one without AWS. */
  readonly kind: 'create' | 'existing' | 'local';

  /** Kubernetes version of a new cluster. @default - the cluster exists */
  readonly version?: string;

  /** If true, EKS starts the nodes itself, for a surcharge. */
  readonly isAuto: boolean;

  /** Nodes: those of a new group, else those that the pods fit on. @default - a pod is larger than the usual nodes */
  readonly nodes?: NodesSetup;

  /** NAT gateways that are made. */
  readonly natGateways: number;

  /** If true, interface endpoints are made. */
  readonly interfaceEndpoints: boolean;

  /** If true, flow logs of the VPC are made. */
  readonly flowLogs: boolean;

  /** If true, logs of the control plane go to CloudWatch. */
  readonly controlPlaneLogs: boolean;
}

/** Nodes. */
export interface NodesSetup {
  /** EC2 instance type. */
  readonly instanceType: string;

  /** Their number. */
  readonly count: number;

  /** Size of the root disk of each, in GiB. @default - it exists already */
  readonly rootDisk?: number;
}

/** Pods of a workload. */
export interface PodsSetup {
  /** `Deployment loki/loki-querier`. */
  readonly title: string;

  /** Their number; the lowest with an autoscaler. @default - one on each node */
  readonly count?: number;

  /** Their highest number with an autoscaler. @default - their number is fixed */
  readonly most?: number;

  /** Cores that one requests. */
  readonly cpu: number;

  /** GiB that one requests. */
  readonly memory: number;
}

/** Volumes of the pods of a workload. */
export interface VolumeSetup {
  /** Workload, or claim. */
  readonly title: string;

  /** Their number. */
  readonly count: number;

  /** Size of each in GiB. */
  readonly gibibytes: number;

  /** Throughput of each in MiB/s. */
  readonly throughput: number;
}

/** Load balancers of a cluster. */
export interface DoorSetup {
  /** Their number. */
  readonly count: number;

  /** Number of those that the internet reaches. */
  readonly public: number;
}

/** Loki and its buckets. */
export interface LokiSetup {
  /** Pods of Loki, caches and gateway included. */
  readonly pods: number;

  /** Copies of each line that a distributor sends: to three ingesters, and to a pattern ingester if there is one. */
  readonly copies: number;

  /** Limit of the streams of a tenant. */
  readonly maxStreams: number;

  /** Retentions, each with the number of tenants that have it; `null` is for ever. */
  readonly retentions: readonly RetentionSetup[];

  /** Buckets in S3. @default - the store is not of AWS */
  readonly s3?: StoreSetup;
}

/** Retention of tenants. */
export interface RetentionSetup {
  /** Days. `null` is for ever. */
  readonly days: number | null;

  /** Number of tenants that have it. */
  readonly tenants: number;
}

/** Buckets in S3. */
export interface StoreSetup {
  /** Compression of chunks. */
  readonly encoding: ChunkEncoding;

  /** If false, several nodes write one stream. */
  readonly nodeLabel: boolean;

  /** Move of chunks to a cheaper class. @default - they stay in S3 Standard */
  readonly transition?: ChunkTransition;
}

/** Kafka. */
export interface KafkaSetup {
  /** If true, it is Amazon MSK. */
  readonly isMsk: boolean;

  /** Topics: one for each tenant. */
  readonly topics: number;
}

/** Metrics in Amazon Managed Service for Prometheus. */
export interface MetricsSetup {
  /** Metrics that are stored. */
  readonly kept: 'used' | 'all';

  /** Seconds between two samples. */
  readonly seconds: number;
}
