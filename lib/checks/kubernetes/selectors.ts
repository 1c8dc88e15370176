import { type ManifestsRule, Severity } from '../rule';
import { isEmpty, selectorText, unmet } from '../../manifests/selectors';

/** Kinds that look for their pods by a selector of their own. Jobs are given one. */
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

const ownPods: ManifestsRule = {
  id: 'K8S-SELECTOR-1',
  severity: Severity.ERROR,
  title: 'every workload selects the pods it makes',
  why: 'the API server refuses the workload, so none of its pods is ever made',
  evidence: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/',
  check: ({ manifests }) =>
    manifests.workloads
      .filter(({ kind, pod }) => KINDS.includes(kind) && pod.containers.length > 0)
      .flatMap(({ title, labels, spec: { selector } }) => {
        const missing = unmet(selector, labels);
        if (missing.length === 0 && !isEmpty(selector)) return [];
        return {
          path: `${title} spec.selector`,
          found: missing.length > 0 ? `its own pods are not ${missing.join(', ')}` : 'is empty, which is refused',
          fix: `select by labels of spec.template.metadata: ${selectorText({ matchLabels: labels }) || 'there are none yet'}`,
        };
      }),
};

/** Rules about how a workload finds its pods. */
export const SELECTOR_RULES: readonly ManifestsRule[] = [ownPods];
