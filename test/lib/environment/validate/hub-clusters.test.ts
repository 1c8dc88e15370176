import { problemText } from '../../../../charts/input/problems';
import { validateEnvironments } from '../../../../lib/environment/validate';
import { AWAY, existing, HUB, SPOKE } from '../hub/setups';

const lines = (environments: object) => validateEnvironments(environments).map(problemText);
const fix = 'write a tenant of its own for one of the two, or rename a cluster';

/** A spoke in another region. */
const another = { region: 'eu-central-1', cluster: existing('shop', 'eu-central-1') };

test('two spokes whose clusters have one name, and one tenant', () => {
  expect(lines({ prod: HUB, shop: SPOKE, market: { ...SPOKE, ...another } })).toEqual([
    'environments.market.cluster.existing.name: shop is also the name of environments.shop.cluster.existing.name, and ' +
      `tenant edge of one Loki gets the lines of both; ${fix}`,
  ]);
});

test('a spoke with the name of the cluster of its hub', () => {
  expect(lines({ prod: HUB, shop: { ...SPOKE, cluster: existing('hub', 'eu-west-1') } })).toEqual([
    expect.stringMatching(/^environments\.shop\.cluster\.existing\.name: hub is also the name of environments\.prod\./),
  ]);
});

test('two clusters that send to one URL', () => {
  const both = { tenants: ['edge'] };
  const found = lines({
    a: { ...AWAY, ...both },
    b: { ...AWAY, ...both, region: 'us-east-1', cluster: existing('away') },
  });
  expect(found).toEqual([expect.stringContaining('away is also the name of environments.a.cluster.existing.name')]);
});

test('a spoke that names the environment, and one that names its door', () => {
  const found = lines({ prod: HUB, shop: SPOKE, far: { ...AWAY, ...another, tenants: ['edge'] } });
  expect(found).toEqual([
    expect.stringContaining('far.cluster.existing.name: shop is also the name of environments.shop.cluster'),
  ]);
});

test('a gateway in the cluster of each is not one Loki', () => {
  const inCluster = { ...AWAY, tenants: ['edge'], loki: { url: 'http://loki-gateway.logs.svc:80' } };
  const there = { region: 'us-east-1', cluster: existing('away') };
  expect(lines({ a: inCluster, b: { ...inCluster, ...there } })).toEqual([]);
  const pods = { url: 'https://loki.internal', pods: { namespace: 'logs' } };
  expect(lines({ a: { ...inCluster, loki: pods }, b: { ...inCluster, ...there, loki: pods } })).toEqual([]);
});

test('a Loki in each of two regions, behind one host', () => {
  const cluster = { create: { name: 'main' } };
  const [east, west] = ['us-east-1', 'eu-west-1'].map((region) => ({
    ...(JSON.parse(JSON.stringify(HUB).replaceAll('us-east-1', region)) as typeof HUB),
    cluster,
  }));
  expect(lines({ east, west })).toEqual([]);
});

test('tenants of their own tell clusters of one name apart', () => {
  const readers = { readers: {} };
  const hub = { ...HUB, ...readers, tenants: ['platform', 'edge', 'market'], writers: undefined };
  const spoke = { ...SPOKE, loki: { of: 'prod' } };
  expect(lines({ prod: hub, shop: spoke, market: { ...spoke, ...another, tenants: ['market'] } })).toEqual([]);
});

test('clusters of one name with a Loki each', () => {
  const cluster = { create: { name: 'main' } };
  const own = { account: '111122223333', cluster, tenants: ['apps'] };
  expect(lines({ a: { ...own, region: 'us-east-1' }, b: { ...own, region: 'eu-west-1' } })).toEqual([]);
});
