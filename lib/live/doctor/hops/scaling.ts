import { field } from '../commands';
import type { Fault } from '../fault';
import { hopOf } from '../hops';
import type { View } from '../view';
import { recentWarnings } from './recent';

/** Seconds for which a warning of an autoscaler is young: it looks four times a minute. */
const YOUNG = 300;

/** Messages of an autoscaler about pods that have just started. */
const OF_START = /no metrics returned|did not receive metrics/;

const HPA = /^HorizontalPodAutoscaler$/;

/** Part of the path of what an autoscaler scales; KEDA puts its own name before that of its object. */
function partOf({ setup }: View, namespace: string, name: string): Pick<Fault, 'hop'> | undefined {
  const own = name.replace(/^keda-hpa-/, '');
  const target = setup.workloads.find((one) => one.namespace === namespace && one.name === own);
  return target && { hop: hopOf(target.component) };
}

/** Steps for metrics that an autoscaler does not get, by what it says of them. */
function metricSteps(view: View, namespace: string, name: string, message: string): string[] {
  if (/missing request/.test(message)) {
    return [
      `give the container a request: ${field(view, 'loki.sizes', 'resources.requests of the workload, and not')}`,
    ];
  }
  if (/external metric/.test(message)) {
    return [
      'kubectl get apiservice v1beta1.external.metrics.k8s.io, which KEDA serves',
      `kubectl describe scaledobject --namespace ${namespace} ${name.replace(/^keda-hpa-/, '')}: its Prometheus must answer`,
    ];
  }
  return [
    'kubectl get apiservice v1beta1.metrics.k8s.io',
    `without it: aws eks create-addon --cluster-name ${view.setup.clusterName ?? 'CLUSTER'} --addon-name metrics-server`,
    'kubectl get pods --namespace kube-system --selector app.kubernetes.io/name=metrics-server',
  ];
}

const noMetrics: Fault = {
  id: 'scaling-no-metrics',
  hop: 'query',
  isMild: true,
  cause: 'an autoscaler gets no metrics of its pods, and leaves their number as it is',
  find: (view) =>
    recentWarnings(view, HPA, /^FailedGet(Resource|ContainerResource|External|Pods|Object)Metric$/, YOUNG)
      .filter(({ message }) => !OF_START.test(message))
      .map(({ namespace, name, message }) => ({
        ...partOf(view, namespace, name),
        evidence: `HorizontalPodAutoscaler ${namespace}/${name}: ${message}`,
        fix: metricSteps(view, namespace, name, message),
      })),
};

const noTarget: Fault = {
  id: 'scaling-no-target',
  hop: 'query',
  isMild: true,
  cause: 'an autoscaler names a workload that does not exist, or that it may not scale',
  find: (view) =>
    recentWarnings(view, HPA, /^(FailedGetScale|FailedRescale|FailedUpdateScale)$/, YOUNG).map(
      ({ namespace, name, message }) => ({
        ...partOf(view, namespace, name),
        evidence: `HorizontalPodAutoscaler ${namespace}/${name}: ${message}`,
        fix: [
          `kubectl get hpa --namespace ${namespace} ${name} -o jsonpath='{.spec.scaleTargetRef}'`,
          `kubectl delete hpa --namespace ${namespace} ${name}, if it is left from a former name of the workload`,
        ],
      }),
    ),
};

const keda: Fault = {
  id: 'scaling-keda',
  hop: 'query',
  isMild: true,
  cause: 'KEDA cannot ask what it scales by, and leaves the number of pods as it is',
  find: (view) =>
    recentWarnings(
      view,
      /^ScaledObject$/,
      /^(KEDAScalerFailed|KEDAMetricSourceFailed|ScaledObjectCheckFailed|ScaledObjectUpdateFailed)$/,
      YOUNG,
    ).map(({ namespace, name, message }) => ({
      ...partOf(view, namespace, name),
      evidence: `ScaledObject ${namespace}/${name}: ${message}`,
      fix: [
        `kubectl describe scaledobject --namespace ${namespace} ${name}`,
        `its Prometheus must answer: ${field(view, 'loki.autoscaling: { querier: { prometheus: … } }', 'serverAddress of its trigger, and not')}`,
      ],
    })),
};

/** Faults of autoscalers. */
export const SCALING_FAULTS: readonly Fault[] = [noMetrics, noTarget, keda];
