import type { KafkaTopics } from '../alloy/kafka/props';
import type { Duration } from 'cdk8s';
import type { CredentialsSource } from '../endpoint/credentials/source';
import type { ExposureProps } from '../endpoint/exposure/props';
import type { WorkloadIdentity } from '../endpoint/identity';
import type { ObjectStore } from '../endpoint/object-store';
import type { GatewayUsers } from '../endpoint/users';
import type { Images } from '../kubernetes/images';
import type { ScraperPods } from '../kubernetes/metrics';
import type { SchemaPeriod } from './config/schema';
import type { ChunkEncoding } from './config/encoding';
import type { LimitsConfig, LokiConfig } from './config/generated/types';
import type { ConfigPatch } from './config/merge';
import type { RulerProps, TenantRules } from './rules/props';
import type { RulerEgress } from './ruler-egress';
import type { LokiAutoscaling } from './sizes/autoscaling';
import type { LokiSizeOverrides } from './sizes/sizes';
import type { RolloutOperatorProps } from './rollout-operator/props';
import type { IngesterZones } from './workloads/migration';

/** Properties of a `LokiChart`. */
export interface LokiChartProps extends GatewayUsers {
  /** Loki's namespace and service account, and the AWS role that the account assumes. */
  readonly identity: WorkloadIdentity;

  /** Buckets of chunks, index and rules. */
  readonly store: ObjectStore;

  /** Tenants that the gateway accepts, at least one. The first gets all logs that no route sends elsewhere. */
  readonly tenants: string[];

  /** Volume of raw lines in GB per day, over all tenants. It selects the size. @default 50 */
  readonly gigabytesPerDay?: number;

  /** Retention of lines: at least a day, since each index table covers a day. @default Duration.days(28) */
  readonly retention?: Duration;

  /** Timeout of a query, in Loki, the gateway and the datasources alike. @default DEFAULT_QUERY_TIMEOUT */
  readonly queryTimeout?: Duration;

  /** Source of the gateway's passwords. @default - a Kubernetes Secret loki-credentials, which you create */
  readonly credentials?: CredentialsSource;

  /** StorageClass of the volumes. @default - gp3; with `oneNode` the default of the cluster */
  readonly storageClassName?: string;

  /**
   * If true, all pods fit on one node: one pod of each component, one copy of each line, the sizes of a laptop, and
   * nothing that asks for other nodes or zones. It is for trying out: what the node loses is lost.
   *
   * @default false
   */
  readonly oneNode?: boolean;

  /**
   * If true, volumes that need more than 125 MiB/s have the StorageClass `<storageClassName>-<MiB/s>`, which must
   * exist.
   *
   * @default false
   */
  readonly fastVolumes?: boolean;

  /** Changes to the size that the volume selects. @default - none */
  readonly sizes?: LokiSizeOverrides;

  /**
   * Autoscalers of distributors, queriers, query frontends and gateway: `true`, or bounds by component as
   * `{ querier: { min: 4, max: 20 } }`. They need the metrics server (docs/how-to/autoscaling.md).
   *
   * @default - the numbers of the size
   */
  readonly autoscaling?: boolean | LokiAutoscaling;

  /**
   * If true, each of three zones has a StatefulSet of ingesters, and any number of them; if false, there is one.
   * `{ step: 1 }` to `{ step: 5 }` lead from one to the other, each with a deploy (docs/how-to/zones.md).
   *
   * @default - true above 1 TB a day
   */
  readonly ingesterZones?: IngesterZones;

  /**
   * If true, or an object, grafana/rollout-operator restarts the ingesters in zones after a change, instead of
   * `eks-loki roll` (docs/how-to/zones.md).
   *
   * @default false
   */
  readonly rolloutOperator?: boolean | RolloutOperatorProps;

  /**
   * Changes to Loki's configuration, merged over ours: objects merge, lists and scalars replace, `null` removes.
   *
   * @default - none
   */
  readonly config?: ConfigPatch<LokiConfig>;

  /** Limits by tenant, which replace the common ones and change without a restart. @default - none */
  readonly tenantLimits?: Readonly<Record<string, LimitsConfig>>;

  /** Compression of new chunks. @default zstd */
  readonly chunkEncoding?: ChunkEncoding;

  /** Periods of the schema. Add periods, never edit them. @default - one period: TSDB, v13, from 2024-04-01 */
  readonly schema?: readonly SchemaPeriod[];

  /** URL that the ruler sends alerts to, for example `http://alertmanager.monitoring:9093`. @default - none */
  readonly alertmanagerUrl?: string;

  /**
   * Rules of tenants, as files that the ruler reads. Then it takes no rules by its API, and none from its bucket.
   *
   * @default - the rules in the ruler bucket, which the API writes
   */
  readonly rules?: TenantRules;

  /** Settings of the ruler. @default - no receiver of samples, no links to Grafana */
  readonly ruler?: RulerProps;

  /**
   * Service account of the ruler alone, in Loki's namespace, and its AWS role: that of `identity`, and what signs
   * samples.
   *
   * @default - that of all components
   */
  readonly rulerIdentity?: WorkloadIdentity;

  /**
   * Resource attributes of OTLP that become labels, such as `k8s.namespace.name`: at most 15. All others are structured
   * metadata.
   *
   * @default - those with few values: cluster, namespace, workload, container, node, service, region and zone
   */
  readonly otlpIndexLabels?: readonly string[];

  /** Name of the environment, as in the datasources: links of alerts lead to them. @default - no links */
  readonly environment?: string;

  /** Namespaces whose pods may reach the gateway. @default - only Loki's own */
  readonly clientNamespaces?: readonly string[];

  /** Namespaces whose pods may scrape metrics. @default - none */
  readonly metricsNamespaces?: readonly string[];

  /** Labels of the pods there that scrape metrics. @default - those of Prometheus, Alloy and similar programs */
  readonly metricsPods?: Readonly<Record<string, string>>;

  /** More pods that may scrape metrics, such as the collector of `MonitoringChart`. @default - none */
  readonly scraper?: ScraperPods;

  /** Targets of the ruler beside those whose URLs are in the configuration. @default - none */
  readonly rulerEgress?: readonly RulerEgress[];

  /** Door for clients outside the cluster. @default - only pods reach the gateway */
  readonly expose?: ExposureProps;

  /** Number of zones that have nodes, or get them. @default - unknown */
  readonly zones?: number;

  /**
   * If true, no node is added for a pod that finds no room. Pods then have PriorityClasses: those of StatefulSets take the room
   * of pods without data, which run on any other node, and those that every line or query passes take that of queriers.
   *
   * @default false
   */
  readonly fixedNodes?: boolean;

  /** If true, NetworkPolicies deny all traffic that they do not name. @default true */
  readonly networkPolicies?: boolean;

  /**
   * Ports of the API server, as network policies see them: its own, where the plugin looks behind the Service.
   *
   * @default - 443, the port on EKS
   */
  readonly apiServerPorts?: readonly number[];

  /** DNS domain of the cluster. @default cluster.local */
  readonly clusterDomain?: string;

  /** Kafka that Alloy's lines come through: topic and labels as in its pipeline. @default - none */
  readonly kafka?: KafkaTopics;

  /** Images to use instead of the default ones. @default - the versions of this library */
  readonly images?: Images;
}
