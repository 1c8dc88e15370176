import { counted } from '../../../charts/input/counted';
import { ingesters, type Loki, type LokiPods, podCount, running } from '../read/loki/loki';
import { type ManifestsRule, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { flag } from '../../manifests/flags';
import { at, isText } from '../../manifests/shape';

/** Default replication factor (pkg/loki/common of 3.7.6). */
const DEFAULT_FACTOR = 3;

/** Replication factor and its path; undefined if it is not a number. */
export function replicationFactor({ path, config }: Loki): { path: string; factor: number } | undefined {
  const keys = ['ingester.lifecycler.ring.replication_factor', 'common.replication_factor'];
  const key = keys.find((one) => at(config, one) !== undefined) ?? 'common.replication_factor';
  const factor = at(config, key) ?? DEFAULT_FACTOR;
  return typeof factor === 'number' ? { path: `${path} ${key}`, factor } : undefined;
}

/** Components that use the ring of ingesters. */
const USERS_OF_RING = ['distributor', 'querier', 'ruler', 'read', 'write', 'backend', 'all'];

/** True if copies are spread over zones, for a component that writes or reads them. A flag overrides the configuration. */
export function isZoneAware(loki: Loki): boolean {
  const isConfigured =
    at(loki.config, 'ingester.lifecycler.ring.zone_awareness_enabled') === true ||
    at(loki.config, 'common.ring.zone_awareness_enabled') === true;
  const users = running(loki, ...USERS_OF_RING);
  const flags = (users.length > 0 ? users : loki.pods).map(({ container }) =>
    flag(container, 'distributor.zone-awareness-enabled'),
  );
  return flags.length === 0
    ? isConfigured
    : flags.some((value) => (value === undefined ? isConfigured : value === 'true'));
}

/** Configured zone of ingesters. */
export function zoneOf({ config }: Loki, { container }: LokiPods): string {
  const zone =
    flag(container, 'ingester.availability-zone') ??
    at(config, 'ingester.lifecycler.availability_zone') ??
    at(config, 'common.ring.instance_availability_zone');
  return isText(zone) ? zone : '';
}

const enoughIngesters: ManifestsRule = {
  id: 'LOKI-REPLICATION-1',
  severity: Severity.ERROR,
  title: 'there are at least as many ingesters as the replication factor',
  why: 'with fewer, writes fail when one is away, or always: "at least 2 live replicas required"',
  evidence: 'https://github.com/grafana/loki/issues/8899',
  check: everyLoki((loki) => {
    const replication = replicationFactor(loki);
    const all = ingesters(loki);
    const count = podCount(all);
    if (!replication || all.length === 0 || count === undefined || count >= replication.factor) return [];
    const { path, factor } = replication;
    const what = at(loki.config, path.slice(loki.path.length + 1)) === undefined ? `the default ${factor}` : factor;
    return [
      {
        path,
        found: `${what} is more than the ${counted(count, 'ingester')} of ${all.map(({ workload }) => workload.title).join(', ')}`,
        fix: `run ${factor} ingesters, or use ${count}`,
      },
    ];
  }),
};

const copiesSurvive: ManifestsRule = {
  id: 'LOKI-REPLICATION-2',
  severity: Severity.WARNING,
  title: 'the replication factor is at least 3',
  why: 'with one copy, the loss of an ingester loses lines; with two, writes fail while one ingester is away',
  evidence: 'https://github.com/grafana/loki/blob/v3.7.6/vendor/github.com/grafana/dskit/ring/replication_strategy.go',
  check: everyLoki((loki) => {
    const replication = replicationFactor(loki);
    if (!replication || replication.factor > 2 || ingesters(loki).length === 0) return [];
    const { path, factor } = replication;
    const found =
      factor === 2 ? '2 copies, both of which must be written' : `${factor}, so each line is in a single ingester`;
    return [{ path, found, fix: 'use 3, with three ingesters' }];
  }),
};

const enoughZones: ManifestsRule = {
  id: 'LOKI-REPLICATION-4',
  severity: Severity.ERROR,
  title: 'with zone awareness, ingesters are in at least as many zones as the replication factor',
  why: 'a zone holds one copy: with fewer zones a line has fewer copies, and writes fail when one zone is away',
  evidence: 'https://grafana.com/docs/loki/latest/operations/zone-ingesters/',
  check: everyLoki((loki) => {
    const replication = replicationFactor(loki);
    const zones = new Set(ingesters(loki).map((pods) => zoneOf(loki, pods)));
    if (!replication || !isZoneAware(loki) || zones.size === 0 || zones.size >= replication.factor) return [];
    // A zone that is known only when the pod starts may be any.
    if ([...zones].some((zone) => zone.includes('$'))) return [];
    const named = [...zones].map((zone) => zone || 'none').join(', ');
    return [
      {
        path: replication.path,
        found: `${replication.factor} is more than the zones of the ingesters: ${named}`,
        fix: `run ingesters in ${replication.factor} zones, each with its -ingester.availability-zone`,
      },
    ];
  }),
};

function isRolled({ workload }: LokiPods): boolean {
  const { kind, spec } = workload;
  return kind !== 'StatefulSet' || at(spec, 'updateStrategy.type') !== 'OnDelete';
}

const oneRoll: ManifestsRule = {
  id: 'LOKI-REPLICATION-5',
  severity: Severity.WARNING,
  title: 'ingesters are restarted one after the other: in one StatefulSet, or by an operator',
  why: 'Kubernetes rolls several StatefulSets at once, one ingester of each: the quorum is lost',
  evidence: 'https://grafana.com/docs/loki/latest/operations/zone-ingesters/',
  check: everyLoki((loki) => {
    const rolled = ingesters(loki).filter(isRolled);
    const [first, second] = rolled;
    if (!first || !second || (replicationFactor(loki)?.factor ?? 0) < 2) return [];
    return [
      {
        path: `${second.workload.title} spec.updateStrategy.type`,
        found: `a change restarts its ingesters and those of ${first.workload.title} at the same time`,
        fix: 'use OnDelete and the rollout-operator, or one StatefulSet',
      },
    ];
  }),
};

/** Rules about replication. */
export const REPLICATION_RULES: readonly ManifestsRule[] = [enoughIngesters, copiesSurvive, enoughZones, oneRoll];
