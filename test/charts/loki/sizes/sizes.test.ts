import { parse } from 'yaml';
import { oneNodeSizes } from '../../../../charts/loki/sizes/one-node';
import { LOKI_SIZES, lokiSize, MAX_GIGABYTES_PER_DAY, SIZE_VOLUMES } from '../../../../charts/loki/sizes/sizes';
import { nodeCapacity } from '../../../../lib/cluster/node-capacity';
import { makeCharts, objectOf, objectsOf } from '../../../helpers/charts';

/** Volumes with sizes of the table, between them, and just above them. */
const VOLUMES = SIZE_VOLUMES.flatMap((volume, index) => {
  const next = SIZE_VOLUMES[index + 1] ?? volume;
  return [volume, (volume + next) / 2, Math.min(volume + 1, next)];
});

const sizes = [...new Set(VOLUMES)].sort((a, b) => a - b).map((volume) => lokiSize(volume));

describe('sizes', () => {
  test('are from 5 GB to 30 TB a day', () => {
    expect(SIZE_VOLUMES).toEqual([5, 50, 100, 500, 1000, 3000, 10_000, 30_000]);
    expect(MAX_GIGABYTES_PER_DAY).toBe(30_000);
    expect(LOKI_SIZES.map((size) => size.gigabytesPerDay)).toEqual(SIZE_VOLUMES);
    expect(lokiSize(1).components).toEqual(lokiSize(5).components);
  });

  test('never shrink with the volume, but for the rounding of requests', () => {
    for (const [index, size] of sizes.slice(1).entries()) {
      for (const [name, { replicas, cpu, memory }] of Object.entries(size.components)) {
        const before = sizes[index]?.components[name as keyof typeof size.components];
        if (!before) throw new Error(name);
        expect([name, replicas]).toEqual([name, expect.any(Number)]);
        expect(replicas).toBeGreaterThanOrEqual(before.replicas);
        expect(replicas * cpu + replicas * 0.05).toBeGreaterThanOrEqual(before.replicas * before.cpu);
        expect(replicas * memory + replicas * 0.125).toBeGreaterThanOrEqual(before.replicas * before.memory);
      }
    }
  });

  test('have requests in steps of 0.05 cores and 128 MiB', () => {
    for (const { components } of sizes) {
      for (const { cpu, memory } of Object.values(components)) {
        expect(Math.abs(cpu * 20 - Math.round(cpu * 20))).toBeLessThan(1e-6);
        expect(Number.isInteger(memory * 8)).toBe(true);
      }
    }
  });

  test('have two sizes of volumes in one StatefulSet, since its claims cannot change', () => {
    const claims = (of: typeof sizes) =>
      new Set(
        of.map(({ components }) =>
          Object.values(components)
            .map(({ volume, throughput }) => [volume, throughput])
            .join(),
        ),
      );
    const [small, medium, zones] = [
      sizes.filter(({ gigabytesPerDay }) => gigabytesPerDay <= 500),
      sizes.filter(({ gigabytesPerDay }) => gigabytesPerDay > 500 && gigabytesPerDay <= 1000),
      [1, 50, 500, 501, 1000, 1001, 30_000].map((volume) => lokiSize(volume, {}, true)),
    ];
    expect([claims(small).size, claims(medium).size]).toEqual([1, 1]);
    expect(new Set(zones.map(({ components: { ingester } }) => `${ingester.volume} ${ingester.throughput}`))).toEqual(
      new Set(['200 undefined']),
    );
  });

  test.each(sizes)('for $gigabytesPerDay GB a day leave room for busy hours in the limits', (size) => {
    const average = (size.gigabytesPerDay * 1000) / 86_400;
    expect(size.ingestionRateMb).toBeGreaterThanOrEqual(10);
    expect(size.ingestionRateMb).toBeGreaterThan(average * 3.9);
  });

  test.each(sizes)('for $gigabytesPerDay GB a day have volumes for three hours of writes', (size) => {
    const { replicas, volume = 0 } = size.components.ingester;
    // Three copies, which compress to half.
    const gigabytesIn3Hours = ((size.gigabytesPerDay / 24) * 3 * 3) / replicas;
    expect(volume).toBeGreaterThan(gigabytesIn3Hours / 2);
  });

  test.each([50, 500, 3000, 30_000])(
    'for %d GB a day request six times the CPU that lines need on average',
    (volume) => {
      const { components } = lokiSize(volume);
      const written = [components.ingester, components.distributor, components.patternIngester, components.gateway];
      const cores = written.reduce((sum, { replicas, cpu }) => sum + replicas * cpu, 0);
      // 130 CPU seconds for each GB.
      expect(cores).toBeGreaterThanOrEqual(((volume * 130) / 86_400) * 6);
      if (volume >= 500) expect(cores).toBeLessThan(((volume * 130) / 86_400) * 6 * 1.1);
    },
  );
});

