import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { DEFAULT_NAMESPACES } from '../defaults';
import type { LokiEndpoint } from '../endpoint/endpoint';
import type { WorkloadIdentity } from '../endpoint/identity';
import { IMAGES, type Images } from '../images';
import { PodSecurity } from '../kubernetes/namespaces';
import type { ContainerResources } from '../kubernetes/workload';
import { InputError } from '../problems';
import { collectorSelector } from './collectors/collector';
import { collectorsOf } from './collectors/collectors';
import { addCollector } from './collectors/objects';
import type { AlloyCollectorProps } from './collectors/props';
import type { AlloySources } from './sources/library';
import type { AlloyRoute, AlloySource } from './sources/source';
import { checkRoutes } from './stages/routes';

export type { AlloyCollectorProps } from './collectors/props';
export { COLLECTOR_KINDS, type CollectorKind } from './collectors/kinds';
export type { AlloySources } from './sources/library';

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

  /** Namespaces whose pods reach Alloy's metrics, and its user interface, which has no password. @default - none */
  readonly metricsNamespaces?: string[];

  /** Labels of the pods there that scrape metrics. @default - those of Prometheus, Alloy and similar programs */
  readonly metricsPods?: Readonly<Record<string, string>>;
}

/**
 * Grafana Alloy: a DaemonSet that reads the logs of nodes and of their pods, a collector of Kubernetes events, and
 * collectors of your own. All send to one Loki.
 *
 * Each collector has a service account, permissions, a configuration and a network policy of its own, made from its
 * sources. The namespace and Secrets with passwords are not part of the chart.
 */
export class AlloyChart extends Chart {
  /** Pod Security Standard the namespace has to allow: only `privileged` lets pods mount folders of the node. */
  public static readonly POD_SECURITY = PodSecurity.PRIVILEGED;

  /** Labels of the DaemonSet's pods. */
  public static readonly POD_LABELS = collectorSelector('agent');

  /** Configuration of the DaemonSet. */
  public readonly config: string;

  /** Configurations of all collectors, by the name of their workload. */
  public readonly configs: Readonly<Record<string, string>>;

  /** Identities of the collectors that read their password in AWS with a role of their own. */
  public readonly podIdentities: readonly WorkloadIdentity[];

  /** Namespace of Alloy. (cdk8s's own `namespace` is not set: some objects have no namespace.) */
  public readonly namespaceName: string;

  /** @throws InputError if a source or a collector is invalid, or a route names an unknown tenant */
  constructor(scope: Construct, id: string, props: AlloyChartProps) {
    super(scope, id);
    const { endpoint, clusterName, routes = [], networkPolicies = true } = props;
    this.namespaceName = props.namespace ?? DEFAULT_NAMESPACES.alloy;
    if (clusterName === '') {
      const found = '"" cannot be the name of the cluster';
      throw new InputError([{ path: 'clusterName', found, fix: 'write the name that its logs are found by' }]);
    }
    checkRoutes(routes, endpoint);
    const context = {
      endpoint,
      clusterName,
      namespace: this.namespaceName,
      routes,
      image: props.images?.alloy ?? IMAGES.alloy,
      priorityClassName: props.priorityClassName ?? 'system-node-critical',
      storageClassName: props.storageClassName,
      networkPolicies,
      metricsNamespaces: props.metricsNamespaces ?? [],
      metricsPods: props.metricsPods,
    };
    const added = collectorsOf(props, networkPolicies).map((collector) => ({
      name: collector.name,
      ...addCollector(this, collector, context),
    }));
    this.configs = Object.fromEntries(added.map(({ name, config }) => [name, config]));
    this.config = added[0]?.config ?? '';
    this.podIdentities = added.flatMap(({ identity }) => identity ?? []);
  }
}
