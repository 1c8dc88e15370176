import { type ManifestsRule, Severity } from '../rule';
import { isEmpty, selectorText, unmet } from '../../manifests/selectors';
import { LASTING_KINDS } from '../../manifests/workloads';

const ownPods: ManifestsRule = {
  id: 'K8S-SELECTOR-1',
  severity: Severity.ERROR,
  title: 'the selector of a workload matches its own pods',
  why: 'the API server rejects the workload, so no pod of it is created',
  evidence: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/',
  check: ({ manifests }) =>
    manifests.workloads
      .filter(({ kind, pod }) => LASTING_KINDS.includes(kind) && pod.containers.length > 0)
      .flatMap(({ title, labels, spec: { selector } }) => {
        const missing = unmet(selector, labels);
        if (missing.length === 0 && !isEmpty(selector)) return [];
        return {
          path: `${title} spec.selector`,
          found:
            missing.length > 0
              ? `its own pods do not have ${missing.join(', ')}`
              : 'is empty, which the API server rejects',
          fix: `select by labels of spec.template.metadata: ${selectorText({ matchLabels: labels }) || 'add some first'}`,
        };
      }),
};

/** Rules about selectors of workloads. */
export const SELECTOR_RULES: readonly ManifestsRule[] = [ownPods];
