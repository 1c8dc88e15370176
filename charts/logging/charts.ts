import { ApiObject, App, Chart } from 'cdk8s';
import { AlloyChart } from '../alloy/chart';
import { tenantOfNamespace } from '../alloy/tenants';
import { CanaryChart } from '../canary/chart';
import { CANARY, canaryOf } from '../canary/props';
import { ChartList } from './chart-list';
import { fastVolumes, filesNamespace, kafkaTopicsOf, namespacesOfOthers, scrapersOf } from './derived';
import { grafanaPlace, grafanaPropsOf } from './grafana';
import { DEFAULT_GIGABYTES_PER_DAY, DEFAULT_NAMESPACES } from '../defaults';
import { GrafanaChart } from '../grafana/chart';
import { resolveImages } from '../kubernetes/images';
import { WORKLOAD_KINDS } from '../kubernetes/config-checksum';
import { NamespacesChart, PodSecurity } from '../kubernetes/namespaces';
import { StorageClassChart } from '../kubernetes/storage-class';
import { yamlOf } from '../kubernetes/yaml';
import type { LoggingChartsProps } from './props';
import { loggingProblems } from './validate';
import { LocalStoreChart } from '../local/store';
import { LokiChart } from '../loki/chart';
import { MonitoringChart } from '../monitoring/chart';
import { SCRAPER_NAME } from '../monitoring/scraper/names';
import { readinessLabels } from '../endpoint/exposure/doors/doors';
import { refuse } from '../input/props';
import { applyPodSettings, collectorResources, sizesOf } from '../kubernetes/workloads';

export type { LoggingChartsProps } from './props';

/** Manifest file: the objects of one chart. */
export interface ManifestFile {
  /** Name of the file: its number is the order to apply files in. */
  readonly name: string;

  /** Its objects, in order. */
  readonly objects: Record<string, unknown>[];

  /** Its text. */
  readonly yaml: string;
}

