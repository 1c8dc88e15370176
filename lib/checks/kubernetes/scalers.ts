import type { Manifests } from '../../manifests/manifests';
import { type Manifest, sameNamespace, title, titleOf, type Workload } from '../../manifests/objects';
import { record } from '../../manifests/shape';
import { type ManifestsRule, Severity } from '../rule';
import { targetOf } from './lookup';
import { podsOf } from './pods';

/** What is read of a HorizontalPodAutoscaler. */
interface Scaler {
  /** What it says. */
  readonly spec?: {
    /** How far it scales down. @default 1 */
    readonly minReplicas?: number;

    /** What it scales. */
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  };
}

/** Kinds with a number of replicas. Others may be custom resources, which are not looked into. */
const SCALED = ['Deployment', 'StatefulSet', 'ReplicaSet'];

const targets: ManifestsRule = {
  id: 'K8S-SCALER-1',
  severity: Severity.ERROR,
  title: 'every autoscaler scales a workload there is',
  why: 'nothing is scaled, however busy the workload that was meant becomes',
  evidence: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  check: ({ manifests }) =>
    scalersOf(manifests).flatMap((scaler) => {
      const { kind = '', name = '' } = record(record(scaler.spec).scaleTargetRef);
      const { namespace } = scaler.metadata;
      const isKnown = SCALED.includes(kind) && podsOf(manifests, namespace, undefined) !== undefined;
      if (!isKnown || targetOf(manifests, { kind, namespace, name })) return [];
      return {
        path: `${title(scaler)} spec.scaleTargetRef`,
        found: `'${titleOf(kind, namespace, name)}' is not there`,
        fix: 'use kind and name of the workload that is meant',
      };
    }),
};

const fixedReplicas: ManifestsRule = {
  id: 'K8S-SCALER-2',
  severity: Severity.WARNING,
  title: 'a workload with an autoscaler does not say how many replicas it has',
  why: 'every apply scales it back to that number, in the busiest hour too',
  evidence: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  check: ({ manifests }) =>
    manifests.workloads.flatMap((workload) => {
      const scaler = scalersOf(manifests).find((one) => isTarget(one, workload));
      if (!scaler || workload.spec.replicas === undefined) return [];
      return {
        path: `${workload.title} spec.replicas`,
        found: `${workload.spec.replicas} is taken back by every apply from ${title(scaler)}`,
        fix: 'remove it',
      };
    }),
};

/** Rules about autoscalers. */
export const SCALER_RULES: readonly ManifestsRule[] = [targets, fixedReplicas];

/** How many pods a workload has at least: what an autoscaler may go down to counts, not what it starts from. */
export function replicasOf(manifests: Manifests, workload: Workload): number | undefined {
  if (!SCALED.includes(workload.kind)) return undefined;
  const scaler = scalersOf(manifests).find((one) => isTarget(one, workload));
  if (!scaler) return workload.spec.replicas ?? 1;
  const { minReplicas } = record(scaler.spec);
  return typeof minReplicas === 'number' ? minReplicas : 1;
}

const scalersOf = (manifests: Manifests): (Manifest & Scaler)[] => manifests.ofKind<Scaler>('HorizontalPodAutoscaler');

function isTarget(scaler: Manifest & Scaler, workload: Workload): boolean {
  const { kind, name } = record(record(scaler.spec).scaleTargetRef);
  return (
    kind === workload.kind && name === workload.name && sameNamespace(scaler.metadata.namespace, workload.namespace)
  );
}
