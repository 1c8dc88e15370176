import { billOf } from '../../../../lib/planner/bill/bill';
import { PARTS } from '../../../../lib/planner/bill/line';
import { cents } from '../../../../lib/planner/bill/terms';
import type { PriceFile } from '../../../../lib/planner/prices/file';
import { Tariff } from '../../../../lib/planner/prices/tariff';
import type { Setup } from '../../../../lib/planner/setup/setup';
import { EXISTING, setupWith } from '../setup/environments';

const bill = (setup: Setup, file?: PriceFile) => billOf(setup, new Tariff(setup.region, file));
const parts = (setup: Setup, file?: PriceFile) =>
  Object.fromEntries(bill(setup, file).lines.map(({ part, dollars }) => [part, Number(cents(dollars))]));

const LARGE = setupWith({ volume: '500 GB/day', retention: '28d' });

test('a new cluster for 500 GB a day, by hand', () => {
  expect(parts(LARGE)).toEqual({
    eks: 73, // 730 × 0.1
    nodes: 1121.28, // 4 × 730 × 0.384
    rootDisks: 32, // 4 × 100 × 0.08
    volumes: 23.28, // (3 × 50 + 2 × 50 + 20 + 2 × 10 + 1) × 0.08
    nat: 36.86, // 32.85 + 3.65 + 4 × 2 × 0.045
    keys: 1,
    secrets: 0.98, // 0.80 + 4 × 12 × 730 ÷ 10,000 × 0.05 = 0.1752
    storage: 110.63, // 500 × 37 × 0.26 × 0.023
    requests: 23.35, // 5,000 × 12 × 30.4 and 15,200 × 0.26 × 667 PUTs at 0.005, as many GETs at 0.0004 for a thousand
    zones: 693.12, // 15,200 × (0.44 × 6 + 0.26 × 3) × 2/3 × 2 × 0.01
    controlPlaneLogs: 26.15, // 15.20 + 365 × 0.03
  });
});

test('the sum, for each GB, and against CloudWatch Logs', () => {
  const { dollars, perGigabyte, cloudWatch, lines } = bill(LARGE);
  expect(dollars).toBeCloseTo(
    lines.reduce((sum, line) => sum + line.dollars, 0),
    8,
  );
  expect(perGigabyte).toBeCloseTo(dollars / 15_200, 8);
  // 15,200 GB at 0.50, and a fifth of 28 days at 0.03.
  expect(cloudWatch?.dollars).toBeCloseTo(7600 + 500 * 28 * 0.2 * 0.03, 8);
});

test('lines are in the order of the parts, each once, with arithmetic that has its factors', () => {
  const { lines } = bill(LARGE);
  const order = Object.keys(PARTS);
  expect(lines.map(({ part }) => order.indexOf(part))).toEqual(
    [...lines.keys()].map((_, i) => order.indexOf(lines[i]?.part ?? '')).sort((a, b) => a - b),
  );
  expect(new Set(lines.map(({ part }) => part)).size).toBe(lines.length);
  expect(lines.find(({ part }) => part === 'nodes')?.arithmetic).toBe('4 m6i.2xlarge × 730 h × 0.384');
  expect(lines.filter(({ assumed }) => !assumed).map(({ part }) => part)).toEqual([
    ...['eks', 'nodes', 'rootDisks', 'volumes', 'keys', 'secrets', 'zones'],
  ]);
});

test('the factor of a region multiplies everything', () => {
  const other = bill({ ...LARGE, region: 'ap-northeast-1' });
  expect(other.dollars).toBeCloseTo(bill(LARGE).dollars * 1.31, 1);
  expect(other.cloudWatch?.dollars).toBeCloseTo((bill(LARGE).cloudWatch?.dollars ?? 0) * 1.31, 1);
});

test('an existing cluster is not paid for, its nodes may be', () => {
  const setup = setupWith({ volume: '500 GB/day', cluster: EXISTING });
  const { lines, notCounted } = bill(setup);
  expect(lines.map(({ part }) => part)).toEqual(['nodes', 'volumes', 'secrets', 'storage', 'requests', 'zones']);
  expect(lines[0]).toMatchObject({ assumed: true, arithmetic: expect.stringContaining('unless the cluster has room') });
  expect(notCounted[0]).toBe('the control plane, NAT gateways and endpoints of the existing cluster');
});

test('a local cluster costs nothing', () => {
  const setup = setupWith({ account: undefined, region: undefined, cluster: { local: {} } });
  expect(bill(setup)).toEqual({ lines: [], dollars: 0, notCounted: [] });
});

test('an environment without Loki has no store and no traffic to it, and says where its lines go', () => {
  const { loki, ...spoke } = LARGE;
  expect(loki).toBeDefined();
  const found = bill(spoke);
  expect(found.lines.map(({ part }) => part)).not.toEqual(expect.arrayContaining(['storage']));
  expect(found.lines.map(({ part }) => part)).not.toEqual(expect.arrayContaining(['zones']));
  expect([found.perGigabyte, found.cloudWatch]).toEqual([undefined, undefined]);
  expect(found.notCounted).toContain('traffic of lines to a Loki elsewhere: through NAT 0.0198 for each GB logged');
});

test('what cannot be known is named', () => {
  const setup: Setup = {
    ...LARGE,
    cluster: { ...LARGE.cluster, nodes: undefined, natGateways: 0 },
    doors: { count: 1, public: 0 },
    kafka: { isMsk: false, topics: 1 },
    metrics: { kept: 'used', seconds: 60 },
    elsewhere: ['archive', 'edge'],
    pods: [...LARGE.pods, { title: 'Deployment grafana/grafana', count: 1, cpu: 1, memory: 1 }],
  };
  expect(bill(setup).notCounted).toEqual([
    'NAT gateways and endpoints of the existing VPC',
    'nodes: one pod requests more than the usual instance types have',
    'lines through the load balancer: 0.00264 for each GB logged',
    'traffic of lines to archive, edge: through NAT 0.0198 for each GB logged',
    'the brokers of Kafka',
    'storage and queries of Managed Prometheus',
  ]);
  expect(bill(setup, { assumptions: { doorLines: 10 } }).notCounted.join()).not.toContain('load balancer');
});

test('reads of Standard-IA have a price that a file replaces', () => {
  const setup = setupWith({ retention: '90d', storage: { transition: { to: 'STANDARD_IA', afterDays: 30 } } });
  expect(bill(setup).notCounted).toContain('reads of chunks in Standard-IA: 0.01 a GB');
  expect(bill(setup, { prices: { s3InfrequentRead: 0.02 } }).notCounted).toContain(
    'reads of chunks in Standard-IA: 0.02 a GB',
  );
});
