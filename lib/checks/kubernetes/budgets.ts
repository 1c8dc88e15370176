import { counted } from '../../../charts/input/counted';
import { addTo } from '../../manifests/groups';
import type { Manifests } from '../../manifests/manifests';
import { isRecord, record } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { podsIn, replicasOf } from '../../manifests/scalers';
import { type Manifest, title } from '../../manifests/manifest';
import { type Selector, selectorText } from '../../manifests/selectors';
import type { Workload } from '../../manifests/workloads';
import { podsOf } from '../../manifests/lookup';
import { titlesOf } from '../words';

/** PodDisruptionBudget: the fields that are read. */
interface DisruptionBudget {
  /** Its spec. */
  readonly spec?: {
    /** The pods it is for. */
    readonly selector?: Selector;

    /** Number or percentage of pods that must stay. */
    readonly minAvailable?: string | number;

    /** Number or percentage of pods that may be evicted. */
    readonly maxUnavailable?: string | number;
  };
}

type Budget = Manifest & DisruptionBudget;

const drains: ManifestsRule = {
  id: 'K8S-BUDGET-1',
  severity: Severity.ERROR,
  title: 'every PodDisruptionBudget allows one pod to be evicted',
  why: 'a node with such a pod cannot be drained, so node group updates fail and nodes are never consolidated',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html',
  check: ({ manifests }) => budgetsOf(manifests).flatMap(({ budget, pods }) => blocked(manifests, budget, pods)),
};

const oneBudget: ManifestsRule = {
  id: 'K8S-BUDGET-2',
  severity: Severity.ERROR,
  title: 'no pod is selected by two PodDisruptionBudgets',
  why: 'the API server answers every eviction of such a pod with an error, so its node cannot be drained',
  evidence: 'https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/',
  check: ({ manifests }) =>
    manifests.workloads.flatMap((workload) => {
      const titles = budgetsFor(manifests, workload).map(title);
      const [first, ...others] = new Set(titles);
      if (others.length === 0) return [];
      return {
        path: `${workload.title} ${labelsPath(workload)}`,
        found: `its pods are selected by ${[first, ...others].join(' and ')}`,
        fix: 'keep one of them, or narrow their selectors',
      };
    }),
};

const oneField: ManifestsRule = {
  id: 'K8S-BUDGET-3',
  severity: Severity.ERROR,
  title: 'a PodDisruptionBudget has either minAvailable or maxUnavailable',
  why: 'the API server rejects a budget with both',
  evidence: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  check: ({ manifests }) =>
    manifests
      .ofKind<DisruptionBudget>('PodDisruptionBudget')
      .filter(hasBoth)
      .map((budget) => ({
        path: `${title(budget)} spec`,
        found: `has minAvailable ${budget.spec?.minAvailable} and maxUnavailable ${budget.spec?.maxUnavailable}`,
        fix: 'remove minAvailable',
      })),
};

const selectsPods: ManifestsRule = {
  id: 'K8S-BUDGET-4',
  severity: Severity.ERROR,
  title: 'every PodDisruptionBudget selects pods',
  why: 'a budget that selects no pods protects none, and a drain may evict all of them at once',
  evidence: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  check: ({ manifests }) =>
    budgetsOf(manifests)
      .filter(({ pods }) => pods.length === 0)
      .map(({ budget }) => ({
        path: `${title(budget)} spec.selector`,
        found: `${selectorText(record(budget.spec).selector) || 'it'} selects no pods`,
        fix: 'use the labels of the pods it is meant for',
      })),
};

const protects: ManifestsRule = {
  id: 'K8S-BUDGET-5',
  severity: Severity.WARNING,
  title: 'every workload with several pods has a PodDisruptionBudget',
  why: 'otherwise drains evict several pods at once, and a ring loses more members than it tolerates',
  evidence: 'https://github.com/grafana/loki/issues/8615',
  check: ({ manifests }) =>
    manifests.workloads.flatMap((workload) => {
      const replicas = replicasOf(manifests, workload) ?? 0;
      if (replicas < 2 || budgetsFor(manifests, workload).length > 0) return [];
      return {
        path: `${workload.title} spec.replicas`,
        found: `${replicas} pods without a PodDisruptionBudget`,
        fix: 'add one with maxUnavailable: 1',
      };
    }),
};

/** Budgets of namespaces whose pods are known, and the workloads they select. */
function budgetsOf(manifests: Manifests): readonly { budget: Budget; pods: Workload[] }[] {
  return manifests.read(readBudgets);
}

const readBudgets = (manifests: Manifests): { budget: Budget; pods: Workload[] }[] =>
  manifests.ofKind<DisruptionBudget>('PodDisruptionBudget').flatMap((budget) => {
    const { selector } = record(budget.spec);
    // Without a selector it selects nothing, with an empty one everything.
    const pods = isRecord(selector) ? podsOf(manifests, budget.metadata.namespace, selector) : undefined;
    return pods ? [{ budget, pods }] : [];
  });

/** Budgets that select a workload. */
function budgetsFor(manifests: Manifests, workload: Workload): readonly Budget[] {
  return manifests.read(readBudgetsByPods).get(workload) ?? [];
}

function readBudgetsByPods(manifests: Manifests): ReadonlyMap<Workload, readonly Budget[]> {
  const byPods = new Map<Workload, Budget[]>();
  for (const { budget, pods } of budgetsOf(manifests)) for (const workload of pods) addTo(byPods, workload, budget);
  return byPods;
}

/** Finding about a budget that allows no eviction. Kubernetes rounds percentages up in both fields. */
function blocked(manifests: Manifests, budget: Budget, pods: readonly Workload[]): Finding[] {
  const scaled = pods.map((workload) => replicasOf(manifests, workload)).filter((count) => count !== undefined);
  const count = scaled.reduce((sum, one) => sum + one, 0);
  // A drain passes over the pods of DaemonSets, and waits for no Job.
  if (count === 0 || hasBoth(budget)) return [];
  const { minAvailable, maxUnavailable } = record(budget.spec);
  const least = podsIn(minAvailable, count);
  const most = podsIn(maxUnavailable, count);
  const [field, value] = least === undefined ? ['maxUnavailable', maxUnavailable] : ['minAvailable', minAvailable];
  if ((least ?? 0) < count && most !== 0) return [];
  return [
    {
      path: `${title(budget)} spec.${field}`,
      found: `${String(value)} of ${counted(count, 'pod')} allows no eviction of ${titlesOf(pods)}`,
      fix: count === 1 ? 'remove the budget, or use maxUnavailable: 1' : 'use maxUnavailable: 1',
    },
  ];
}

/** Charts write null for a field that is not set. */
function hasBoth({ spec }: Budget): boolean {
  const { minAvailable, maxUnavailable } = record(spec);
  return [minAvailable, maxUnavailable].every((value) => (value ?? undefined) !== undefined);
}

const labelsPath = ({ podPath }: Workload): string => podPath.replace(/spec$/, 'metadata.labels');

/** Rules about disruption budgets. */
export const BUDGET_RULES: readonly ManifestsRule[] = [drains, oneBudget, oneField, selectsPods, protects];
