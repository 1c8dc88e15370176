import type { AlloyCollectorProps } from '../alloy/collectors/props';
import type { AlloyPipeline } from '../alloy/pipeline';
import type { AlloySources } from '../alloy/sources/library';
import type { AlloyRoute, AlloySource } from '../alloy/sources/source';
import type { CanarySettings } from '../canary/props';
import type { DashboardsSettings } from '../grafana/dashboards/own/props';
import type { GrafanaDeploySettings } from '../grafana/deploy/props';
import type { DatasourceSettings } from '../grafana/settings';
import type { KubernetesProps } from '../kubernetes/props';
import type { StorageClassChartProps } from '../kubernetes/storage-class-props';
import type { ContainerResources } from '../kubernetes/workload';
import type { LocalStoreSettings } from '../local/store';
import type { LokiChartProps } from '../loki/props';
import type { MonitoringSettings } from '../monitoring/props';
import type { RemoteLokiProps } from './remote';

/** Properties of the charts of one environment. All are plain values: they need no AWS account and no tokens. */
export interface LoggingChartsProps extends KubernetesProps {
  /** Name of the environment. */
  readonly environment: string;

  /** Name of the cluster: the label `cluster` of every line. */
  readonly clusterName: string;

  /** Loki: its identity, storage and size. @default - it is elsewhere: see `remoteLoki` */
  readonly loki?: LokiChartProps;

  /**
   * A Loki elsewhere that gets all lines, in place of `loki`. Then there are collectors, the canary and monitoring alone: no
   * Loki, and no datasources.
   *
   * @default - `loki` is in this cluster
   */
  readonly remoteLoki?: RemoteLokiProps;

  /** Namespace of Alloy. @default alloy */
  readonly alloyNamespace?: string;

  /** Sources of the library that Alloy reads. @default - all */
  readonly alloySources?: AlloySources;

  /**
   * If true, `node_name` is a label of pod logs, so that Loki stores one copy of each line instead of three: a stream per
   * container and node. If false, it is structured metadata: a stream per container, written by all of its nodes.
   *
   * @default true
   */
  readonly alloyNodeLabel?: boolean;

  /** Processing of lines between their sources and Loki. @default - lines are sent unchanged */
  readonly alloyPipeline?: AlloyPipeline;

  /** Sources of your own that run on every node. @default - none */
  readonly alloyExtraSources?: readonly AlloySource[];

  /** Collectors of your own, for sources that cannot or need not run on every node. @default - none */
  readonly alloyCollectors?: readonly AlloyCollectorProps[];

  /** CPU and memory of each pod of the DaemonSet. @default - those of `AlloyChart` */
  readonly alloyResources?: ContainerResources;

  /** Namespaces whose pod logs go to a tenant. @default - all logs go to the first tenant */
  readonly routes?: AlloyRoute[];

  /** Namespace of your Grafana, whose ConfigMaps its sidecar watches. @default grafana */
  readonly grafanaNamespace?: string;

  /** Maximum number of lines that Grafana shows for a query. @default 1000 */
  readonly maxLines?: number;

  /** S3 server in the cluster, with Loki's buckets. @default - none: the buckets are elsewhere */
  readonly localStore?: LocalStoreSettings;

  /** Ports of the API server, as network policies see them. @default - 443, the port on EKS */
  readonly apiServerPorts?: readonly number[];

  /** Settings of Grafana's datasources: the way in which they reach it, and their content. @default - as a sidecar finds them, with nothing else */
  readonly grafanaDatasources?: DatasourceSettings;

  /** Dashboards of Loki and Alloy, and of your own. @default - true with `grafanaDeploy`, else false */
  readonly grafanaDashboards?: boolean | DashboardsSettings;

  /** A Grafana that is deployed with the rest. @default false */
  readonly grafanaDeploy?: boolean | GrafanaDeploySettings;

  /** Loki's canary on the path of all lines. @default false */
  readonly canary?: boolean | CanarySettings;

  /** Monitoring: who scrapes the metrics, and alerts on them. @default - none is made */
  readonly monitoring?: MonitoringSettings;

  /** StorageClass to create. Name it in `loki.storageClassName` too. @default - none is made */
  readonly storageClass?: StorageClassChartProps;
}

/** Properties of charts with a Loki of their own. */
export type PropsWithLoki = LoggingChartsProps & Required<Pick<LoggingChartsProps, 'loki'>>;