/** The charts. To add one, add an entry: files, delivery and namespaces follow from it. */
const CHARTS = ChartList.of<LoggingChartsProps>()
  .add({
    name: 'namespaces',
    id: '00-namespaces',
    make: (scope, id, { props, namespaces }) =>
      new NamespacesChart(scope, id, { namespaces, shared: namespacesOfOthers(props) }),
  })
  .add({
    name: 'storageClass',
    id: '05-storage-class',
    make: (scope, id, { props }) =>
      props.storageClass && new StorageClassChart(scope, id, { fast: fastVolumes(props), ...props.storageClass }),
  })
  .add({
    name: 'localStore',
    id: '07-local-store',
    make: (scope, id, { props: { loki, localStore, ...props } }) =>
      localStore &&
      new LocalStoreChart(scope, id, {
        storageClassName: loki.storageClassName,
        ...localStore,
        namespace: loki.identity.namespace,
        buckets: { chunkBucket: loki.store.chunkBucket, rulerBucket: loki.store.rulerBucket },
        networkPolicies: loki.networkPolicies,
        images: resolveImages({ ...props.images, ...loki.images }, props.registry),
      }),
  })
  .add({
    name: 'loki',
    id: '10-loki',
    namespace: ({ loki }) => ({
      name: loki.identity.namespace,
      podSecurity: PodSecurity.RESTRICTED,
      labels: loki.expose && readinessLabels(loki.expose),
    }),
    make: (scope, id, { props, clientNamespaces }) =>
      new LokiChart(scope, id, {
        ...props.loki,
        images: resolveImages({ ...props.images, ...props.loki.images }, props.registry),
        sizes: sizesOf(props.loki.sizes, props.workloads),
        fastVolumes: props.loki.fastVolumes ?? props.storageClass !== undefined,
        clusterDomain: props.loki.clusterDomain ?? props.clusterDomain,
        kafka: props.loki.kafka ?? kafkaTopicsOf(props),
        environment: props.loki.environment ?? props.environment,
        clientNamespaces: [...clientNamespaces, ...(props.loki.clientNamespaces ?? [])],
        ...scrapersOf(props),
      }),
  })
  .add({
    name: 'alloy',
    id: '20-alloy',
    namespace: (props) => ({
      name: props.alloyNamespace ?? DEFAULT_NAMESPACES.alloy,
      podSecurity: AlloyChart.POD_SECURITY,
    }),
    usesLoki: true,
    make: (scope, id, { props, made }) =>
      new AlloyChart(scope, id, {
        endpoint: made.loki.endpoint,
        identityKind: props.loki.identity.kind,
        clusterName: props.clusterName,
        namespace: props.alloyNamespace,
        sources: props.alloySources,
        nodeLabel: props.alloyNodeLabel,
        pipeline: props.alloyPipeline,
        extraSources: props.alloyExtraSources,
        collectors: props.alloyCollectors,
        collectorResources: collectorResources(props.workloads),
        storageClassName: props.loki.storageClassName,
        resources: props.alloyResources,
        routes: props.routes,
        images: resolveImages(props.images, props.registry),
        networkPolicies: props.loki.networkPolicies,
        apiServerPorts: props.apiServerPorts,
        metricsPods: props.loki.metricsPods,
        ...scrapersOf(props),
      }),
  })
  .add({
    name: 'grafana',
    id: '30-grafana',
    namespace: grafanaPlace,
    usesLoki: true,
    make: (scope, id, { props, made }) => new GrafanaChart(scope, id, grafanaPropsOf(props, made.loki.endpoint)),
  })
  .add({
    name: 'canary',
    id: '35-canary',
    namespace: ({ canary }) => {
      const settings = canaryOf(canary);
      return settings && { name: settings.namespace ?? CANARY, podSecurity: PodSecurity.RESTRICTED };
    },
    usesLoki: true,
    make: (scope, id, { props, made }) => {
      const settings = canaryOf(props.canary);
      if (!settings) return undefined;
      const { endpoint } = made.loki;
      const images = resolveImages(props.images, props.registry);
      return new CanaryChart(scope, id, {
        ...settings,
        endpoint,
        tenant: tenantOfNamespace(settings.namespace ?? CANARY, props.routes, endpoint),
        image: images.lokiCanary,
        nginxImage: images.nginx,
        resources: collectorResources(props.workloads)[CANARY],
        networkPolicies: props.loki.networkPolicies,
        ...scrapersOf(props),
        metricsPods: props.loki.metricsPods,
      });
    },
  })
  .add({
    name: 'monitoring',
    id: '50-monitoring',
    namespace: (props) => {
      const name = filesNamespace(props);
      return name === undefined ? undefined : { name };
    },
    make: (scope, id, { props, made }) =>
      props.monitoring &&
      new MonitoringChart(scope, id, {
        monitoring: { ...props.monitoring, namespace: filesNamespace(props) ?? props.monitoring.namespace },
        sources: [...made.loki.metrics, ...made.alloy.metrics, ...(made.canary?.metrics ?? [])],
        clusterName: props.clusterName,
        lokiNamespace: props.loki.identity.namespace,
        alloyNamespace: made.alloy.namespaceName,
        gigabytesPerDay: props.loki.gigabytesPerDay ?? DEFAULT_GIGABYTES_PER_DAY,
        image: resolveImages(props.images, props.registry).alloy,
        resources: collectorResources(props.workloads)[SCRAPER_NAME],
        identityKind: props.loki.identity.kind,
        networkPolicies: props.loki.networkPolicies,
      }),
  });

/**
 * All Kubernetes objects of one environment, as cdk8s charts in the order they are applied: what `eks-loki render`
 * writes and what the AWS side delivers.
 */
export class LoggingCharts {
  /** The cdk8s app the charts are in. */
  public readonly app = new App();

  /** Name of the environment. */
  public readonly environment: string;

