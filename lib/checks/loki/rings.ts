import { ingesters, type Loki, podCount } from '../read/loki/loki';
import { isRecord, asList, at, isText } from '../../manifests/shape';
import { type ManifestsRule, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { flag } from '../../manifests/flags';

/** Where the store of the ring of ingesters is written. What is for ingesters comes before what is for all rings. */
const STORES = ['ingester.lifecycler.ring.kvstore.store', 'common.ring.kvstore.store'];

/** The store of the ring of ingesters; memberlist where there are members to join, a local consul where not. */
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
  title: 'where Loki is more than one pod, its rings are not in memory',
  why: 'each pod has a ring of its own, in which nobody else is: distributors answer empty ring',
  evidence: 'https://github.com/grafana/helm-charts/issues/565',
  check: everyLoki((loki) => {
    const { key, value } = store(loki);
    if (!key || value !== 'inmemory' || pods(loki) < 2) return [];
    return [
      {
        path: `${loki.path} ${key}`,
        found: `inmemory, and there are ${pods(loki)} pods`,
        fix: 'use memberlist, with memberlist.join_members',
      },
    ];
  }),
};

const ringMembers: ManifestsRule = {
  id: 'LOKI-RING-2',
  severity: Severity.ERROR,
  title: 'where Loki is more than one pod, memberlist has members to join',
  why: 'pods never find each other, and the ring of ingesters stays empty for distributors and queriers',
  evidence: 'https://github.com/grafana/loki/issues/2374',
  check: everyLoki((loki) => {
    const { value } = store(loki);
    const isConsul = isRecord(at(loki.config, 'ingester.lifecycler.ring.kvstore.consul'));
    if ((value !== undefined && value !== 'memberlist') || isConsul || hasMembers(loki) || pods(loki) < 2) return [];
    return [
      {
        path: `${loki.path} memberlist.join_members`,
        found: `missing, and ${pods(loki)} pods have to find each other`,
        fix: 'use the headless Service of the pods, with port 7946',
      },
    ];
  }),
};

const forgottenIngesters: ManifestsRule = {
  id: 'LOKI-RING-3',
  severity: Severity.WARNING,
  title: 'ingesters whose pods get new names are forgotten when they are gone',
  why: 'the ring keeps them as unhealthy for ever, and with too many of them writes and queries stop',
  evidence: 'https://github.com/grafana/loki/issues/8615',
  check: everyLoki((loki) => {
    const nameless = ingesters(loki).find(({ workload, replicas }) => workload.kind === 'Deployment' && replicas !== 1);
    if (!nameless || at(loki.config, 'ingester.autoforget_unhealthy') === true) return [];
    if (flag(nameless.container, 'ingester.autoforget-unhealthy') === 'true') return [];
    return [
      {
        path: `${loki.path} ingester.autoforget_unhealthy`,
        found: `not true, and each roll of ${nameless.workload.title} leaves ingesters that never come back`,
        fix: 'use true, or a StatefulSet',
      },
    ];
  }),
};

/** All of them. */
export const RING_RULES: readonly ManifestsRule[] = [sharedRing, ringMembers, forgottenIngesters];
