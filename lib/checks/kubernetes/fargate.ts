import { FARGATE_NODE } from '../../../charts/alloy/collectors/fargate';
import { record, records, text } from '../../manifests/shape';
import { type ManifestsRule, Severity } from '../rule';
import { labelSelector, type Selector, selects } from '../../manifests/selectors';
import type { Workload } from '../../manifests/workloads';
import { isForEks } from '../read/eks';
import { loggingWorkloads } from '../read/logging-workloads';

/** Label and taint of the nodes of Fargate. */
const { key: COMPUTE_TYPE, value: FARGATE } = FARGATE_NODE;

/** Labels of a node of Fargate: a selector for any other selects none. Linux on x86 is all that Fargate has. */
const NODE: Readonly<Record<string, string>> = {
  [COMPUTE_TYPE]: FARGATE,
  'kubernetes.io/os': 'linux',
  'kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
  'beta.kubernetes.io/arch': 'amd64',
  'kubernetes.io/hostname': 'fargate-ip-10-0-0-1',
};

/** Labels that a node of Fargate has with a value that is unknown here. */
const PLACE = /^(topology|failure-domain\.beta)\.kubernetes\.io\/(region|zone)$/;

const fargate: ManifestsRule = {
  id: 'K8S-FARGATE-1',
  severity: Severity.WARNING,
  title: 'a DaemonSet that tolerates every taint leaves out the nodes of Fargate',
  why: 'a Fargate node runs one pod and no DaemonSet: a pod of the DaemonSet stays pending for each such node, and the rollout never ends',
  evidence: 'https://github.com/aws/amazon-cloudwatch-agent-operator/issues/183',
  check: ({ manifests }) =>
    manifests.workloads
      .filter((workload) => workload.kind === 'DaemonSet' && selectsFargate(workload))
      .flatMap((workload) => {
        const tolerations = tolerationsOf(workload);
        const isNamed = tolerations.some(({ key }) => key === COMPUTE_TYPE);
        // A workload that names the taint is made for Fargate nodes. Another program may run in a cluster that is not of EKS.
        const isMeant = isNamed || loggingWorkloads(manifests).has(workload) || isForEks(manifests);
        if (tolerations.length === 0 || !isMeant) return [];
        const path = `${workload.title} ${workload.podPath}`;
        const wanted = `a required nodeAffinity with ${COMPUTE_TYPE} NotIn [${FARGATE}]`;
        return {
          path: `${path}.tolerations`,
          found: `tolerates the taint ${COMPUTE_TYPE}=${FARGATE}, and no node selector or affinity excludes these nodes`,
          fix: isNamed ? `remove the toleration, or add ${wanted}` : `add ${wanted}`,
        };
      }),
};

/** Tolerations of the taint of Fargate's nodes, whose effect is NoSchedule. */
function tolerationsOf({ pod }: Workload): Record<string, unknown>[] {
  return records((pod as { tolerations?: unknown }).tolerations).filter(({ key, operator, value, effect }) => {
    const isEffect = (text(effect) ?? '') === '' || effect === 'NoSchedule';
    if ((text(key) ?? '') === '') return isEffect && operator === 'Exists';
    return isEffect && key === COMPUTE_TYPE && (operator === 'Exists' || value === FARGATE);
  });
}

/** True if the selector and the required affinity of a pod let in a node of Fargate. */
function selectsFargate({ pod }: Workload): boolean {
  const { nodeSelector, affinity } = pod as { nodeSelector?: unknown; affinity?: unknown };
  const required = record(record(affinity)['nodeAffinity'])['requiredDuringSchedulingIgnoredDuringExecution'];
  const terms = records(record(required)['nodeSelectorTerms']);
  return isMatch(labelSelector(nodeSelector)) && (terms.length === 0 || terms.some(isMatchOfTerm));
}

/** Terms are alternatives. One that names a node by a field does not mean one of Fargate, whose names are random. */
function isMatchOfTerm(term: Record<string, unknown>): boolean {
  const named = records(term['matchFields']).some(({ operator }) => operator === 'In');
  return !named && isMatch(term as Selector);
}

function isMatch({ matchLabels, matchExpressions }: Selector): boolean {
  const labels = Object.entries(record(matchLabels)).filter(([key]) => !PLACE.test(key));
  return (
    selects(labelSelector(Object.fromEntries(labels)), NODE) &&
    selects({ matchExpressions: records(matchExpressions).filter(({ key }) => !PLACE.test(key)) }, NODE)
  );
}

/** Rules about nodes of Fargate. */
export const FARGATE_RULES: readonly ManifestsRule[] = [fargate];
