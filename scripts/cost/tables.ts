import { COMPRESSED } from '../../charts/loki/config/chunks';
import { CHUNK_ENCODINGS } from '../../charts/loki/config/encoding';
import { streamsThatFit } from '../../charts/loki/sizes/ingester-memory';
import { SIZE_ROWS } from '../../charts/loki/sizes/rows';
import { SIZE_VOLUMES } from '../../charts/loki/sizes/sizes';
import { REPLICATION_FACTOR } from '../../charts/loki/replication';
import { HOPS_TO_DISTRIBUTOR } from '../../charts/loki/traffic';
import { resolveEnvironment } from '../../lib/environment/environment';
import { ASSUMPTION_KEYS, ASSUMPTIONS } from '../../lib/planner/assumptions';
import { eksTerm, nodesTerm, rootDisksTerm, volumesTerm } from '../../lib/planner/bill/cluster';
import { addressesTerm, natGatewaysTerm, zonesTerm } from '../../lib/planner/bill/network';
import { keysTerm } from '../../lib/planner/bill/services';
import { storageTerm } from '../../lib/planner/bill/store';
import { cents, plus, total } from '../../lib/planner/bill/terms';
import { cachedBytes, DAYS, ENCODING_COSTS, VERSION_DAYS } from '../../lib/planner/factors';
import { environmentSetup } from '../../lib/planner/plan';
import { instancePrice, INSTANCES_SOURCE } from '../../lib/planner/prices/instances';
import { FACTOR_REGIONS, PRICED_REGION, regionFactor } from '../../lib/planner/prices/regions';
import { PAGE_PRICES, PRICE_KEYS, PRICES } from '../../lib/planner/prices/table';
import { Tariff } from '../../lib/planner/prices/tariff';
import type { NodesSetup, Setup, VolumeSetup } from '../../lib/planner/setup/setup';
import type { Table } from './markdown';

const TARIFF = new Tariff(PRICED_REGION);

/** Copies of each line that distributors send in a Loki with pattern ingesters. */
const COPIED = REPLICATION_FACTOR + 1;

/** Text of a price with at least two decimals: `0.10`, `0.0225`. */
const priceText = (price: number): string => price.toFixed(Math.max(2, (String(price).split('.')[1] ?? '').length));

/** Types of the nodes of a new cluster. */
const NODE_TYPES = ['m6i.xlarge', 'm6i.2xlarge', 'm6i.4xlarge'] as const;

const volumeText = (gigabytesPerDay: number): string => `${gigabytesPerDay} GB/day`;

const prices = (): Table => {
  const others = Object.values(PAGE_PRICES).map(({ name, dollars, per, source }) => [
    name,
    '',
    priceText(dollars),
    per,
    source,
  ]);
  const rows = PRICE_KEYS.map((key) => {
    const { name, dollars, per, source } = PRICES[key];
    // A share is a percentage of another price.
    const [amount, of] = key === 'autoMode' ? [`${dollars * 100} %`, 'of the instance'] : [priceText(dollars), per];
    return [name, `\`${key}\``, amount, of, source];
  });
  const instances = NODE_TYPES.map((type) => [type, '', priceText(instancePrice(type) ?? 0), 'hour', INSTANCES_SOURCE]);
  return [
    ['price', 'key', 'dollars', 'per', 'read in'],
    ...rows.slice(0, 2),
    ...instances,
    ...rows.slice(2),
    ...others,
  ];
};

const memory = (): Table => [
  ['volume', 'GiB of memory, a copy', 'active streams that fit'],
  ...SIZE_ROWS.map(({ gigabytesPerDay, components: { ingester } }) => [
    volumeText(gigabytesPerDay),
    String(ingester.memory),
    String(streamsThatFit(gigabytesPerDay, ingester.memory)),
  ]),
];

const regions = (): Table => [
  ['region', 'factor'],
  ...FACTOR_REGIONS.map((region) => [region, String(regionFactor(region))]),
];

/** Setup of a new cluster with all defaults. */
function defaultSetup(gigabytesPerDay: number): Setup {
  const place = { account: '111122223333', region: PRICED_REGION, cluster: { create: {} } };
  return environmentSetup(resolveEnvironment('prod', { ...place, volume: volumeText(gigabytesPerDay) }));
}

const nodesOf = ({ cluster }: Setup): NodesSetup => {
  if (!cluster.nodes) throw new Error('the setup has no nodes');
  return cluster.nodes;
};

/** Dollars for a new cluster with all defaults, before a line is logged, by part. */
export function fixedCosts(setup: Setup): number[] {
  const nodes = nodesOf(setup);
  const { natGateways, version } = setup.cluster;
  return [
    eksTerm(TARIFF, version),
    nodesTerm(TARIFF, nodes),
    rootDisksTerm(TARIFF, nodes),
    volumesTerm(TARIFF, setup.volumes),
    plus(natGatewaysTerm(TARIFF, natGateways), addressesTerm(TARIFF, natGateways)),
    keysTerm(TARIFF, setup.keys),
  ].map(({ dollars }) => dollars);
}

const sumOf = (numbers: readonly number[]): number => total(numbers.map((dollars) => ({ dollars })));

const picked = (): Table => [
  ['volume', 'EKS', 'nodes', 'dollars', 'root disks', 'volumes', 'NAT gateway', 'key', 'sum'],
  ...SIZE_VOLUMES.map((volume) => {
    const setup = defaultSetup(volume);
    const parts = fixedCosts(setup);
    const [eks = '', ...rest] = parts.map(cents);
    const { count, instanceType } = nodesOf(setup);
    return [volumeText(volume), eks, `${count} ${instanceType}`, ...rest, cents(sumOf(parts))];
  }),
];

