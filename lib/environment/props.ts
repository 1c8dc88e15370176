import type { Construct } from 'constructs';
import type { AlloyCollectorProps, AlloyPipeline, AlloySources } from '../../charts/alloy/chart';
import type { AlloySource } from '../../charts/alloy/sources/source';
import type { CanarySettings } from '../../charts/canary/props';
import type { IdentityKind } from '../../charts/endpoint/identity';
import type { ExposeProps } from '../../charts/endpoint/exposure/props';
import type { ReaderProps, WriterProps } from '../../charts/endpoint/users';
import type { GrafanaDeployProps } from '../../charts/grafana/deploy/props';
import type { DatasourceSettings } from '../../charts/grafana/settings';
import type { KubernetesProps } from '../../charts/kubernetes/props';
import type { RulerEgress } from '../../charts/loki/ruler-egress';
import type { LoggingCharts } from '../../charts/logging/charts';
import type { MonitoringProps } from '../../charts/monitoring/props';
import type { Acknowledgement } from './acknowledgement';
import type { CredentialsProps } from './credentials-props';
import type { ClusterProps } from './cluster-props';
import type { DashboardsProps } from './dashboards/props';
import type { LokiProps } from './loki-props';
import type { StorageProps } from './storage-props';

export type { CredentialsProps } from './credentials-props';
export type * from './cluster-props';
export type { DashboardsProps } from './dashboards/props';
export type { LokiProps } from './loki-props';
export type { ChunkTransition } from './transition';
export type { StorageEndpointProps, StorageProps } from './storage-props';

/** One environment: one EKS cluster and the logging stack on it. */
export interface EnvironmentProps extends KubernetesProps {
  /** AWS account, 12 digits. @default - the account of your AWS credentials, from STS */
  readonly account?: string;

  /** AWS region. @default - the region of your AWS configuration */
  readonly region?: string;

  /** Cluster: a new one on EKS (`create`), an `existing` one on EKS, or one on your machine (`local`). */
  readonly cluster: ClusterProps;

  /**
   * Volume of raw lines over all tenants, such as `500 GB/day`. It determines the size.
   *
   * ### Cost
   * See docs/cost.md, "What the volume picks".
   *
   * @default - 50 GB/day
   */
  readonly volume?: string;

  /**
   * Retention of lines, such as `28d` or `1y` (365 days); at least a day.
   *
   * ### Cost
   * See docs/cost.md, "S3".
   *
   * @default 28d
   */
  readonly retention?: string;

  /**
   * Tenants. The first gets the nodes' logs and every pod log that is not routed elsewhere.
   *
   * @default - one tenant, named after the environment
   */
  readonly tenants?: readonly string[];

  /**
   * Namespaces whose pod logs go to a tenant, by tenant; `*` stands for any characters. An empty list routes nothing.
   *
   * @default - each tenant except the first gets the namespace of its own name
   */
  readonly tenantNamespaces?: Readonly<Record<string, readonly string[]>>;

  /**
   * Readers beside Grafana's, by user name: each sees its tenants only, and has a password of its own.
   *
   * @default - only `reader`, who sees every tenant
   */
  readonly readers?: Readonly<Record<string, ReaderProps>>;

  /**
   * Writers beside Alloy, by user name: each pushes to its tenants only, and has a password of its own.
   *
   * @default - only `writer`, who pushes to every tenant
   */
  readonly writers?: Readonly<Record<string, WriterProps>>;

  /** Passwords of the gateway. @default - generated, in AWS Secrets Manager, mounted by the CSI driver */
  readonly credentials?: CredentialsProps;

  /** The buckets. @default - two buckets with names of their own, encrypted by S3 */
  readonly storage?: StorageProps;

  /** Loki. @default - as volume and retention require */
  readonly loki?: LokiProps;

  /** Alloy. @default - all sources, in the namespace alloy */
  readonly alloy?: AlloyProps;

  /** Grafana's datasources, and Grafana itself if it is deployed. @default - datasources in the namespace grafana */
  readonly grafana?: GrafanaProps;

  /**
   * Loki's canary on the path of all lines: it writes lines, reads them back, and counts those that are missing, late
   * or doubled.
   *
   * @default false
   */
  readonly canary?: boolean | CanarySettings;

  /** The network. @default - all traffic that is not named is denied */
  readonly network?: NetworkProps;

  /**
   * Door for clients outside the cluster, such as the collectors of other clusters: a load balancer or a route, with
   * TLS.
   *
   * @default - only pods of the cluster reach Loki
   */
  readonly expose?: ExposeProps;

  /** Monitoring: the scraper of the metrics of Loki and Alloy, and alerts on them. @default - none is made */
  readonly monitoring?: MonitoringProps;

  /** Tags of all AWS resources that support them, such as `{ 'cost-center': 'platform' }`. @default - none */
  readonly tags?: Readonly<Record<string, string>>;

  /** ARN of the managed policy that is the permissions boundary of every role. @default - none */
  readonly permissionsBoundary?: string;

