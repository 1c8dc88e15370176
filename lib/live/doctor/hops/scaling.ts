import { scaledObjectOf } from '../around';
import { createAddon } from '../aws-commands';
import { field } from '../commands';
import type { Fault } from '../fault';
import { hopOf } from '../hops';
import type { View } from '../view';
import { recentWarnings } from './recent';

/** Seconds for which a warning of an autoscaler is recent. It checks four times a minute. */
const YOUNG = 300;

/** Messages of an autoscaler about pods that have just started. */
const OF_START = /no metrics returned|did not receive metrics/;

const HPA = /^HorizontalPodAutoscaler$/;

/** Part of the path of the workload that an autoscaler scales. KEDA prefixes the name of its object. */
function partOf({ setup, snapshot }: View, namespace: string, name: string): Pick<Fault, 'hop'> | undefined {
  const own = snapshot.scalers?.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  const target = own?.spec.scaleTargetRef.name ?? scaledObjectOf(name);
  const workload = setup.workloads.find((one) => one.namespace === namespace && one.name === target);
  return workload && { hop: hopOf(workload.component) };
}

/** Steps for missing metrics of an autoscaler, by its message. */
function metricSteps(view: View, namespace: string, name: string, message: string): string[] {
  if (/missing request/.test(message)) {
    return [
      `give the container a request: ${field(view, 'loki.sizes', 'resources.requests of the workload, and not')}`,
    ];
  }
  if (/external metric/.test(message)) {
    return [
      'kubectl get apiservice v1beta1.external.metrics.k8s.io, which KEDA serves',
      `kubectl describe scaledobject --namespace ${namespace} ${scaledObjectOf(name)}: its Prometheus must answer`,
    ];
  }
  return [
    'kubectl get apiservice v1beta1.metrics.k8s.io',
    `without it: ${createAddon(view, 'metrics-server')}`,
    'kubectl get pods --namespace kube-system --selector app.kubernetes.io/name=metrics-server',
  ];
}

/** Present conditions of autoscalers. Their events stay for an hour. */
function saying(view: View, type: string, reasons: RegExp): { namespace: string; name: string; message: string }[] {
  return (view.snapshot.scalers ?? []).flatMap(({ metadata: { name, namespace = '' }, status }) => {
    const found = status?.conditions?.find(
      (one) => one.type === type && one.status === 'False' && reasons.test(one.reason ?? ''),
    );
    return found ? [{ namespace, name, message: found.message ?? found.reason ?? '' }] : [];
  });
}

/** Warnings of autoscalers: present conditions of those that were read, and events about others. */
function complaints(view: View, type: string, reasons: RegExp) {
  const seen = view.snapshot.scalers ?? [];
  const events = recentWarnings(view, HPA, reasons, YOUNG).filter(
    ({ namespace, name }) => !seen.some(({ metadata }) => metadata.name === name && metadata.namespace === namespace),
  );
  return [...saying(view, type, reasons), ...events];
}

const atMaximum: Fault = {
  id: 'scaling-at-maximum',
  hop: 'query',
  isMild: true,
  cause: 'an autoscaler has all the pods that it may have, and its metrics ask for more',
  find: (view) =>
    (view.snapshot.scalers ?? []).flatMap(({ metadata: { name, namespace = '' }, spec, status }) => {
      const isLimited = status?.conditions?.some(
        (one) => one.type === 'ScalingLimited' && one.status === 'True' && one.reason === 'TooManyReplicas',
      );
      if (!isLimited) return [];
      return {
        ...partOf(view, namespace, name),
        evidence: `HorizontalPodAutoscaler ${namespace}/${name} has ${status?.currentReplicas ?? spec.maxReplicas} of at most ${spec.maxReplicas} pods`,
        fix: [
          `raise ${field(view, 'loki.autoscaling: { …: { max: … } }', 'maxReplicas of its autoscaling in the values of the chart, and not')}`,
          `kubectl describe hpa --namespace ${namespace} ${name}`,
        ],
      };
    }),
};

const absent: Fault = {
  id: 'scaling-absent',
  hop: 'query',
  isMild: true,
  cause: 'an autoscaler of the environment does not exist: the number of pods stays as it is',
  find: (view) => {
    const { scalers } = view.snapshot;
    if (!scalers) return undefined;
    return (view.setup.scalers ?? [])
      .filter(
        ({ namespace, name }) =>
          !scalers.some(({ metadata }) => metadata.name === name && metadata.namespace === namespace),
      )
      .map(({ namespace, name, component, isOfKeda }) => ({
        hop: hopOf(component),
        evidence: `HorizontalPodAutoscaler ${namespace}/${name} does not exist`,
        fix: isOfKeda
          ? [
              'KEDA makes it: kubectl get pods --all-namespaces --selector app.kubernetes.io/part-of=keda-operator',
              `kubectl describe scaledobject --namespace ${namespace} ${scaledObjectOf(name)}`,
            ]
          : [view.setup.deliver],
      }));
  },
};

const noMetrics: Fault = {
  id: 'scaling-no-metrics',
  hop: 'query',
  isMild: true,
  cause: 'an autoscaler gets no metrics of its pods, and leaves their number as it is',
  find: (view) =>
    complaints(view, 'ScalingActive', /^FailedGet(Resource|ContainerResource|External|Pods|Object)Metric$/)
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
    complaints(view, 'AbleToScale', /^(FailedGetScale|FailedRescale|FailedUpdateScale)$/).map(
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
export const SCALING_FAULTS: readonly Fault[] = [absent, noMetrics, noTarget, atMaximum, keda];
