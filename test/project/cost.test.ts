import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BLOCK_BYTES, COMPRESSED } from '../../charts/loki/config/chunks';
import { CHUNK_ENCODINGS, DEFAULT_CHUNK_ENCODING } from '../../charts/loki/config/encoding';
import { INGESTER_MEMORY, PATTERN_STREAM } from '../../charts/loki/sizes/ingester-memory';
import { lokiSize } from '../../charts/loki/sizes/sizes';
import { BYTES_ON_WIRE } from '../../charts/loki/traffic';
import { GP3 } from '../../charts/loki/workloads/volumes';
import { EKS_VERSIONS } from '../../lib/cluster/kubernetes-versions';
import { nodeCapacity, ROOT_DISK_GIB } from '../../lib/cluster/node-capacity';
import { resolveEnvironment } from '../../lib/environment/environment';
import { endpointsTerm, doorDataTerm, doorsTerm } from '../../lib/planner/bill/network';
import { secretRequestsTerm, secretsTerm } from '../../lib/planner/bill/services';
import { streamsTerm } from '../../lib/planner/bill/store';
import { cents as dollars } from '../../lib/planner/bill/terms';
import { DAYS, ENCODING_COSTS, HOURS } from '../../lib/planner/factors';
import { environmentSetup } from '../../lib/planner/plan';
import { instancePrice } from '../../lib/planner/prices/instances';
import { PAGE_PRICES, PRICES } from '../../lib/planner/prices/table';
import { Tariff } from '../../lib/planner/prices/tariff';
import type { Setup } from '../../lib/planner/setup/setup';
import { coreHour, fixedCosts, keptGigabyte, monthOf, TABLES } from '../../scripts/cost/tables';
import { costDocuments } from '../../scripts/generate-cost';
import { resourcesOf, type PlainTemplate, templatesOfOurs } from '../helpers/environments';
import { ROOT } from '../helpers/cli';

const TEXT = readFileSync(join(ROOT, 'docs/cost.md'), 'utf8');
const TARIFF = new Tariff('us-east-1');
const ALL_PRICES = { ...PRICES, ...PAGE_PRICES };
const price = (key: keyof typeof ALL_PRICES): number => ALL_PRICES[key].dollars;
const instance = (type: string): number => instancePrice(type) ?? NaN;

/** GiB of the volume of Kubernetes events. */
const EVENTS_VOLUME = { title: 'StatefulSet alloy/alloy-events', count: 1, gibibytes: 1, throughput: 125 };

/** Setup of a new cluster with all defaults, without rendering it. */
function quickSetup(gigabytesPerDay: number): Setup {
  const { instanceType, nodes } = nodeCapacity(gigabytesPerDay);
  const volumes = Object.entries(lokiSize(gigabytesPerDay).components).flatMap(
    ([title, { replicas, volume, throughput = GP3.mebibytesPerSecond }]) =>
      volume === undefined ? [] : [{ title, count: replicas, gibibytes: volume, throughput }],
  );
  return {
    cluster: { nodes: { instanceType, count: nodes, rootDisk: ROOT_DISK_GIB }, natGateways: 1, version: '1.35' },
    volumes: [...volumes, EVENTS_VOLUME],
    keys: 1,
  } as unknown as Setup;
}