const storage = (volume: number, days: number): number =>
  storageTerm(TARIFF, volume, days, { encoding: 'zstd', nodeLabel: true }).dollars;

const compressed = (volume: number): number =>
  zonesTerm(TARIFF, volume * DAYS, { compressed: HOPS_TO_DISTRIBUTOR + COPIED, cached: cachedBytes() }).dollars;

/** Nodes and volumes, S3 and traffic, as the page of the commit 1d4360c had them: 0.5 bytes stored, and no compression. */
const BEFORE: Readonly<Record<number, readonly number[]>> = {
  50: [577.38, 20.13, 101.33],
  100: [998.66, 40.25, 202.67],
  500: [1863.62, 201.25, 1013.33],
  3000: [3611.94, 1207.5, 6080],
};

const before = (): Table => [
  ['volume', 'before', 'now', 'less'],
  ...Object.entries(BEFORE).map(([text, parts]) => {
    const volume = Number(text);
    const [was, is] = [sumOf(parts), monthOf(defaultSetup(volume), volume)];
    return [volumeText(volume), cents(was), cents(is), `${Math.round((1 - is / was) * 100)} %`];
  }),
];

/** Dollars for a month with 28 days of retention. */
export const monthOf = (setup: Setup, volume: number): number =>
  sumOf([...fixedCosts(setup), storage(volume, 28), compressed(volume)]);

/** Columns of the table of volumes, and the end of the title of their workloads. */
const DISKS: readonly [column: string, workload: RegExp][] = [
  ['ingesters', /loki-ingester(-zone-.)?$/],
  ['index gateways', /loki-index-gateway$/],
  ['compactor', /loki-compactor$/],
  ['rulers', /loki-ruler$/],
  ['events', /alloy-events$/],
];

const volumes = (): Table => [
  ['volume', ...DISKS.map(([column]) => column), 'GB', 'dollars'],
  ...SIZE_VOLUMES.map((volume) => {
    const disks = defaultSetup(volume).volumes;
    const columns = DISKS.map(([, workload]) => disksText(disks.filter(({ title }) => workload.test(title))));
    const gibibytes = disks.reduce((sum, { count, gibibytes: each }) => sum + count * each, 0);
    const { dollars } = volumesTerm(
      TARIFF,
      disks.map((disk) => ({ ...disk, throughput: 0 })),
    );
    return [volumeText(volume), ...columns, String(gibibytes), cents(dollars)];
  }),
];

function disksText(disks: readonly VolumeSetup[]): string {
  const count = disks.reduce((sum, disk) => sum + disk.count, 0);
  return `${count} × ${disks[0]?.gibibytes ?? 0}`;
}

const natGateways = (): Table => [
  ['`natGateways`', 'gateways', 'addresses', 'sum'],
  ...[1, 2, 3].map((count) => {
    const [gateways, addresses] = [natGatewaysTerm(TARIFF, count), addressesTerm(TARIFF, count)];
    return [String(count), ...[gateways, addresses, plus(gateways, addresses)].map(({ dollars }) => cents(dollars))];
  }),
];

const s3 = (): Table => [
  ['volume', 'retention', 'GB', 'dollars'],
  ...(
    [
      [20, 7],
      [50, 28],
      [500, 28],
      [3000, 28],
    ] as const
  ).map(([volume, days]) => [
    volumeText(volume),
    `${days}d`,
    String(Math.round(volume * (days + VERSION_DAYS) * COMPRESSED)),
    cents(storage(volume, days)),
  ]),
];

/** Days for which a GB of the comparison of compressions is kept: the retention, and a week. */
const COMPARED_DAYS = 35;

/** Dollars for a core and hour. */
export const coreHour = (instancePrice('m6i.xlarge') ?? 0) / 4;

/** Dollars for a stored GB in the comparison of compressions. */
export const keptGigabyte = (COMPARED_DAYS / DAYS) * PRICES.s3.dollars;

const compression = (): Table => [
  ['compression', 'GB stored', 'CPU seconds', 'S3', 'CPU', 'dollars'],
  ...CHUNK_ENCODINGS.map((name) => {
    const { stored, seconds } = ENCODING_COSTS[name];
    const [kept, cpu] = [stored * keptGigabyte, (seconds / 3600) * coreHour];
    return [name, String(stored), String(seconds), ...[kept, cpu, kept + cpu].map((each) => each.toFixed(4))];
  }),
];

const traffic = (): Table => [
  ['volume', 'GB a month', 'uncompressed', 'dollars'],
  ...[50, 500, 3000].map((volume) => {
    const gigabytes = volume * DAYS;
    const plain = zonesTerm(TARIFF, gigabytes, {
      compressed: HOPS_TO_DISTRIBUTOR,
      plain: COPIED,
      cached: cachedBytes(),
    });
    return [volumeText(volume), String(Math.round(gigabytes)), cents(plain.dollars), cents(compressed(volume))];
  }),
];

const assumptions = (): Table => [
  ['key', 'value', 'assumption'],
  ...ASSUMPTION_KEYS.map((key) => {
    const { value, text } = ASSUMPTIONS[key];
    return [`\`${key}\``, value === undefined ? '' : String(value), text];
  }),
];

/** Tables of documents, by file and heading. */
export const TABLES: Readonly<Record<string, Readonly<Record<string, () => Table>>>> = {
  'docs/cost.md': {
    Prices: prices,
    'Other regions': regions,
    'What the volume picks': picked,
    'A month, now and before': before,
    'Memory of ingesters': memory,
    Volumes: volumes,
    'NAT gateways': natGateways,
    S3: s3,
    'Compression of chunks': compression,
    'Traffic between zones': traffic,
  },
  'docs/how-to/plan.md': { 'What is assumed': assumptions },
};
