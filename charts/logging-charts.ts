import type { Chart } from 'cdk8s';
import { ApiObject, App, Yaml } from 'cdk8s';
import { AlloyChart, type AlloyCollectorProps, type AlloySources } from './alloy/chart';
import type { AlloyRoute, AlloySource } from './alloy/sources/source';
import { DEFAULT_NAMESPACES } from './defaults';
import { GrafanaChart } from './grafana/chart';
import type { Images } from './images';
import { LokiChart, type LokiChartProps } from './loki/chart';
import { NamespacesChart, PodSecurity } from './kubernetes/namespaces';
import { StorageClassChart, type StorageClassChartProps } from './kubernetes/storage-class';
import type { ContainerResources } from './kubernetes/workload';

/** What the charts of one environment are made from. Plain values all: no AWS account is asked, no token is inside. */
export interface LoggingChartsProps {
  /** Name of the environment. */
  readonly environment: string;

  /** Name of the cluster: the label `cluster` of every line. */
  readonly clusterName: string;

  /** Loki: who it is, where it stores, how large it is. */
  readonly loki: LokiChartProps;

  /** Namespace of Alloy. @default alloy */
  readonly alloyNamespace?: string;

  /** Which sources Alloy reads. @default all */
  readonly alloySources?: AlloySources;

  /** Sources of your own, beside those. @default none */
  readonly alloyExtraSources?: readonly AlloySource[];

  /** Collectors of your own, for sources that cannot or need not run on every node. @default - none */
  readonly alloyCollectors?: readonly AlloyCollectorProps[];

  /** What each Alloy asks of its node. @default `AlloyChart`'s */
  readonly alloyResources?: ContainerResources;

  /** Which namespaces' pod logs go to which tenant. @default all go to the first tenant */
  readonly routes?: AlloyRoute[];

  /** Namespace of your Grafana, whose ConfigMaps its sidecar watches. @default grafana */
  readonly grafanaNamespace?: string;

  /** Most lines a query shows in Grafana. @default 1000 */
  readonly maxLines?: number;

  /** StorageClass to make. Name it in `loki.storageClassName` too. @default none is made */
  readonly storageClass?: StorageClassChartProps;

  /** Images to use instead of ours. @default the versions of this library */
  readonly images?: Images;
}

/** The Kubernetes side of one file of manifests. */
export interface ManifestFile {
  /** Name of the file: its number is the order to apply in. */
  readonly name: string;

  /** Its objects, in order. */
  readonly objects: Record<string, unknown>[];

  /** Its text. */
  readonly yaml: string;
}

/**
 * All Kubernetes objects of one environment, as cdk8s charts in the order they are applied: what `eks-loki render`
 * writes and what the AWS side delivers.
 */
export class LoggingCharts {
  /** The cdk8s app the charts are in. */
  public readonly app = new App();

  /** The namespaces. */
  public readonly namespaces: NamespacesChart;

  /** The StorageClass, where one is made. */
  public readonly storageClass?: StorageClassChart;

  /** Loki. */
  public readonly loki: LokiChart;

  /** Alloy. */
  public readonly alloy: AlloyChart;

  /** Grafana's datasources. */
  public readonly grafana: GrafanaChart;

  constructor(props: LoggingChartsProps) {
    const alloyNamespace = props.alloyNamespace ?? DEFAULT_NAMESPACES.alloy;
    const grafanaNamespace = props.grafanaNamespace ?? DEFAULT_NAMESPACES.grafana;
    this.namespaces = new NamespacesChart(this.app, '00-namespaces', {
      namespaces: [
        { name: props.loki.identity.namespace, podSecurity: PodSecurity.RESTRICTED },
        { name: alloyNamespace, podSecurity: AlloyChart.POD_SECURITY },
        { name: grafanaNamespace },
      ],
    });
    if (props.storageClass) this.storageClass = new StorageClassChart(this.app, '05-storage-class', props.storageClass);
    this.loki = new LokiChart(this.app, '10-loki', {
      images: props.images,
      ...props.loki,
      clientNamespaces: [alloyNamespace, grafanaNamespace, ...(props.loki.clientNamespaces ?? [])],
    });
    this.alloy = new AlloyChart(this.app, '20-alloy', {
      endpoint: this.loki.endpoint,
      clusterName: props.clusterName,
      namespace: alloyNamespace,
      sources: props.alloySources,
      extraSources: props.alloyExtraSources,
      collectors: props.alloyCollectors,
      storageClassName: props.loki.storageClassName,
      resources: props.alloyResources,
      routes: props.routes,
      images: props.images,
      networkPolicies: props.loki.networkPolicies,
      metricsNamespaces: props.loki.metricsNamespaces && [...props.loki.metricsNamespaces],
    });
    this.grafana = new GrafanaChart(this.app, '30-grafana', {
      endpoint: this.loki.endpoint,
      environment: props.environment,
      namespace: grafanaNamespace,
      maxLines: props.maxLines,
    });
  }

  /** The charts, in the order they are applied. */
  public get charts(): Chart[] {
    return [this.namespaces, ...(this.storageClass ? [this.storageClass] : []), this.loki, this.alloy, this.grafana];
  }

  /**
   * One generated object, to change: `charts.object('StatefulSet', 'loki-ingester').addJsonPatch(…)`.
   *
   * @throws where there is no such object, with the names there are of its kind
   */
  public object(kind: string, name: string): ApiObject {
    const all = this.charts.flatMap((chart) => chart.node.findAll().filter(ApiObject.isApiObject));
    const found = all.find((object) => object.kind === kind && object.name === name);
    if (found) return found;
    const names = all.filter((object) => object.kind === kind).map((object) => object.name);
    throw new Error(
      names.length > 0
        ? `no ${kind} is named ${name}; there are ${names.join(', ')}`
        : `no object is a ${kind}; the kinds are ${[...new Set(all.map((object) => object.kind))].join(', ')}`,
    );
  }

  /** The manifests, one file a chart. */
  public manifests(): ManifestFile[] {
    return this.charts.map(
      (chart) => new RenderedFile(`${chart.node.id}.k8s.yaml`, chart.toJson() as ManifestFile['objects']),
    );
  }
}

/** A file whose text is made when somebody asks: rules look at the objects. */
class RenderedFile implements ManifestFile {
  private text?: string;

  constructor(
    public readonly name: string,
    public readonly objects: ManifestFile['objects'],
  ) {}

  public get yaml(): string {
    this.text ??= Yaml.stringify(...this.objects);
    return this.text;
  }
}
