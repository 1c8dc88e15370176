import type { Manifests } from '../../manifests/manifests';
import { replicasOf, scalerOf } from '../../manifests/scalers';
import type { Workload } from '../../manifests/workloads';
import { gateways } from '../read/gateway/gateway';
import { type Loki, readLoki, running } from '../read/loki/loki';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';

/** Work that any one of some components can do, and the result if none of them has a pod. */
const WORK: readonly { readonly targets: readonly string[]; readonly without: string }[] = [
  { targets: ['distributor', 'write', 'all'], without: 'every line is refused' },
  { targets: ['ingester', 'write', 'all'], without: 'every line is refused' },
  { targets: ['querier', 'read', 'all'], without: 'no query is answered' },
  { targets: ['query-frontend', 'read', 'all'], without: 'no query is answered' },
  { targets: ['query-scheduler', 'backend', 'all'], without: 'no query is answered' },
  { targets: ['index-gateway', 'backend', 'all'], without: 'no query is answered' },
  { targets: ['compactor', 'backend', 'all'], without: 'no line is deleted after its retention' },
];

const present: ManifestsRule = {
  id: 'PATH-PODS-1',
  severity: Severity.WARNING,
  title: 'every part of the path of a line has a pod',
  why: 'without it lines are refused or not found, and every object is there: nothing else says what is wrong',
  evidence: 'https://grafana.com/docs/loki/latest/get-started/components/',
  check: ({ manifests }) =>
    oncePerPath([
      ...manifests.read(readLoki).lokis.flatMap((loki) => missingIn(manifests, loki)),
      ...gateways(manifests).flatMap(({ workloads }) =>
        absent(manifests, workloads, 'agents and Grafana reach no gateway'),
      ),
    ]),
};

function missingIn(manifests: Manifests, loki: Loki): Finding[] {
  return WORK.flatMap(({ targets, without }) =>
    absent(
      manifests,
      running(loki, ...targets).map(({ workload }) => workload),
      without,
    ),
  );
}

/**
 * Finding of workloads that share a work and have no pod together. An autoscaler with a minimum of 0 also creates pods.
 */
function absent(manifests: Manifests, workloads: readonly Workload[], without: string): Finding[] {
  const [first] = workloads;
  const hasPods = workloads.some(
    (workload) => replicasOf(manifests, workload) !== 0 || scalerOf(manifests, workload) !== undefined,
  );
  if (!first || hasPods) return [];
  return [
    { path: `${first.title} spec.replicas`, found: `0, so ${without}`, fix: 'use the number that it had, at least 1' },
  ];
}

/** Rules about the pods that a line passes. */
export const POD_RULES: readonly ManifestsRule[] = [present];
