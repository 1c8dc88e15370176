import { ApiObject, App, Chart } from 'cdk8s';
import type { AlloyChart } from '../alloy/chart';
import type { CanaryChart } from '../canary/chart';
import type { LokiEndpoint } from '../endpoint/endpoint';
import type { GrafanaChart } from '../grafana/chart';
import { WORKLOAD_KINDS } from '../kubernetes/workload-kinds';
import type { NamespacesChart } from '../kubernetes/namespaces';
import type { StorageClassChart } from '../kubernetes/storage-class';
import { yamlOf } from '../kubernetes/yaml';
import { endpointOf } from './derived';
import { CHARTS } from './list';
import { chartsProblem } from './property-names';
import type { LoggingChartsProps } from './props';
import { loggingProblems } from './validate';
import type { LocalStoreChart } from '../local/store';
import type { LokiChart } from '../loki/chart';
import type { MonitoringChart } from '../monitoring/chart';
import { InputError, type Problem } from '../input/problems';
import { refuse } from '../input/props';
import { applyPodSettings } from '../kubernetes/workloads';

export type { LoggingChartsProps } from './props';
export type { RemoteLokiProps } from './remote';

/** Manifest file: the objects of one chart. */
export interface ManifestFile {
  /** Name of the file: its number is the order to apply files in. */
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

  /** Loki that all lines go to: of this cluster, or elsewhere. */
  public readonly endpoint: LokiEndpoint;

  /** True if Loki is in this cluster. */
  public readonly hasLoki: boolean;

  /** Alloy. */
  public readonly alloy: AlloyChart;

  /** Loki's canary, if it is asked for. */
  public readonly canary?: CanaryChart;

  /** Monitoring, if it is asked for. */
  public readonly monitoring?: MonitoringChart;

  private readonly own: { readonly loki?: LokiChart; readonly grafana?: GrafanaChart };

  /**
   * @param props properties of the charts
   * @param named a problem with the names that the user wrote, if they are not those of the properties
   * @throws InputError if the input of a chart is invalid, `workloads` names a part without pods, or a namespace belongs
   * to Kubernetes or AWS
   */
  constructor(props: LoggingChartsProps, named: (problem: Problem) => Problem = chartsProblem) {
    const made = withNames(named, () => {
      refuse(loggingProblems(props));
      return CHARTS.make(this.app, props);
    });
    this.environment = props.environment;
    this.charts = this.app.node.children.filter(Chart.isChart);
    this.namespaces = made.namespaces;
    this.storageClass = made.storageClass;
    this.localStore = made.localStore;
    this.own = { loki: made.loki, grafana: made.grafana };
    this.endpoint = endpointOf(props, made.loki);
    this.hasLoki = made.loki !== undefined;
    this.alloy = made.alloy;
    this.canary = made.canary;
    this.monitoring = made.monitoring;
    this.applySettings(props);
  }

  /** Loki. @throws Error if it is elsewhere: see `endpoint` */
  public get loki(): LokiChart {
    return this.ofLoki('loki', this.own.loki);
  }

  /** Grafana's datasources. @throws Error if Loki is elsewhere: they are beside it */
  public get grafana(): GrafanaChart {
    return this.ofLoki('grafana', this.own.grafana);
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

  private ofLoki<T>(name: string, chart: T | undefined): T {
    if (chart) return chart;
    throw new Error(`charts.${name}: ${this.environment} has no Loki of its own; its lines go to ${this.endpoint.url}`);
  }

  /** Applies the settings of all objects and pods, before the user's own changes, which therefore win. */
  private applySettings(props: LoggingChartsProps): void {
    const { labels = {}, annotations = {}, workloads, imagePullSecrets } = props;
    for (const object of this.objects) {
      const { metadata } = object;
      if (Object.keys(labels).length > 0) {
        const own = (metadata.toJson() as { labels?: object } | undefined)?.labels ?? {};
        for (const [key, value] of Object.entries(labels)) {
          if (!Object.hasOwn(own, key)) metadata.addLabel(key, value);
        }
      }
      for (const [key, value] of Object.entries(annotations)) metadata.addAnnotation(key, value);
      const isWorkload = WORKLOAD_KINDS.includes(object.kind);
      if (isWorkload && (workloads ?? imagePullSecrets ?? props.labels)) applyPodSettings(object, props);
    }
  }
}

/** Runs a function. @throws InputError if its input is invalid, with other names in the problems */
function withNames<T>(named: (problem: Problem) => Problem, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof InputError ? new InputError(error.problems.map(named)) : error;
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
