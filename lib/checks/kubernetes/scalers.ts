import { SCALED, scalerOf, scalersOf, targetOf as scaledBy } from '../../manifests/scalers';
import { type ManifestsRule, Severity } from '../rule';
import { targetOf, podsOf } from '../../manifests/lookup';
import { type Manifest, title, titleOf } from '../../manifests/manifest';
import { at, record, records } from '../../manifests/shape';
import { containerPath } from '../../manifests/workloads';

const targets: ManifestsRule = {
  id: 'K8S-SCALER-1',
  severity: Severity.ERROR,
  title: 'every autoscaler targets an existing workload',
  why: 'nothing is scaled, no matter how busy the intended workload becomes',
  evidence: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  check: ({ manifests }) =>
    scalersOf(manifests).flatMap((scaler) => {
      const { kind = '', name = '' } = scaledBy(scaler);
      const { namespace } = scaler.metadata;
      const isKnown = SCALED.includes(kind) && podsOf(manifests, namespace, undefined) !== undefined;
      if (!isKnown || targetOf(manifests, { kind, namespace, name })) return [];
      return {
        path: `${title(scaler)} spec.scaleTargetRef`,
        found: `'${titleOf(kind, namespace, name)}' does not exist`,
        fix: 'use kind and name of the intended workload',
      };
    }),
};

const fixedReplicas: ManifestsRule = {
  id: 'K8S-SCALER-2',
  severity: Severity.WARNING,
  title: 'a workload with an autoscaler does not set replicas',
  why: 'every kubectl apply scales it back to that number, even at peak load',
  evidence: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  check: ({ manifests }) =>
    manifests.workloads.flatMap((workload) => {
      const scaler = scalerOf(manifests, workload);
      if (!scaler || workload.spec.replicas === undefined) return [];
      return {
        path: `${workload.title} spec.replicas`,
        found: `${workload.spec.replicas} is set again at every apply, and overrides ${title(scaler)}`,
        fix: 'remove it',
      };
    }),
};

/** True for an autoscaler by the share of CPU that pods request, which is the metric of one without any. */
function isByShareOfCpu({ spec, apiVersion }: Manifest): boolean {
  const { metrics, targetCPUUtilizationPercentage: percentage } = record(spec);
  if (apiVersion === 'autoscaling/v1') return percentage !== undefined;
  if (metrics === undefined) return apiVersion === 'autoscaling/v2';
  return records(metrics).some(
    ({ type, resource }) =>
      type === 'Resource' && at(resource, 'name') === 'cpu' && at(resource, 'target.type') === 'Utilization',
  );
}

const requested: ManifestsRule = {
  id: 'K8S-SCALER-3',
  severity: Severity.WARNING,
  title: 'every container of pods that are scaled by the share of their CPU requests CPU',
  why: 'without one of the requests the share is not defined, and the autoscaler never acts on it',
  evidence: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-resource-metrics',
  check: ({ manifests }) =>
    manifests.workloads.flatMap((workload) => {
      const scaler = scalerOf(manifests, workload);
      const { namespace } = workload;
      // A LimitRange may add requests.
      const hasDefaults = manifests.ofKind('LimitRange').some(({ metadata }) => metadata.namespace === namespace);
      const { containers, resources: common } = workload.pod;
      if (!scaler || hasDefaults || common?.requests?.['cpu'] !== undefined || !isByShareOfCpu(scaler)) return [];
      return containers
        .filter(({ resources: own }) => own?.requests?.['cpu'] === undefined && own?.limits?.['cpu'] === undefined)
        .map((container) => ({
          path: `${containerPath(workload, container)}.resources.requests.cpu`,
          found: `is missing, and ${title(scaler)} scales by its share`,
          fix: 'request the CPU it takes in normal operation',
        }));
    }),
};

/** Rules about autoscalers. */
export const SCALER_RULES: readonly ManifestsRule[] = [targets, fixedReplicas, requested];