  /**
   * Way in which pods get their AWS roles: IAM roles for service accounts (`irsa`) or EKS Pod Identity, whose agent the
   * cluster must have.
   *
   * @default irsa
   */
  readonly identity?: `${IdentityKind}`;

  /**
   * Path of every role, such as `/platform/`. Another path replaces the roles: choose it before the first deploy.
   *
   * @default /
   */
  readonly rolePath?: string;

  /**
   * Policy for buckets, KMS keys, passwords and a new cluster with its VPC when they leave their stack: `retain`, or
   * `destroy` for a temporary environment. S3 refuses to delete a bucket that is not empty.
   *
   * @default retain
   */
  readonly removalPolicy?: 'retain' | 'destroy';

  /** If true, the stack with the buckets refuses to be deleted. @default - true if the name begins with `prod` */
  readonly terminationProtection?: boolean;

  /** Other accounts whose credentials may deploy this environment, 12 digits each. @default - none */
  readonly deployFrom?: readonly string[];

  /**
   * Changes any generated Kubernetes object, before rules run and anything is written or delivered:
   * `(charts) => charts.object('StatefulSet', 'loki-ingester').addJsonPatch(…)`.
   *
   * @default - no change
   */
  readonly customize?: (charts: LoggingCharts) => void;

  /**
   * Changes any AWS construct, before rules run and anything is deployed. It is called for each stack, whose `node.id`
   * is `Cluster`, `Storage` or `Logging`, after all constructs exist: see the how-to on customizing.
   *
   * @default - no change
   */
  readonly customizeStack?: (stack: Construct) => void;

  /**
   * Warnings that are accepted, each with a reason: `[{ rule: 'CLUSTER-ADMINS-1', path: '…', reason: '…' }]`, with rule
   * and path as `eks-loki check` prints them. One that matches nothing is itself a warning.
   *
   * @default - none
   */
  readonly acknowledge?: readonly Acknowledgement[];
}

/** Alloy: the sources of the library, and your own. */
export interface AlloyProps extends AlloySources, AlloyPipeline {
  /** Namespace, which may not be one of Kubernetes or AWS. @default alloy */
  readonly namespace?: string;

  /**
   * If true, `node_name` is a label of pod logs, so that Loki stores one copy of each line instead of three: a stream
   * per container and node. If false, it is structured metadata: a stream per container, written by all of its nodes.
   *
   * @default true
   */
  readonly nodeLabel?: boolean;

  /** Sources of your own that run on every node. @default - none */
  readonly extraSources?: readonly AlloySource[];

  /** Collectors of your own, for sources that cannot or need not run on every node. @default - none */
  readonly collectors?: readonly AlloyCollectorProps[];
}

/** Grafana's datasources, and Grafana itself. */
export interface GrafanaProps extends DatasourceSettings {
  /**
   * A Grafana that is deployed with the rest: true, or its settings.
   *
   * @default false
   */
  readonly deploy?: boolean | GrafanaDeployProps;

  /** Namespace of Grafana, whose ConfigMaps the sidecar of yours watches. @default grafana */
  readonly namespace?: string;

  /** Maximum number of lines that Grafana shows for a query. @default 1000 */
  readonly maxLines?: number;

  /**
   * Dashboards of Loki and Alloy, and of your own, which reach Grafana as the datasources do.
   *
   * @default - true with `deploy`, else false
   */
  readonly dashboards?: boolean | DashboardsProps;

  /** Its service account, whose role may read the reader's password. Only with `secrets-manager`. @default grafana */
  readonly serviceAccount?: string;
}

/** The network. */
export interface NetworkProps {
  /** If true, NetworkPolicies deny all traffic of our pods that they do not name. @default true */
  readonly policies?: boolean;

  /** Namespaces whose pods scrape metrics. @default - none */
  readonly metricsNamespaces?: readonly string[];

  /**
   * Labels of the pods there that scrape metrics; `{}` for all pods. The port of Loki's metrics is that of its whole
   * API, without a password.
   *
   * @default - the names of Prometheus, Alloy, OpenTelemetry Collector, vmagent and VictoriaMetrics
   */
  readonly metricsPods?: Readonly<Record<string, string>>;

  /**
   * Targets of the ruler whose pods listen on another port than the URL says, or that only some addresses may reach.
   *
   * @default - the ports of the URLs in Loki's configuration, at any address
   */
  readonly rulerEgress?: readonly RulerEgress[];

  /** More namespaces whose pods reach the gateway. @default - only those of Alloy and Grafana */
  readonly clientNamespaces?: readonly string[];
}

/** Fields that an environment and `LokiLogging` share, in the form of an environment. */
export type LoggingProps = Omit<
  EnvironmentProps,
  'cluster' | 'terminationProtection' | 'deployFrom' | 'removalPolicy' | 'customizeStack'
>;

/** All environments of a deployment, by name. */
export type EnvironmentsProps = Readonly<Record<string, EnvironmentProps>>;

/**
 * Declares the environments of a deployment. It only gives them their type: they are validated, all at once, when they
 * are rendered or synthesized.
 */
export function defineEnvironments(environments: EnvironmentsProps): EnvironmentsProps {
  return environments;
}
