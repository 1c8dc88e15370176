import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHUNK_ENCODINGS, DEFAULT_CHUNK_ENCODING } from '../../charts/loki/config/encoding';
import { type ComponentSize, lokiSize, SIZE_VOLUMES } from '../../charts/loki/sizes/sizes';
import { GP3 } from '../../charts/loki/workloads/volumes';
import { EKS_VERSIONS } from '../../lib/cluster/kubernetes-versions';
import { nodeCapacity } from '../../lib/cluster/node-capacity';
import { environmentCharts } from '../../lib/environment/environment';
import { ENVIRONMENTS, resourcesOf, type PlainTemplate, templatesOfOurs } from '../helpers/environments';
import { ROOT } from '../helpers/cli';

const TEXT = readFileSync(join(ROOT, 'docs/cost.md'), 'utf8');
const HOURS = 730;
const DAYS = 30.4;

/** The rows of the table below a heading, without its head. */
function table(heading: string): string[][] {
  const section = TEXT.slice(TEXT.indexOf(`\n## ${heading}\n`)).slice(3);
  const lines = section.slice(0, section.indexOf('\n## ')).split('\n');
  const rows = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1));
  return rows.slice(2).map((cells) => cells.map((cell) => cell.trim()));
}

const prices = new Map(table('Prices').map(([name = '', dollars]) => [name, Number(dollars)]));
const price = (name: string): number => {
  const found = prices.get(name);
  if (found === undefined || Number.isNaN(found)) throw new Error(`no price ${name}`);
  return found;
};
const dollars = (amount: number) => (Math.round(amount * 100 + 1e-6) / 100).toFixed(2);

/** GB of all volumes of a size, by component. */
const volumesOf = (components: object) =>
  (Object.entries(components) as [string, ComponentSize][])
    .filter(([, { volume }]) => volume !== undefined)
    .map(([name, { replicas, volume = 0 }]) => ({ name, replicas, volume }));

/** Dollars for the throughput of the ingesters' volumes above the one in their price. */
function throughputCost(gigabytesPerDay: number): number {
  const { replicas, throughput = GP3.mebibytesPerSecond } = lokiSize(gigabytesPerDay).components.ingester;
  return replicas * (throughput - GP3.mebibytesPerSecond) * price('gp3 throughput');
}

/** A StatefulSet as far as its volumes are concerned. */
interface Claims {
  readonly kind: string;
  readonly spec: {
    readonly replicas: number;
    readonly volumeClaimTemplates?: readonly {
      readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
    }[];
  };
}

/** GiB of the volumes of Alloy, as the manifests of an environment with defaults have them. */
const ALLOY_VOLUMES = environmentCharts(ENVIRONMENTS.dev as never)
  .manifests()
  .filter(({ name }) => name.includes('alloy'))
  .flatMap(({ objects }) => objects as unknown as Claims[])
  .filter(({ kind }) => kind === 'StatefulSet')
  .flatMap(({ spec }) =>
    (spec.volumeClaimTemplates ?? []).map((claim) => ({
      replicas: spec.replicas,
      volume: parseInt(claim.spec.resources.requests.storage, 10),
    })),
  );

/** Nodes, volumes and throughput that a volume picks. */
const picked = (gigabytesPerDay: number) => {
  const disks = volumesOf(lokiSize(gigabytesPerDay).components);
  return {
    volume: `${gigabytesPerDay} GB/day`,
    capacity: nodeCapacity(gigabytesPerDay),
    disks,
    throughput: throughputCost(gigabytesPerDay),
    gigabytes: [...disks, ...ALLOY_VOLUMES].reduce((sum, { replicas, volume }) => sum + replicas * volume, 0),
  };
};
const VOLUMES = SIZE_VOLUMES.map(picked);

/** Dollars for a new cluster with all defaults, before a line is logged, by part. */
function fixedCosts({ capacity: { instanceType, nodes }, gigabytes, throughput }: ReturnType<typeof picked>): number[] {
  const { gateways, addresses } = nat(1);
  return [
    price('EKS, standard support') * HOURS,
    nodes * price(instanceType) * HOURS,
    nodes * 100 * price('gp3 volume'),
    gigabytes * price('gp3 volume') + throughput,
    gateways + addresses,
    price('KMS key'),
  ];
}

