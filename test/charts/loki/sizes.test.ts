import { parse } from 'yaml';
import { LOKI_SIZES, lokiSize } from '../../../charts/loki/sizes';
import { nodeCapacity } from '../../../lib/cluster/node-capacity';
import { makeCharts, objectOf, objectsOf } from '../../helpers/charts';

describe('the table', () => {
  test('has a row for up to 50, 100 and 500 GB and 3 TB a day', () => {
    expect(LOKI_SIZES.map((size) => size.gigabytesPerDay)).toEqual([50, 100, 500, 3000]);
  });

  test('never shrinks with the volume', () => {
    LOKI_SIZES.slice(1).forEach((size, index) => {
      const before = LOKI_SIZES[index];
      for (const [name, { replicas, cpu, memory, volume = 0 }] of Object.entries(size.components)) {
        const smaller = before?.components[name as keyof typeof size.components];
        const total = (one: { replicas: number; cpu: number; memory: number } | undefined) =>
          one ? [one.replicas * one.cpu, one.replicas * one.memory] : [0, 0];
        const [cores, gibibytes] = total({ replicas, cpu, memory });
        const [fewerCores, lessMemory] = total(smaller);
        expect([name, cores as number]).toEqual([name, expect.any(Number)]);
        expect(cores as number).toBeGreaterThanOrEqual(fewerCores as number);
        expect(gibibytes as number).toBeGreaterThanOrEqual(lessMemory as number);
        expect(volume).toBeGreaterThanOrEqual(smaller?.volume ?? 0);
      }
    });
  });

  test('volumes are the same up to 500 GB a day, since a StatefulSet’s cannot change', () => {
    const volumes = LOKI_SIZES.slice(0, 3).map((size) => Object.values(size.components).map(({ volume }) => volume));
    expect(volumes[1]).toEqual(volumes[0]);
    expect(volumes[2]).toEqual(volumes[0]);
  });

  test.each(LOKI_SIZES)('up to $gigabytesPerDay GB a day the limits leave room for busy hours', (size) => {
    const average = (size.gigabytesPerDay * 1000) / 86_400;
    expect(size.ingestionRateMb).toBeGreaterThanOrEqual(10);
    expect(size.ingestionRateMb).toBeGreaterThan(average * 3.9);
  });

  test.each(LOKI_SIZES)('up to $gigabytesPerDay GB a day a volume holds three hours of writes', (size) => {
    // Each of three ingesters has a copy of everything.
    const gigabytesIn3Hours = (size.gigabytesPerDay / 24) * 3;
    const compressed = gigabytesIn3Hours / 2;
    expect(size.components.ingester.volume as number).toBeGreaterThan(compressed);
  });
});

describe('a volume selects', () => {
  test.each([
    [1, 50],
    [50, 50],
    [50.1, 100],
    [500, 500],
    [501, 3000],
  ])('%d GB a day: the row for up to %d', (volume, row) => {
    expect(lokiSize(volume).gigabytesPerDay).toBe(row);
  });

  test('no row above the largest: that is an error', () => {
    expect(() => lokiSize(3001)).toThrow('volume: 3001 GB/day is more than the largest size, 3000 GB/day');
  });

  test('replicas, requests, volumes, caches and rate limits', () => {
    const charts = makeCharts({ gigabytesPerDay: 500 });
    const ingester = objectOf(charts, 'StatefulSet', 'loki-ingester').spec;
    expect(ingester.template.spec.containers[0].resources).toEqual({
      requests: { cpu: '2500m', memory: '13312Mi' },
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

  test('a row whose values can be changed one by one', () => {
    const size = lokiSize(50, { ingester: { memory: 8 }, querier: { replicas: 9 } });
    expect(size.components.ingester).toEqual({ ...LOKI_SIZES[0]?.components.ingester, memory: 8 });
    expect(size.components.querier.replicas).toBe(9);
    expect(LOKI_SIZES[0]?.components.querier.replicas).toBe(2);
  });
});

test.each(LOKI_SIZES.map((size) => size.gigabytesPerDay))(
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
