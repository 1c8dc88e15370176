import { lokiSize, SIZE_VOLUMES } from '../../../../charts/loki/sizes/sizes';
import { fastClass, walThroughput } from '../../../../charts/loki/workloads/volumes';
import type { LoggingChartsProps } from '../../../../charts/logging/charts';
import type { LokiChartProps } from '../../../../charts/loki/chart';
import { makeCharts, objectsOf } from '../../../helpers/charts';

const MADE = { storageClass: { name: 'loki-gp3', provisioner: 'ebs.csi.aws.com' } };

/** Classes of the claims by StatefulSet, and the parameters of the StorageClasses that are made. */
function volumes(loki: Partial<LokiChartProps>, props: Partial<Omit<LoggingChartsProps, 'loki'>> = MADE) {
  const objects = objectsOf(makeCharts({ storageClassName: 'loki-gp3', ...loki }, props));
  const claims = objects.flatMap(({ metadata, spec }) =>
    ((spec?.volumeClaimTemplates ?? []) as { spec: { storageClassName: string } }[]).map(
      (claim) => [metadata.name, claim.spec.storageClassName] as const,
    ),
  );
  const classes = objects.filter(({ kind }) => kind === 'StorageClass');
  return {
    claims: Object.fromEntries(claims),
    classes: Object.fromEntries(classes.map(({ metadata, parameters }) => [metadata.name, parameters as object])),
  };
}

const PLAIN = { type: 'gp3', encrypted: 'true' };

describe('the write-ahead log of an ingester', () => {
  test.each([...SIZE_VOLUMES, 3870, 12_000])('is written as fast as lines of %d GB a day may arrive', (volume) => {
    const { ingestionRateMb, components } = lokiSize(volume);
    const { replicas, throughput = 125 } = components.ingester;
    const perPod = (ingestionRateMb * 3) / replicas;
    expect(throughput * 1.048576).toBeGreaterThan(perPod * 1.42);
    expect(walThroughput(perPod) ?? 125).toBeLessThanOrEqual(throughput);
  });

  test('fits the throughput of gp3 up to 500 GB a day', () => {
    expect(volumes({ gigabytesPerDay: 500 })).toMatchObject({
      claims: { 'loki-ingester': 'loki-gp3' },
      classes: { 'loki-gp3': PLAIN },
    });
  });

  test('has a StorageClass of its own above, whose name changes with its parameters', () => {
    const { claims, classes } = volumes({ gigabytesPerDay: 1000 });
    expect(classes).toEqual({ 'loki-gp3': PLAIN, 'loki-gp3-200': { ...PLAIN, throughput: '200', iops: '3000' } });
    expect(claims).toEqual({
      'loki-ingester': 'loki-gp3-200',
      'loki-index-gateway': 'loki-gp3',
      'loki-compactor': 'loki-gp3',
      'loki-ruler': 'loki-gp3',
      'alloy-events': 'loki-gp3',
    });
  });
});

test('a throughput can be kept or raised, for each component with a volume', () => {
  const sizes = { ingester: { throughput: 125 }, compactor: { throughput: 1000 } };
  const { claims, classes } = volumes({ gigabytesPerDay: 1000, sizes });
  expect(claims).toMatchObject({ 'loki-ingester': 'loki-gp3', 'loki-compactor': 'loki-gp3-1000' });
  expect(Object.keys(classes)).toEqual(['loki-gp3', 'loki-gp3-1000']);
});

test('AWS requires four I/O operations for each MiB/s', () => {
  expect(fastClass('gp3', 1000)?.parameters).toEqual({ throughput: '1000', iops: '4000' });
});

test('a StorageClass of your own is used as it is', () => {
  const { claims, classes } = volumes({ gigabytesPerDay: 1000 }, {});
  expect(claims).toMatchObject({ 'loki-ingester': 'loki-gp3' });
  expect(classes).toEqual({});
});
