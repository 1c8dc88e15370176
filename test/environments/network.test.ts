import { environmentCharts, type EnvironmentProps, resolveEnvironment } from '../../lib/environment/environment';
import type { Manifest } from '../../lib/manifests/manifest';
import { ANY_POD, Cluster, type Place } from '../helpers/network/cluster';
import { environmentsOfWays } from '../helpers/network/environments';
import { AGENT, API_SERVER, needsOf } from '../helpers/network/needs';
import { enters, type Flow, isAllowed, isIn, leaves, leavesToService, portsAnywhere } from '../helpers/network/policies';
import { doors, elsewhere, others, promisesOf } from '../helpers/network/promises';

/** Pods that an environment names behind a URL, by its host. */
const podsBehind = ({ storage, alloy }: EnvironmentProps) =>
  Object.fromEntries(
    [storage?.endpoint, ...(alloy?.destinations ?? []).map((one) => ('loki' in one ? one.loki : undefined))].flatMap((one) =>
      one?.pods ? [[new URL(one.url).hostname, one.pods]] : [],
    ),
  );

const clusterOf = (props: EnvironmentProps): Cluster =>
  new Cluster(
    environmentCharts(resolveEnvironment('test', props))
      .manifests()
      .flatMap(({ objects }) => objects) as unknown as Manifest[],
    podsBehind(props),
  );

const shown = ({ from, place, port, protocol = 'TCP' }: Flow): string => `${from.title} -> ${place.title} ${protocol} ${port}`;

/** Pods of Loki reach each other at the ports of Loki and memcached, and its ingesters at any. */
const isWithinLoki = ({ from, place, port }: Flow): boolean =>
  from.namespace === place.namespace &&
  [from, place].every(({ labels }) => labels['app.kubernetes.io/name'] === 'loki') &&
  ([3100, 7946, 9095, 11_211].includes(port) || place.labels['app.kubernetes.io/component'] === 'ingester');

const isSame = (one: Place, other: Place): boolean =>
  one === other || (one.title === other.title && one.address === other.address);

/** True if a client stands for all pods of its namespace, or for any address, as the API server does. */
const isAnyOf = (place: Place, other: Place): boolean =>
  place === API_SERVER || (place.labels === ANY_POD && place.namespace === other.namespace);

/** Hosts outside have addresses that nobody can list. The ruler reaches its URLs at any (docs/how-to/rules.md). */
const isAnywhere = ({ from, place }: Flow): boolean =>
  place.namespace === undefined
    ? !/^[\d.]+$/.test(place.title) && place !== AGENT
    : isRuler(from) && place.workload === undefined;

const isRuler = ({ labels }: Place): boolean => labels['app.kubernetes.io/component'] === 'ruler';

/** Targets that an environment opens to the ruler. */
const isOfRuler = ({ network }: EnvironmentProps, { from, place, port }: Flow): boolean =>
  isRuler(from) &&
  (network?.rulerEgress ?? []).some(
    (target) =>
      target.port === port &&
      (target.namespace === undefined || target.namespace === place.namespace) &&
      (target.cidr === undefined || isIn(place.address, target.cidr)),
  );

/** More of them: `NETWORK_ENVIRONMENTS=300 npx jest test/environments/network`. */
const CLUSTERS = environmentsOfWays(Number(process.env['NETWORK_ENVIRONMENTS'] ?? 24)).map(({ seed, props }) => ({
  seed,
  props,
  cluster: clusterOf(props),
}));

describe.each(CLUSTERS)('a random environment: $seed', ({ props, cluster }) => {
  const needs = needsOf(cluster, props);
  const promises = promisesOf(cluster, props);

  test('policies allow each connection that a pod is told to open', () => {
    expect(needs.length).toBeGreaterThan(5);
    expect(needs.filter((flow) => !isAllowed(cluster, flow)).map(shown)).toEqual([]);
  });

  test('the Amazon VPC CNI, which looks before a Service is resolved, allows them too', () => {
    expect(needs.filter((flow) => !leavesToService(cluster, flow)).map(shown)).toEqual([]);
    expect(Math.max(...cluster.pods.map((pod) => portsAnywhere(cluster, 'Egress', pod).size))).toBeLessThanOrEqual(24);
  });

  test('policies admit each client that was promised a way in', () => {
    expect(promises.filter((flow) => !enters(cluster, flow)).map(shown)).toEqual([]);
  });

  test('policies admit nobody else', () => {
    const isMeant = (flow: Flow) =>
      [...needs, ...promises].some(
        (one) => one.place === flow.place && one.port === flow.port && (isSame(one.from, flow.from) || isAnyOf(one.from, flow.from)),
      );
    const promised = new Map(promises.map(({ from }) => [from.title, from]));
    const clients = [...cluster.pods, ...promised.values(), ...others(props)];
    const admitted = clients
      .flatMap((from) => doors(cluster).map((listener): Flow => ({ from, ...listener })))
      .filter((flow) => flow.from !== flow.place && !isWithinLoki(flow) && isAllowed(cluster, flow));
    expect(admitted.filter((flow) => !isMeant(flow)).map(shown)).toEqual([]);
  });

  test('policies let pods go nowhere else', () => {
    const allowed = cluster.pods
      .flatMap((from) => [...doors(cluster), ...elsewhere(props)].map((listener): Flow => ({ from, ...listener })))
      .filter((flow) => flow.from !== flow.place && !isWithinLoki(flow) && leaves(cluster, flow));
    const isNeeded = ({ from, place, port }: Flow) =>
      needs.some(
        (need) =>
          need.from === from &&
          need.port === port &&
          (isSame(need.place, place) || isAnywhere(need) || isAnyOf(need.place, place)),
      ) || isOfRuler(props, { from, place, port });
    expect(allowed.filter((flow) => !isNeeded(flow)).map(shown)).toEqual([]);
  });
});
