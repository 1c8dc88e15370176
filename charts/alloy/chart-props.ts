import type { LokiEndpoint } from '../endpoint/endpoint';
import type { IdentityKind } from '../endpoint/identity';
import type { Images } from '../kubernetes/images';
import type { ScraperPods } from '../kubernetes/metrics';
import type { ContainerResources } from '../kubernetes/workload';
import type { AlloyCollectorProps } from './collectors/props';
import type { AlloyPipeline } from './pipeline';
import type { AlloySources } from './sources/library';
import type { AlloyRoute, AlloySource } from './sources/source';

/** Properties of an `AlloyChart`. */
export interface AlloyChartProps {
  /** Loki that all logs go to: `LokiChart.endpoint`. */
  readonly endpoint: LokiEndpoint;

  /** Name of the cluster: the label `cluster` of every line. */
  readonly clusterName: string;

  /**
   * Namespace of Alloy. It must let pods mount folders of the node: see `AlloyChart.POD_SECURITY`.
   *
   * @default alloy
   */
  readonly namespace?: string;

  /**
   * Tenants of the logs and events of namespaces. The first route that matches wins.
   *
   * @default - all logs go to the endpoint's first tenant, as the logs of nodes always do
   */
  readonly routes?: AlloyRoute[];

  /** Sources of the library that are on. @default - all */
  readonly sources?: AlloySources;

  /**
   * If true, `node_name` is a label of pod logs, so that Loki stores one copy of each line instead of three: a stream per
   * container and node. If false, it is structured metadata: a stream per container, written by all of its nodes.
   *
   * @default true
   */
  readonly nodeLabel?: boolean;

  /** Processing of lines between their sources and Loki. @default - lines are sent unchanged */
  readonly pipeline?: AlloyPipeline;

  /**
   * Resource attributes of OTLP that become labels, as in `LokiChart`, for lines of `otlp` that pass the pipeline.
   *
   * @default - those of `LokiChart`
   */
  readonly otlpIndexLabels?: readonly string[];

  /** Sources of your own that the DaemonSet runs on every node. @default - none */
  readonly extraSources?: readonly AlloySource[];

  /** Collectors of your own, for sources that cannot or need not run on every node. @default - none */
  readonly collectors?: readonly AlloyCollectorProps[];

  /**
   * CPU and memory of each pod of the DaemonSet. Grafana's rule of thumb is 1 core and 120 MiB for 1 MiB of logs a second
   * (https://grafana.com/docs/alloy/latest/set-up/estimate-resource-usage/).
   *
   * @default - 0.1 cores, 256 MiB: 100 KiB of logs a second (8 GiB a day) all the time, and 1 MiB a second while the
   * node has a core to spare, with as much memory again for Alloy itself
   */
  readonly resources?: ContainerResources;

  /** CPU and memory of collectors, by the name of their workload. @default - those of each collector */
  readonly collectorResources?: Readonly<Record<string, Partial<ContainerResources>>>;

  /** Way in which collectors with a role for Kafka alone get it. @default IdentityKind.IRSA */
  readonly identityKind?: IdentityKind;

  /** Images to use instead of ours. @default - those of `IMAGES` */
  readonly images?: Images;

  /** StorageClass of the volumes of `one-replica` collectors. @default - the default class of the cluster */
  readonly storageClassName?: string;

  /**
   * Priority class of the DaemonSet's pods. A node under pressure must not evict the one pod that reports on it.
   *
   * @default system-node-critical
   */
  readonly priorityClassName?: string;

  /** If true, each collector gets a NetworkPolicy. @default true */
  readonly networkPolicies?: boolean;

  /**
   * Ports of the API server, as network policies see them: its own, where the plugin looks behind the Service.
   *
   * @default - 443, the port on EKS
   */
  readonly apiServerPorts?: readonly number[];

  /** Namespaces whose pods reach Alloy's metrics, and its user interface, which has no password. @default - none */
  readonly metricsNamespaces?: string[];

  /** Labels of the pods there that scrape metrics. @default - those of Prometheus, Alloy and similar programs */
  readonly metricsPods?: Readonly<Record<string, string>>;

  /** More pods that may scrape metrics, such as the collector of `MonitoringChart`. @default - none */
  readonly scraper?: ScraperPods;
}