  /** The charts, in the order in which they are applied. */
  public readonly charts: Chart[];

  /** The namespaces. */
  public readonly namespaces: NamespacesChart;

  /** The StorageClass, if one is made. */
  public readonly storageClass?: StorageClassChart;

  /** The S3 server, if the cluster has one. */
  public readonly localStore?: LocalStoreChart;

  /** Loki. */
  public readonly loki: LokiChart;

  /** Alloy. */
  public readonly alloy: AlloyChart;

  /** Grafana's datasources. */
  public readonly grafana: GrafanaChart;

  /** Loki's canary, if it is asked for. */
  public readonly canary?: CanaryChart;

  /** Monitoring, if it is asked for. */
  public readonly monitoring?: MonitoringChart;

  /**
   * @throws InputError if the input of a chart is invalid, `workloads` names a part that does not exist, or a namespace
   * belongs to Kubernetes or AWS
   */
  constructor(props: LoggingChartsProps) {
    refuse(loggingProblems(props));
    const made = CHARTS.make(this.app, props);
    this.environment = props.environment;
    this.charts = this.app.node.children.filter(Chart.isChart);
    this.namespaces = made.namespaces;
    this.storageClass = made.storageClass;
    this.localStore = made.localStore;
    this.loki = made.loki;
    this.alloy = made.alloy;
    this.grafana = made.grafana;
    this.canary = made.canary;
    this.monitoring = made.monitoring;
    this.applySettings(props);
  }

  /**
   * Generated object, for changes: `charts.object('StatefulSet', 'loki-ingester').addJsonPatch(…)`.
   *
   * @throws Error if there is no such object, with the names of the objects of its kind
   */
  public object(kind: string, name: string): ApiObject {
    const found = this.objects.find((object) => object.kind === kind && object.name === name);
    if (found) return found;
    const names = this.objects.filter((object) => object.kind === kind).map((object) => object.name);
    throw new Error(
      names.length > 0
        ? `no ${kind} is named ${name}; there are ${names.join(', ')}`
        : `no object is a ${kind}; the kinds are ${[...new Set(this.objects.map((object) => object.kind))].join(', ')}`,
    );
  }

  /** The manifests, one file per chart. */
  public manifests(): ManifestFile[] {
    return this.charts.map((chart) =>
      renderedFile(`${chart.node.id}.k8s.yaml`, chart.toJson() as ManifestFile['objects']),
    );
  }

  private get objects(): ApiObject[] {
    return this.charts.flatMap((chart) => chart.node.findAll().filter(ApiObject.isApiObject));
  }

  /** Applies the settings of all objects and pods, before the user's own changes, which therefore win. */
  private applySettings(props: LoggingChartsProps): void {
    const { labels = {}, annotations = {}, workloads, imagePullSecrets } = props;
    for (const object of this.objects) {
      const { metadata } = object;
      const own = (metadata.toJson() as { labels?: object } | undefined)?.labels ?? {};
      for (const [key, value] of Object.entries(labels)) {
        if (!Object.hasOwn(own, key)) metadata.addLabel(key, value);
      }
      for (const [key, value] of Object.entries(annotations)) metadata.addAnnotation(key, value);
      const isWorkload = WORKLOAD_KINDS.includes(object.kind);
      if (isWorkload && (workloads ?? imagePullSecrets ?? props.labels)) applyPodSettings(object, props);
    }
  }
}

/** File of objects. */
export function renderedFile(name: string, objects: ManifestFile['objects']): ManifestFile {
  return new RenderedFile(name, objects);
}

/** File whose text is created on first use: rules need only the objects. */
class RenderedFile implements ManifestFile {
  private text?: string;

  constructor(
    public readonly name: string,
    public readonly objects: ManifestFile['objects'],
  ) {}

  public get yaml(): string {
    this.text ??= yamlOf(...this.objects);
    return this.text;
  }
}