describe('docs/cost.md', () => {
  test('says what streams and lines take in memory', () => {
    const { base, stream, line } = INGESTER_MEMORY;
    const kilobytes = (bytes: number) => `${bytes / 1000} kB`;
    const text = TEXT.replace(/\s+/g, ' ');
    expect(text).toContain(`${base / 1e6} MB, ${kilobytes(stream)} for each stream, ${line} bytes for each byte`);
    expect(text).toContain(
      `at most ${BLOCK_BYTES / 1024} KiB a stream, and ${COMPRESSED} bytes for each byte of those`,
    );
    expect(text).toContain(`A pattern ingester keeps ${kilobytes(PATTERN_STREAM)} for each stream`);
  });

  test('names the last day of standard support of each version', () => {
    const days = EKS_VERSIONS.map(({ version, standardSupportEnds }) => `${version} on ${standardSupportEnds}`);
    expect(TEXT.replace(/\s+/g, ' ')).toContain(`: ${days.join(', ')}.`);
  });

  test.each(Object.keys(TABLES))('the tables of %s are those of the planner: npm run generate', (file) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toBe(costDocuments()[file]);
  });

  test('names for each price where and when it was read, or says that it was not', () => {
    for (const { name, source } of Object.values(ALL_PRICES)) {
      expect([name, source]).toEqual([name, expect.stringMatching(/20\d\d-\d\d|\bno date\b|not verified at AWS/)]);
    }
  });

  test('names each source', () => {
    const named = Object.values(ALL_PRICES).flatMap(({ source }) =>
      [...source.matchAll(/\[(\d)\]/g)].map(([, one]) => one),
    );
    for (const source of new Set(named)) expect(TEXT).toMatch(new RegExp(`^(${source}\\.|\\[${source}\\]:) `, 'm'));
  });

  test.each([5, 500, 1000, 3000])('%d GB a day costs what the sizes say, rendered or not', (volume) => {
    const props = { account: '111122223333', region: 'us-east-1', volume: `${volume} GB/day`, cluster: { create: {} } };
    const rendered = environmentSetup(resolveEnvironment('prod', props));
    expect(fixedCosts(rendered).map(dollars)).toEqual(fixedCosts(quickSetup(volume)).map(dollars));
  });

  test('a month costs less than at the commit 1d4360c', () => {
    expect(monthOf(quickSetup(500), 500)).toBeLessThan(0.75 * 3078.2);
  });

  test('a GB a day more never costs a fifth more', () => {
    const costs = new Map<number, number>();
    // Above 1 TB a day, even 25 GB more.
    for (let volume = 5; volume <= 30_000; volume += volume < 1010 ? 1 : 25)
      costs.set(volume, monthOf(quickSetup(volume), volume));
    const before = [...costs.values()];
    const steps = [...costs].slice(1).map(([volume, cost], index) => [volume, cost / (before[index] ?? 0)]);
    expect(steps.filter(([, ratio = 0]) => ratio > 1.2)).toEqual([]);
  });

  test('lists the parts of a new cluster', () => {
    const { Cluster } = templatesOfOurs('dev') as { Cluster: PlainTemplate };
    expect(resourcesOf(Cluster, 'AWS::EC2::NatGateway')).toHaveLength(1);
    expect(resourcesOf(Cluster, 'AWS::EC2::EIP')).toHaveLength(1);
    expect(resourcesOf(Cluster, 'AWS::KMS::Key')).toHaveLength(1);
    expect(JSON.stringify(resourcesOf(Cluster, 'AWS::EC2::LaunchTemplate'))).toContain('"VolumeSize":100,');
    // Any other resource charged by the hour would be missing in the sum.
    const others = Object.values(Cluster.Resources).filter(
      ({ Type, Properties }) =>
        /LoadBalancer|VPCEndpoint|VPNGateway/.test(Type) && Properties.VpcEndpointType !== 'Gateway',
    );
    expect(others).toEqual([]);
  });

  test('compression of chunks: the default costs least', () => {
    expect(Object.keys(ENCODING_COSTS)).toEqual([...CHUNK_ENCODINGS]);
    const costs = CHUNK_ENCODINGS.map((name) => {
      const { stored, seconds } = ENCODING_COSTS[name];
      return { name, dollars: stored * keptGigabyte + (seconds / 3600) * coreHour };
    });
    expect(costs.toSorted((a, b) => a.dollars - b.dollars)[0]?.name).toBe(DEFAULT_CHUNK_ENCODING);
  });

  test.each([
    ['730 × 0.60 = ', () => HOURS * price('eksExtended')],
    ['12 %: ', () => price('autoMode') * 3 * instance('m6i.xlarge') * HOURS],
    ['100 × 0.08 = ', () => ROOT_DISK_GIB * price('volume')],
    ['3 × 75 × 0.04 = ', () => 3 * 75 * price('volumeThroughput')],
    ['1 × 0.08 = ', () => price('volume')],
    ['2 × 0.40 = ', () => secretsTerm(TARIFF, 2).dollars],
    ['876,000 ÷ 10,000 × 0.05 = ', () => secretRequestsTerm(TARIFF, 100).dollars],
    ['is lost: ', () => 2 * (price('natGateway') + price('publicAddress')) * HOURS],
    ['3 × 3 × 0.01 × 730 = ', () => endpointsTerm(TARIFF).dollars],
    ['10,000 × 0.03 = ', () => (1e6 / 1e4) * price('keyRequests')],
    ['30.4 × 0.50 =\n', () => DAYS * price('cloudWatchLogs')],
    ['365 GB × 0.03 = ', () => 365 * price('cloudWatchLogsKept')],
    ['364,800 PUTs, ', () => streamsTerm(TARIFF, 1000).dollars],
    ['zstd costs ', () => 500 * DAYS * ((0.419 - 0.268) * keptGigabyte - ((118 - 92.6) / 3600) * coreHour)],
    ['15,200 × 10 ÷ 3600 × 0.048 = ', () => ((500 * DAYS * 10) / 3600) * coreHour],
    [
      '× 15,200 × 0.02 = ',
      () => (BYTES_ON_WIRE.snappy - BYTES_ON_WIRE.gzip) * (2 / 3) * 500 * DAYS * 2 * price('zoneTraffic'),
    ],
    ['15,200 × 35 ÷ 3600 × 0.048 = ', () => ((500 * DAYS * 35) / 3600) * coreHour],
    ['0.0225 × 730 = ', () => doorsTerm(TARIFF, { count: 1, public: 0 }).dollars],
    ['0.44 × 0.006 = ', () => doorDataTerm(TARIFF, 500 * DAYS).dollars],
    ['3 × 0.005 × 730 = ', () => 3 * price('publicAddress') * HOURS],
    ['10,000 are ', () => streamsTerm(TARIFF, 10_000).dollars],
  ])('%s…', (before, amount) => {
    expect(TEXT).toContain(`${before}${dollars(amount())}`);
  });

  test('the classes of S3 have the prices of the planner', () => {
    const section = TEXT.slice(TEXT.indexOf('\n## Cheaper classes of S3\n'));
    const [ia = '', tiering = ''] = [...section.matchAll(/^\| `.*$/gm)].map(([row]) => row);
    const { s3, s3Infrequent, s3Archive, s3Move, s3Watch } = PRICES;
    for (const { dollars } of [s3Infrequent, s3Move]) expect(ia).toContain(`| ${dollars} `);
    expect(tiering).toContain(
      `| ${s3.dollars}, after 30 days unread ${s3Infrequent.dollars}, 90 ${s3Archive.dollars} |`,
    );
    expect(tiering).toContain(`| ${s3Move.dollars} `);
    expect(tiering).toContain(`${s3Watch.dollars} a month for 1,000 chunks`);
  });

  test('interface endpoints pay for themselves where it says', () => {
    const fixed = endpointsTerm(TARIFF).dollars;
    const saved = price('natGatewayData') - price('interfaceEndpointData');
    expect(TEXT).toContain(`65.70 ÷ 0.035 = ${Math.round(fixed / saved).toLocaleString('en-US')} GB`);
  });

  test('the fields that cost something point to an existing heading', () => {
    const files = ['cluster/props', 'environment/cluster-props', 'environment/props', 'storage/log-storage'];
    const pointers = files.flatMap((file) => [
      ...readFileSync(join(ROOT, `lib/${file}.ts`), 'utf8').matchAll(/see docs\/cost\.md, "([^"]+)"/gi),
    ]);
    expect(pointers.length).toBeGreaterThan(8);
    for (const [, heading] of pointers) expect(TEXT).toContain(`\n## ${heading}\n`);
  });
});
