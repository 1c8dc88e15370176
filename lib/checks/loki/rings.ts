import { ingesters, type Loki, podCount } from '../read/loki/loki';
import { isRecord, asList, at, isText } from '../../manifests/shape';
import { type ManifestsRule, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { flag } from '../../manifests/flags';

/** Keys of the store of the ingester ring, the specific one first. */
const STORES = ['ingester.lifecycler.ring.kvstore.store', 'common.ring.kvstore.store'];

/** Store of the ingester ring. The default is memberlist with members to join, and a local Consul without. */
function store({ config, pods }: Loki): { key?: string; value: unknown } {
  const given = pods.map(({ container }) => flag(container, 'ring.store')).find((one) => one !== undefined);
  const key = STORES.find((one) => at(config, one) !== undefined);
  return given !== undefined ? { value: given } : key ? { key, value: at(config, key) } : { value: undefined };
}

function hasMembers({ config, pods }: Loki): boolean {
  const members = at(config, 'memberlist.join_members');
  return (
    asList(members).length > 0 ||
    (isText(members) && members !== '') ||
    pods.some(({ container }) => flag(container, 'memberlist.join') !== undefined)
  );
}

/** Pods that find each other through a ring; at least one of each workload. */
function pods(loki: Loki): number {
  return podCount(loki.pods) ?? loki.pods.length;
}

const sharedRing: ManifestsRule = {
  id: 'LOKI-RING-1',
  severity: Severity.ERROR,
  title: 'with several pods of Loki, rings are not in memory',
  why: 'each pod has a ring of its own with no other member: distributors fail with "empty ring"',
  evidence: 'https://github.com/grafana/helm-charts/issues/565',
  check: everyLoki((loki) => {
    const { key, value } = store(loki);
    if (!key || value !== 'inmemory' || pods(loki) < 2) return [];
    return [
      {
        path: `${loki.path} ${key}`,
        found: `inmemory, but there are ${pods(loki)} pods`,
        fix: 'use memberlist, with memberlist.join_members',
      },
    ];
  }),
};

const ringMembers: ManifestsRule = {
  id: 'LOKI-RING-2',
  severity: Severity.ERROR,
  title: 'with several pods of Loki, memberlist has members to join',
  why: 'otherwise pods never find each other, and distributors and queriers see an empty ring of ingesters',
  evidence: 'https://github.com/grafana/loki/issues/2374',
  check: everyLoki((loki) => {
    const { value } = store(loki);
    const isConsul = isRecord(at(loki.config, 'ingester.lifecycler.ring.kvstore.consul'));
    if ((value !== undefined && value !== 'memberlist') || isConsul || hasMembers(loki) || pods(loki) < 2) return [];
    return [
      {
        path: `${loki.path} memberlist.join_members`,
        found: `missing, but ${pods(loki)} pods have to find each other`,
        fix: 'use the headless Service of the pods, with port 7946',
      },
    ];
  }),
};

const forgottenIngesters: ManifestsRule = {
  id: 'LOKI-RING-3',
  severity: Severity.WARNING,
  title: 'the ring forgets ingesters whose pods get new names',
  why: 'otherwise it keeps them as unhealthy for ever, and with too many of them writes and queries fail',
  evidence: 'https://github.com/grafana/loki/issues/8615',
  check: everyLoki((loki) => {
    const nameless = ingesters(loki).find(({ workload, replicas }) => workload.kind === 'Deployment' && replicas !== 1);
    if (!nameless || at(loki.config, 'ingester.autoforget_unhealthy') === true) return [];
    if (flag(nameless.container, 'ingester.autoforget-unhealthy') === 'true') return [];
    return [
      {
        path: `${loki.path} ingester.autoforget_unhealthy`,
        found: `not true, so each rollout of ${nameless.workload.title} leaves unhealthy ingesters in the ring`,
        fix: 'use true, or a StatefulSet',
      },
    ];
  }),
};

/** Rules about rings. */
export const RING_RULES: readonly ManifestsRule[] = [sharedRing, ringMembers, forgottenIngesters];
