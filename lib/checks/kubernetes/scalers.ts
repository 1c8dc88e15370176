import { SCALED, scalerOf, scalersOf, targetOf as scaledBy } from '../../manifests/scalers';
import { type ManifestsRule, Severity } from '../rule';
import { targetOf, podsOf } from '../../manifests/lookup';
import { title, titleOf } from '../../manifests/manifest';

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

/** Rules about autoscalers. */
export const SCALER_RULES: readonly ManifestsRule[] = [targets, fixedReplicas];
