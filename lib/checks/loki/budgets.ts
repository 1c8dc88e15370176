import { ingesters, type Loki, type LokiPods, podCount } from '../read/loki/loki';
import { podsIn } from '../../manifests/scalers';
import { isRecord, record, records, texts } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { quorumOf } from '../../../charts/loki/config/quorum';
import { isZoneAware, replicationFactor, zoneOf } from './replication';
import { selected } from '../../manifests/workloads';
import type { Selector } from '../../manifests/selectors';
import { type Manifest, title } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { show } from '../../../charts/input/problems';

/** Kind of budgets by zone, of grafana/rollout-operator. */
const ZONE_BUDGET = 'ZoneAwarePodDisruptionBudget';

/** Resource whose creation is an eviction. */
const EVICTIONS = 'pods/eviction';

/** Number of pods that a budget allows to be evicted at once. */
function allowed(spec: { maxUnavailable?: unknown; minAvailable?: unknown }, count: number): number | undefined {
  if (spec.maxUnavailable !== undefined) return podsIn(spec.maxUnavailable, count);
  const stay = spec.minAvailable === undefined ? undefined : podsIn(spec.minAvailable, count);
  return stay === undefined ? undefined : count - stay;
}

/** Ingesters of a budget that count for the quorum: none if, with zone awareness, all of them are in one zone. */
function covered(loki: Loki, namespace: string | undefined, selector: Selector) {
  const pods = ingesters(loki).filter(({ workload }) => selected([workload], namespace, selector).length > 0);
  const zones = new Set(pods.map((one) => zoneOf(loki, one)));
  return isZoneAware(loki) && zones.size === 1 ? [] : pods;
}

/**
 * True if a budget of grafana/rollout-operator is about all of these ingesters, and the API server asks the operator about
 * their evictions. Then only ingesters of one zone are away at once, and a zone has at most one copy of a line.
 */
function areEvictedByZone(loki: Loki, manifests: Manifests, pods: readonly LokiPods[]): boolean {
  const workloads = pods.map(({ workload }) => workload);
  const isAbout = (budget: Manifest): boolean =>
    selected(workloads, budget.metadata.namespace, record(budget['spec'])['selector'] as Selector).length ===
    workloads.length;
  return isZoneAware(loki) && asksAboutEvictions(manifests) && manifests.ofKind(ZONE_BUDGET).some(isAbout);
}

/** True if a webhook decides about evictions, and none happens without its answer. */
const asksAboutEvictions = (manifests: Manifests): boolean =>
  manifests
    .ofKind('ValidatingWebhookConfiguration')
    .flatMap((configuration) => records(configuration['webhooks']))
    .some(
      ({ failurePolicy = 'Fail', rules }) =>
        failurePolicy === 'Fail' && records(rules).some(({ resources }) => texts(resources).includes(EVICTIONS)),
    );

const budgetsKeepQuorum: ManifestsRule = {
  id: 'LOKI-REPLICATION-3',
  severity: Severity.WARNING,
  title: 'budgets never allow so many ingesters to be evicted at once that the quorum is lost',
  why: 'while two of three copies are away, writes and queries of their streams fail',
  evidence: 'https://github.com/grafana/loki/pull/2373',
  check: everyLoki((loki, { manifests }) => {
    const factor = replicationFactor(loki)?.factor ?? 0;
    const spare = factor - quorumOf(factor);
    if (factor < 3) return [];
    return manifests.ofKind('PodDisruptionBudget').flatMap((budget): Finding[] => {
      const spec = record(budget['spec']);
      const selector = spec['selector'];
      if (!isRecord(selector)) return [];
      const pods = covered(loki, budget.metadata.namespace, selector);
      const count = podCount(pods);
      const gone = pods.length === 0 || count === undefined ? undefined : allowed(spec, count);
      if (gone === undefined || gone <= spare || areEvictedByZone(loki, manifests, pods)) return [];
      const field = spec['maxUnavailable'] === undefined ? 'minAvailable' : 'maxUnavailable';
      return [
        {
          path: `${title(budget)} spec.${field}`,
          found: `${show(spec[field])} allows ${gone} of ${count} ingesters to be evicted at once, but only ${spare} of ${factor} copies may be away`,
          fix: `use maxUnavailable: ${spare}`,
        },
      ];
    });
  }),
};

/** Rules about disruption budgets of ingesters. */
export const BUDGET_RULES: readonly ManifestsRule[] = [budgetsKeepQuorum];
