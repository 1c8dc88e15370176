import type { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { unsigned } from '../../endpoint/workspace';
import { textForm, withPort } from '../../input/forms';
import { noEffect } from '../../input/no-effect';
import { type Problem, problemOfValue } from '../../input/problems';
import { fields, isReadable, number, type PropValidators, text, type Validator } from '../../input/props';
import { isPlain } from '../../input/show';
import { REPLICAS } from '../../kubernetes/bounds';
import { addObject } from '../../kubernetes/objects';
import type { LokiNames } from '../components';
import { lokiMetadata } from '../objects';
import type { LokiSize } from './sizes';

/**
 * Components whose number of pods may follow the load, and their names in Kubernetes. Ingesters hold lines, so they are
 * never scaled.
 */
export const SCALED_COMPONENTS = {
  distributor: 'distributor',
  querier: 'querier',
  queryFrontend: 'query-frontend',
  gateway: 'gateway',
} as const;

/** Component whose number of pods may follow the load. */
type ScaledComponent = keyof typeof SCALED_COMPONENTS;

/** Bounds and target of an autoscaler. */
export interface ComponentScaling {
  /** Minimum number of pods. @default - the number of the size */
  readonly min?: number;

  /** Maximum number of pods. @default - three times `min` */
  readonly max?: number;

  /** CPU that pods use on average, in percent of what they request. @default 70 */
  readonly cpu?: number;
}

/** Bounds and target of the autoscaler of queriers. */
export interface QuerierScaling extends ComponentScaling {
  /**
   * URL of a Prometheus with Loki's metrics, such as `http://prometheus.monitoring:9090`. KEDA, which must be in the
   * cluster, then scales by the number of queries that run or wait, before the CPU of queriers rises.
   *
   * @default - by CPU, without KEDA
   */
  readonly prometheus?: string;
}

/** Autoscalers, by component. */
export interface LokiAutoscaling {
  /** Distributors. @default - their number is fixed */
  readonly distributor?: ComponentScaling;

  /** Queriers. @default - their number is fixed */
  readonly querier?: QuerierScaling;

  /** Query frontends. @default - their number is fixed */
  readonly queryFrontend?: ComponentScaling;

  /** Gateway. @default - its number is fixed */
  readonly gateway?: ComponentScaling;
}

/** Autoscaler with all defaults filled in. */
interface Scaling {
  readonly min: number;
  readonly max: number;
  readonly cpu: number;
  readonly prometheus?: string;
}

/** CPU at which pods are added, in percent of what they request: a rollout or a lost zone takes a third of the pods. */
export const DEFAULT_CPU = 70;

/** Default of `max`, as a multiple of `min`. */
export const DEFAULT_GROWTH = 3;

/** Share of the slots of queriers that queries use before KEDA adds queriers. */
const BUSY_SLOTS = 0.75;

const PROMETHEUS_URL = withPort(
  textForm('http://prometheus.monitoring:9090', /^https?:\/\/[^/\s]+(\/\S*)?$/, 'is not a URL'),
);

const EXAMPLE = '{ querier: { max: 20 } }';

const scaling: PropValidators<ComponentScaling> = {
  min: number({ ...REPLICAS, example: '2' }),
  max: number({ ...REPLICAS, example: '20' }),
  cpu: number({ example: '70', least: 10, most: 100 }),
};

const components = fields<LokiAutoscaling>(EXAMPLE, {
  distributor: fields('{ max: 10 }', scaling),
  querier: fields<QuerierScaling>('{ max: 20 }', {
    ...scaling,
    prometheus: text(
      unsigned(PROMETHEUS_URL, 'name a proxy that signs them, or leave it out: queriers then follow CPU'),
    ),
  }),
  queryFrontend: fields('{ max: 4 }', scaling),
  gateway: fields('{ max: 10 }', scaling),
});

/** Validator of the field `autoscaling`. */
export const autoscaling: Validator = (path, value) => {
  if (value === undefined || typeof value === 'boolean') return [];
  if (!isReadable(value) || !isPlain(value)) {
    return [
      problemOfValue(path, value, { wrong: 'is not true, false or an object', fix: `write one such as ${EXAMPLE}` }),
    ];
  }
  const problems = components(path, value);
  if (problems.length === 0 && Object.values(value).every((one) => one === undefined)) {
    return [noEffect(path, {}, 'it names no component', `write true for all of them, or one such as ${EXAMPLE}`)];
  }
  return problems.length > 0
    ? problems
    : Object.entries(value).flatMap(([key, one]) => together(`${path}.${key}`, one));
};

/** Problems of values of one autoscaler that contradict each other. */
function together(path: string, value: unknown): Problem[] {
  const { min, max, cpu, prometheus } = (value ?? {}) as QuerierScaling;
  return [
    ...(min !== undefined && max !== undefined && min > max
      ? [{ path: `${path}.max`, found: `${max} is less than min, ${min}`, fix: `write at least ${min}` }]
      : []),
    ...(cpu !== undefined && prometheus !== undefined
      ? [{ path: `${path}.cpu`, found: `${cpu} has no effect beside prometheus`, fix: 'leave out one of the two' }]
      : []),
  ];
}

/** The autoscaler of a component; undefined if its number of pods is fixed. */
export function scalingOf(
  component: string,
  size: LokiSize,
  all: LokiAutoscaling | boolean | undefined,
): Scaling | undefined {
  if (!Object.hasOwn(SCALED_COMPONENTS, component) || !all) return undefined;
  const own: QuerierScaling | undefined = all === true ? {} : all[component as ScaledComponent];
  if (!own) return undefined;
  const min = own.min ?? Math.min(size.components[component as ScaledComponent].replicas, own.max ?? Infinity);
  return { min, max: own.max ?? min * DEFAULT_GROWTH, cpu: own.cpu ?? DEFAULT_CPU, prometheus: own.prometheus };
}

/** Adds the autoscalers: a ScaledObject of KEDA for one with `prometheus`, otherwise a HorizontalPodAutoscaler. */
export function addScalers(
  chart: Chart,
  names: LokiNames,
  size: LokiSize,
  all: LokiAutoscaling | boolean | undefined,
): void {
  for (const [component, target] of Object.entries(SCALED_COMPONENTS)) {
    const own = scalingOf(component, size, all);
    if (!own) continue;
    const metadata = lokiMetadata(names, names.workload(target), target);
    const { min, max, cpu, prometheus } = own;
    if (prometheus === undefined) {
      addObject(
        chart,
        k8s.KubeHorizontalPodAutoscalerV2.manifest({
          metadata,
          spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: names.workload(target) },
            minReplicas: min,
            maxReplicas: max,
            metrics: [
              { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpu } } },
            ],
          },
        }),
      );
      continue;
    }
    const inFlight = `max_over_time(loki_query_scheduler_inflight_requests{namespace="${names.namespace}",quantile="0.75"}[2m])`;
    addObject(chart, {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata,
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: names.workload(target) },
        minReplicaCount: min,
        maxReplicaCount: max,
        triggers: [
          {
            type: 'prometheus',
            metricType: 'AverageValue',
            metadata: {
              serverAddress: prometheus,
              query: `sum(${inFlight})`,
              threshold: String(Math.max(1, Math.floor(size.querierConcurrency * BUSY_SLOTS))),
            },
          },
        ],
      },
    });
  }
}
