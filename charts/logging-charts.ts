import type { Chart } from 'cdk8s';
import { ApiObject, App, Yaml } from 'cdk8s';
import { AlloyChart, type AlloyCollectorProps, type AlloySources } from './alloy/chart';
import type { AlloyRoute, AlloySource } from './alloy/sources/source';
import { DEFAULT_NAMESPACES } from './defaults';
import { GrafanaChart } from './grafana/chart';
import { type Images, imagesOf } from './images';
import { LokiChart, type LokiChartProps } from './loki/chart';
import { NamespacesChart, PodSecurity } from './kubernetes/namespaces';
import { applySettings, resourcesOf, sizesOf, type WorkloadSettings } from './workload-settings';
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

  /** Images to use instead of ours. @default - the versions of this library */
  readonly images?: Images;

  /** Registry, with a path if need be, that has our images. @default - the registries that `IMAGES` names */
  readonly registry?: string;

  /** Names of Secrets to pull images with, in every namespace of ours. @default - none */
  readonly imagePullSecrets?: readonly string[];

  /** Settings of pods, by part. @default - none */
  readonly workloads?: WorkloadSettings;

  /** Labels of all objects, and of all pods. @default - none */
  readonly labels?: Readonly<Record<string, string>>;

  /** Annotations of all objects. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
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

/** Charts of one environment, by name. */
interface NamedCharts {
  readonly namespaces: NamespacesChart;
  readonly storageClass?: StorageClassChart;
  readonly loki: LokiChart;
  readonly alloy: AlloyChart;
  readonly grafana: GrafanaChart;
}

/** Entry of the list of charts. */
interface ChartEntry<Name extends keyof NamedCharts, Needs extends keyof NamedCharts> {
  /** Name of the chart. */
  readonly name: Name;

  /** Id of the chart and name of its file. Its number is the order in which charts are applied. */
  readonly id: string;

  /** Charts that this one is made from. They come earlier in the list. */
  readonly needs: readonly Needs[];

  /** Makes the chart; undefined if the environment has none. */
  make(scope: App, id: string, props: ResolvedChartsProps, made: Pick<NamedCharts, Needs>): NamedCharts[Name];
}

function chart<Name extends keyof NamedCharts, Needs extends keyof NamedCharts = never>(
  entry: ChartEntry<Name, Needs>,
): ChartEntry<keyof NamedCharts, keyof NamedCharts> {
  return entry as unknown as ChartEntry<keyof NamedCharts, keyof NamedCharts>;
}

/** Properties with defaults that several charts share. */
interface ResolvedChartsProps extends LoggingChartsProps {
  readonly alloyNamespace: string;
  readonly grafanaNamespace: string;
  readonly images: Required<Images>;
}

/** All charts, in the order in which they are applied. */
const CHARTS = [
  chart({
    name: 'namespaces',
    id: '00-namespaces',
    needs: [],
    make: (scope, id, { loki, alloyNamespace, grafanaNamespace }) =>
      new NamespacesChart(scope, id, {
        namespaces: [
          { name: loki.identity.namespace, podSecurity: PodSecurity.RESTRICTED },
          { name: alloyNamespace, podSecurity: AlloyChart.POD_SECURITY },
          { name: grafanaNamespace },
        ],
      }),
  }),
  chart({
    name: 'storageClass',
    id: '05-storage-class',
    needs: [],
    make: (scope, id, { storageClass }) => storageClass && new StorageClassChart(scope, id, storageClass),
  }),
  chart({
    name: 'loki',
    id: '10-loki',
    needs: [],
    make: (scope, id, { loki, images, workloads, alloyNamespace, grafanaNamespace }) =>
      new LokiChart(scope, id, {
        images,
        ...loki,
        sizes: sizesOf(loki.sizes, workloads),
        clientNamespaces: [alloyNamespace, grafanaNamespace, ...(loki.clientNamespaces ?? [])],
      }),
  }),
  chart({
    name: 'alloy',
    id: '20-alloy',
    needs: ['loki'],
    make: (scope, id, props, { loki }) =>
      new AlloyChart(scope, id, {
        endpoint: loki.endpoint,
        clusterName: props.clusterName,
        namespace: props.alloyNamespace,
        sources: props.alloySources,
        extraSources: props.alloyExtraSources,
        collectors: props.alloyCollectors,
        storageClassName: props.loki.storageClassName,
        resources: props.alloyResources,
        collectorResources: resourcesOf(props.workloads),
        routes: props.routes,
        images: props.images,
        networkPolicies: props.loki.networkPolicies,
        metricsNamespaces: props.loki.metricsNamespaces && [...props.loki.metricsNamespaces],
      }),
  }),
  chart({
    name: 'grafana',
    id: '30-grafana',
    needs: ['loki'],
    make: (scope, id, { environment, grafanaNamespace, maxLines }, { loki }) =>
      new GrafanaChart(scope, id, { endpoint: loki.endpoint, environment, namespace: grafanaNamespace, maxLines }),
  }),
];

/**
 * All Kubernetes objects of one environment, as cdk8s charts in the order in which they are applied: what
 * `eks-loki render` writes and the AWS side delivers.
 */
export class LoggingCharts {
  /** cdk8s app of the charts. */
  public readonly app = new App();

  private readonly named: NamedCharts;

  /** @throws InputError if a part cannot be made as it is asked for */
  constructor(props: LoggingChartsProps) {
    const resolved = {
      ...props,
      alloyNamespace: props.alloyNamespace ?? DEFAULT_NAMESPACES.alloy,
      grafanaNamespace: props.grafanaNamespace ?? DEFAULT_NAMESPACES.grafana,
      images: imagesOf({ ...props.images, ...props.loki.images }, props.registry),
    };
    const made: Partial<Record<keyof NamedCharts, Chart>> = {};
    for (const { name, id, needs, make } of CHARTS) {
      const missing = needs.filter((need) => made[need] === undefined);
      if (missing.length > 0) throw new Error(`chart ${id} needs ${missing.join(', ')}; put it after them`);
      made[name] = make(this.app, id, resolved, made as NamedCharts);
    }
    this.named = made as NamedCharts;
    applySettings(this.objects(), props);
  }

  /** The namespaces. */
  public get namespaces(): NamespacesChart {
    return this.named.namespaces;
  }

  /** The StorageClass, if one is made. */
  public get storageClass(): StorageClassChart | undefined {
    return this.named.storageClass;
  }

  /** Loki. */
  public get loki(): LokiChart {
    return this.named.loki;
  }

  /** Alloy. */
  public get alloy(): AlloyChart {
    return this.named.alloy;
  }

  /** Grafana's datasources. */
  public get grafana(): GrafanaChart {
    return this.named.grafana;
  }

  /** The charts, in the order in which they are applied. */
  public get charts(): Chart[] {
    return CHARTS.flatMap(({ name }) => this.named[name] ?? []);
  }

  private objects(): ApiObject[] {
    return this.charts.flatMap((chart) => chart.node.findAll().filter(ApiObject.isApiObject));
  }

  /**
   * One generated object, to change: `charts.object('StatefulSet', 'loki-ingester').addJsonPatch(…)`.
   *
   * @throws where there is no such object, with the names there are of its kind
   */
  public object(kind: string, name: string): ApiObject {
    const all = this.objects();
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