test('on one node all of Loki takes 3 GiB, 0.6 cores and four small volumes, in one pod of each component', () => {
  const sizes = Object.values(oneNodeSizes());
  const sum = (of: 'cpu' | 'memory') => sizes.reduce((total, size) => total + (size?.[of] ?? NaN), 0);
  expect(sum('memory')).toBeCloseTo(3, 6);
  expect(sum('cpu')).toBeCloseTo(0.6, 6);
  expect(sizes.flatMap((size) => size?.volume ?? [])).toEqual([5, 2, 2, 1]);
  expect(new Set(sizes.map((size) => size?.replicas))).toEqual(new Set([1]));
});

describe('ingesters', () => {
  test('are three up to 1 TB a day, and above as many in each of three zones', () => {
    const shapes = [50, 1000, 1001, 3000, 10_000, 30_000].map((volume) => {
      const { ingesterZones, components } = lokiSize(volume);
      return [volume, ingesterZones, components.ingester.replicas];
    });
    expect(shapes).toEqual([
      [50, false, 3],
      [1000, false, 3],
      [1001, true, 6],
      [3000, true, 6],
      [10_000, true, 18],
      [30_000, true, 48],
    ]);
  });

  test('request the same in zones and in one StatefulSet', () => {
    const [one, zones] = [false, true].map((inZones) => lokiSize(2000, {}, inZones).components.ingester);
    expect(zones).toMatchObject({ replicas: 6, cpu: (one?.cpu ?? 0) / 2, memory: (one?.memory ?? 0) / 2 });
  });
});

describe('a volume', () => {
  test('above the largest size is an error', () => {
    expect(() => lokiSize(30_001)).toThrow('volume: 30001 GB/day is more than the largest size, 30000 GB/day');
  });

  test('determines replicas, requests, volumes, caches and rate limits', () => {
    const charts = makeCharts({ gigabytesPerDay: 500 });
    const ingester = objectOf(charts, 'StatefulSet', 'loki-ingester').spec;
    expect(ingester.template.spec.containers[0].resources).toEqual({
      requests: { cpu: '900m', memory: '13312Mi' },
      limits: { memory: '13312Mi' },
    });
    expect(ingester.volumeClaimTemplates[0].spec.resources.requests.storage).toBe('50Gi');
    expect(objectOf(charts, 'Deployment', 'loki-querier').spec.replicas).toBe(4);
    const [memcached] = objectOf(charts, 'StatefulSet', 'loki-chunks-cache').spec.template.spec.containers;
    expect(memcached.args).toContain('--memory-limit=4096');
    expect(memcached.resources.limits.memory).toBe('4916Mi');
    expect(parse(objectOf(charts, 'ConfigMap', 'loki').data['config.yaml']).limits_config).toMatchObject({
      ingestion_rate_mb: 25,
      ingestion_burst_size_mb: 50,
    });
  });

  test('has sizes between those of the table', () => {
    const { components, querierConcurrency, maxStreams, ingestionRateMb } = lokiSize(300);
    expect(components.querier).toEqual({ replicas: 4, cpu: 1.4, memory: 2.75 });
    expect([querierConcurrency, maxStreams, ingestionRateMb]).toEqual([5, 18_000, 18]);
  });

  test('has sizes that can be changed one by one', () => {
    const size = lokiSize(50, { ingester: { memory: 8 }, querier: { replicas: 9 } });
    expect(size.components.ingester).toEqual({ ...lokiSize(50).components.ingester, memory: 8 });
    expect(size.components.querier.replicas).toBe(9);
    expect(lokiSize(50).components.querier.replicas).toBe(2);
  });
});

test.each([5, 50, 120, 400, 500, 1000, 3000, 30_000])(
  'the nodes of a new cluster for %d GB a day hold all pods, with a fifth to spare',
  (gigabytesPerDay) => {
    const capacity = nodeCapacity(gigabytesPerDay);
    let cores = 0;
    let mebibytes = 0;
    for (const object of objectsOf(makeCharts({ gigabytesPerDay }))) {
      const replicas = object.kind === 'DaemonSet' ? capacity.nodes : object.spec?.replicas;
      for (const one of (object.spec?.template?.spec?.containers ?? []) as {
        resources: { requests: Record<string, string> };
      }[]) {
        cores += (replicas * Number.parseInt(one.resources.requests.cpu as string, 10)) / 1000;
        mebibytes += replicas * Number.parseInt(one.resources.requests.memory as string, 10);
      }
    }
    expect(cores).toBeLessThan(capacity.nodes * capacity.cpu * 0.8);
    expect(mebibytes / 1024).toBeLessThan(capacity.nodes * capacity.memory * 0.8);
  },
);