/** Dollars for what a volume stores in S3 with a retention of some days. */
const stored = (volume: number, days: number) => volume * (days + 9) * 0.26 * price('S3 Standard, storage');

/** Dollars for the traffic between zones: from Alloy to gateway and distributor, and from there to four ingesters. */
const traffic = (volume: number, toOthers: number, fromDistributor: number) =>
  volume * DAYS * (toOthers * 2 + fromDistributor * 4) * (2 / 3) * 2 * price('traffic between zones');

const total = (parts: readonly number[]) => parts.reduce((sum, part) => sum + part, 0);

/** Dollars for a month with 28 days of retention. */
const monthOf = (volume: number) =>
  total([...fixedCosts(picked(volume)), stored(volume, 28), traffic(volume, 0.44, 0.44)]);

const nat = (count: number) => ({
  gateways: count * price('NAT gateway') * HOURS,
  addresses: count * price('public IPv4 address') * HOURS,
});

describe('docs/cost.md', () => {
  test('names the last day of standard support of each version', () => {
    const days = EKS_VERSIONS.map(({ version, standardSupportEnds }) => `${version} on ${standardSupportEnds}`);
    expect(TEXT.replace(/\s+/g, ' ')).toContain(`: ${days.join(', ')}.`);
  });

  test('names for each price where and when it was read, or says that it was not', () => {
    for (const [name, , , source] of table('Prices')) {
      expect([name, source]).toEqual([name, expect.stringMatching(/20\d\d-\d\d|\bno date\b|not verified at AWS/)]);
    }
  });

  test('what the volume picks', () => {
    const rows = VOLUMES.map((picks) => {
      const parts = fixedCosts(picks);
      const [eks, ...rest] = parts.map(dollars);
      const { instanceType, nodes } = picks.capacity;
      return [picks.volume, eks, `${nodes} ${instanceType}`, ...rest, dollars(total(parts))];
    });
    expect(table('What the volume picks')).toEqual(rows);
  });

  test('a month, now and at the commit 1d4360c', () => {
    // Its own page: nodes and volumes, 0.5 bytes stored for 7 more days, and no compression from the distributor on.
    const before: Record<number, number[]> = {
      50: [577.38, 20.13, 101.33],
      100: [998.66, 40.25, 202.67],
      500: [1863.62, 201.25, 1013.33],
      3000: [3611.94, 1207.5, 6080],
    };
    const rows = Object.entries(before).map(([volume, parts]) => {
      const [was, is] = [total(parts), monthOf(Number(volume))];
      return [`${volume} GB/day`, dollars(was), dollars(is), `${Math.round((1 - is / was) * 100)} %`];
    });
    expect(table('A month, now and before')).toEqual(rows);
    expect(monthOf(500)).toBeLessThan(0.75 * total(before[500] ?? []));
  });

  test('a GB a day more never costs a fifth more', () => {
    const costs = new Map<number, number>();
    // Above 1 TB a day, even 25 GB more.
    for (let volume = 5; volume <= 30_000; volume += volume < 1010 ? 1 : 25) costs.set(volume, monthOf(volume));
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

  test('volumes', () => {
    const rows = VOLUMES.map(({ volume, disks, gigabytes }) => {
      const of = (name: string) => {
        const disk = disks.find((each) => each.name === name);
        return `${disk?.replicas} × ${disk?.volume}`;
      };
      expect(disks).toHaveLength(4);
      const named = ['ingester', 'indexGateway', 'compactor', 'ruler'].map(of);
      const events = ALLOY_VOLUMES.map((disk) => `${disk.replicas} × ${disk.volume}`);
      return [volume, ...named, ...events, String(gigabytes), dollars(gigabytes * price('gp3 volume'))];
    });
    expect(ALLOY_VOLUMES).toHaveLength(1);
    expect(table('Volumes')).toEqual(rows);
  });

  test('NAT gateways', () => {
    const rows = [1, 2, 3].map((count) => {
      const { gateways, addresses } = nat(count);
      return [String(count), dollars(gateways), dollars(addresses), dollars(gateways + addresses)];
    });
    expect(table('NAT gateways')).toEqual(rows);
  });

  test('S3', () => {
    const rows = [
      [20, 7],
      [50, 28],
      [500, 28],
      [3000, 28],
    ].map(([volume = 0, days = 0]) => {
      const gigabytes = volume * (days + 9) * 0.26;
      return [`${volume} GB/day`, `${days}d`, String(Math.round(gigabytes)), dollars(stored(volume, days))];
    });
    expect(table('S3')).toEqual(rows);
  });

  const coreHour = price('m6i.xlarge') / 4;
  const keptGigabyte = (35 / DAYS) * price('S3 Standard, storage');

  test('compression of chunks: the default costs least', () => {
    const measured: [string, number, number][] = [
      ['zstd', 0.268, 118],
      ['gzip', 0.281, 114],
      ['lz4', 0.386, 97.7],
      ['snappy', 0.419, 92.6],
    ];
    const costs = measured.map(([name, stored, seconds]) => {
      const [s3, cpu] = [stored * keptGigabyte, (seconds / 3600) * coreHour];
      return {
        name,
        sum: s3 + cpu,
        cells: [name, stored, seconds, ...[s3, cpu, s3 + cpu].map((one) => one.toFixed(4))],
      };
    });
    expect(table('Compression of chunks')).toEqual(costs.map(({ cells }) => cells.map(String)));
    expect(costs.map(({ name }) => name)).toEqual([...CHUNK_ENCODINGS]);
    expect(costs.toSorted((a, b) => a.sum - b.sum)[0]?.name).toBe(DEFAULT_CHUNK_ENCODING);
  });

  test('traffic between zones', () => {
    const rows = [50, 500, 3000].map((volume) => {
      return [
        `${volume} GB/day`,
        String(Math.round(volume * DAYS)),
        dollars(traffic(volume, 0.44, 1.33)),
        dollars(traffic(volume, 0.44, 0.44)),
      ];
    });
    expect(table('Traffic between zones')).toEqual(rows);
  });

  test.each([
    ['730 × 0.60 = ', () => HOURS * price('EKS, extended support')],
    ['12 %: ', () => 0.12 * 3 * price('m6i.xlarge') * HOURS],
    ['100 × 0.08 = ', () => 100 * price('gp3 volume')],
    ['3 × 75 × 0.04 = ', () => throughputCost(1000)],
    ['1 × 0.08 = ', () => price('gp3 volume')],
    ['2 × 0.40 = ', () => 2 * price('Secrets Manager, secret')],
    ['876,000 ÷ 10,000 × 0.05 = ', () => ((100 * 12 * HOURS) / 10_000) * price('Secrets Manager, requests')],
    ['is lost: ', () => 2 * (price('NAT gateway') + price('public IPv4 address')) * HOURS],
    ['3 × 3 × 0.01 × 730 = ', () => 9 * price('interface endpoint') * HOURS],
    ['10,000 × 0.03 = ', () => (1e6 / 1e4) * price('KMS requests')],
    ['30.4 × 0.50 =\n', () => DAYS * price('CloudWatch Logs, taken in')],
    ['365 GB × 0.03 = ', () => 365 * price('CloudWatch Logs, kept')],
    ['364,800 PUTs, ', () => ((1000 * 12 * DAYS) / 1000) * price('S3, PUT, COPY, POST, LIST')],
    ['zstd costs ', () => 500 * DAYS * ((0.419 - 0.268) * keptGigabyte - ((118 - 92.6) / 3600) * coreHour)],
    ['15,200 × 10 ÷ 3600 × 0.048 = ', () => ((500 * DAYS * 10) / 3600) * coreHour],
    ['× 15,200 × 0.02 = ', () => (0.44 - 0.2) * (2 / 3) * 500 * DAYS * 2 * price('traffic between zones')],
    ['15,200 × 25 ÷ 3600 × 0.048 = ', () => ((500 * DAYS * 25) / 3600) * coreHour],
    ['10,000 are ', () => ((10000 * 12 * DAYS) / 1000) * price('S3, PUT, COPY, POST, LIST')],
  ])('%s…', (before, amount) => {
    expect(TEXT).toContain(`${before}${dollars(amount())}`);
  });

  test('interface endpoints pay for themselves where it says', () => {
    const fixed = 9 * price('interface endpoint') * HOURS;
    const saved = price('NAT gateway, data') - price('interface endpoint, data');
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
