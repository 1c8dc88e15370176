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
