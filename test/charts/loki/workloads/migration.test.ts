import { parse } from 'yaml';
import type { LokiChartProps } from '../../../../charts/loki/chart';
import { INGESTER_ZONES } from '../../../../charts/loki/workloads/zones';
import { MIGRATION_STEPS, type MigrationStep } from '../../../../charts/loki/workloads/migration';
import { type KubernetesObject, makeCharts, objectsOf } from '../../../helpers/charts';

const SETS = ['loki-ingester', ...INGESTER_ZONES.map((zone) => `loki-ingester-${zone}`)];

/** Objects of a Loki with 2 TB a day, in a state of the ingesters. */
const objects = (ingesterZones: LokiChartProps['ingesterZones'], more: Partial<LokiChartProps> = {}) =>
  objectsOf(makeCharts({ gigabytesPerDay: 2000, ingesterZones, ...more }));

const one = (all: readonly KubernetesObject[], kind: string, name: string) =>
  all.find((object) => object.kind === kind && object.metadata.name === name);
const argsOf = (all: readonly KubernetesObject[], kind: string, name: string): string[] =>
  (one(all, kind, name)?.spec.template.spec.containers[0].args as string[]).filter((arg) =>
    /zone|shutdown|tokens/.test(arg),
  );
const replicasOf = (all: readonly KubernetesObject[]) =>
  SETS.map((name) => one(all, 'StatefulSet', name)?.spec.replicas as number | undefined);
const withoutReplicas = (set: KubernetesObject | undefined) => {
  const copy = structuredClone(set) as KubernetesObject;
  delete copy.spec.replicas;
  return copy;
};
const configOf = (all: readonly KubernetesObject[]) =>
  parse(one(all, 'ConfigMap', 'loki')?.data['config.yaml'] as string) as {
    ingester: { lifecycler: { ring?: object } };
    limits_config: { max_global_streams_per_user: number };
  };

const UNAWARE = '-distributor.zone-awareness-enabled=false';
const EXCLUDED = '-distributor.excluded-zones=zone-default';

describe.each<[MigrationStep, number[], string[], string[]]>([
  [1, [3, 0, 0, 0], [UNAWARE], [UNAWARE]],
  [2, [3, 2, 2, 2], [UNAWARE], [UNAWARE]],
  [3, [3, 2, 2, 2], [], [UNAWARE]],
  [4, [3, 2, 2, 2], [EXCLUDED], []],
  [5, [0, 2, 2, 2], [EXCLUDED], []],
])('step %i', (step, replicas, ofDistributors, ofReaders) => {
  const all = objects({ step });

  test('has so many ingesters of both kinds', () => {
    expect(replicasOf(all)).toEqual(replicas);
  });

  test('tells distributors and readers which ingesters they see', () => {
    expect(argsOf(all, 'Deployment', 'loki-distributor')).toEqual(ofDistributors);
    expect(argsOf(all, 'Deployment', 'loki-querier')).toEqual(ofReaders);
    expect(argsOf(all, 'StatefulSet', 'loki-ruler')).toEqual(ofReaders);
    expect(argsOf(all, 'Deployment', 'loki-query-frontend')).toEqual([]);
  });

  test('restarts no ingester that the step before has started, and keeps volumes and the one budget', () => {
    const first = objects({ step: 1 });
    for (const name of SETS) {
      const set = one(all, 'StatefulSet', name);
      expect(withoutReplicas(set)).toEqual(withoutReplicas(one(first, 'StatefulSet', name)));
      expect(set?.spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    }
    const budgets = all.filter(
      ({ kind, metadata }) => kind === 'PodDisruptionBudget' && /ingester$/.test(metadata.name),
    );
    expect(
      budgets.map(({ metadata, spec }) => [metadata.name, spec.maxUnavailable, spec.selector.matchLabels]),
    ).toEqual([
      ['loki-ingester', 1, { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': 'ingester' }],
      expect.arrayContaining(['loki-pattern-ingester']),
    ]);
  });

  test('has Services of both kinds', () => {
    for (const name of SETS) expect(one(all, 'Service', `${name}-headless`)).toBeDefined();
  });
});

describe('during the migration', () => {
  const before = objects(false);
  const all = objects({ step: 2 });
  const after = objects(true);

  test('the former StatefulSet keeps what Kubernetes does not change, and its size', () => {
    const [was, is] = [before, all].map((of) => one(of, 'StatefulSet', 'loki-ingester')?.spec);
    for (const field of ['serviceName', 'selector', 'volumeClaimTemplates', 'podManagementPolicy', 'updateStrategy']) {
      expect([field, is[field]]).toEqual([field, was[field]]);
    }
    expect(is.template.spec.containers[0].resources).toEqual(was.template.spec.containers[0].resources);
  });

  test('the former ingesters are in a zone of their own, and leave the hosts of others alone', () => {
    const { template } = one(all, 'StatefulSet', 'loki-ingester')?.spec;
    expect(argsOf(all, 'StatefulSet', 'loki-ingester')).toEqual(['-ingester.availability-zone=zone-default']);
    const labels = {
      'app.kubernetes.io/name': 'loki',
      'app.kubernetes.io/component': 'ingester',
      'loki.grafana.com/zone': 'zone-default',
    };
    expect(template.metadata.labels).toMatchObject(labels);
    expect(template.metadata.labels).not.toHaveProperty('rollout-group');
    const apart = template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(apart).toEqual([{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } }]);
    for (const spread of template.spec.topologySpreadConstraints) {
      expect(spread.labelSelector.matchLabels).toEqual(labels);
    }
  });

  test('those of zones are as they stay, but for the number that may restart at once', () => {
    for (const name of SETS.slice(1)) {
      const [is, stays] = [all, after].map((of) => one(of, 'StatefulSet', name) as KubernetesObject);
      expect(is?.metadata.annotations).toEqual({ 'rollout-max-unavailable': '1' });
      expect(stays?.metadata.annotations).toEqual({ 'rollout-max-unavailable': '2' });
      const [args, later] = [is, stays].map((set) => set?.spec.template.spec.containers[0].args as string[]);
      expect(args).toEqual(later);
      expect(is?.spec.volumeClaimTemplates).toEqual(stays?.spec.volumeClaimTemplates);
      expect(is?.spec.template.spec.affinity).toEqual(stays?.spec.template.spec.affinity);
    }
  });

  test('the configuration is that of zones, with four times the streams', () => {
    const [streams, lifecycler] = [configOf(after), configOf(all)].map((config) => [
      config.limits_config.max_global_streams_per_user,
      config.ingester.lifecycler,
    ]) as [[number, object], [number, object]];
    expect(lifecycler).toEqual([streams[0] * 4, streams[1]]);
    const limits = {
      config: { limits_config: { max_global_streams_per_user: 7 } },
      tenantLimits: { test: { max_global_streams_per_user: 5 } },
    };
    const own = objects({ step: 1 }, limits);
    expect(configOf(own).limits_config.max_global_streams_per_user).toBe(28);
    const runtime = one(own, 'ConfigMap', 'loki-runtime')?.data['runtime-config.yaml'] as string;
    expect(parse(runtime)).toEqual({
      overrides: { test: expect.objectContaining({ max_global_streams_per_user: 20 }) },
    });
  });

  test('a number of ingesters is that of the zones, and a larger volume is that of all', () => {
    const own = objects({ step: 4 }, { sizes: { ingester: { replicas: 9, volume: 300, cpu: 3 } } });
    expect(replicasOf(own)).toEqual([3, 3, 3, 3]);
    for (const name of SETS) {
      const { template, volumeClaimTemplates } = one(own, 'StatefulSet', name)?.spec;
      expect(volumeClaimTemplates[0].spec.resources.requests.storage).toBe('300Gi');
      expect(template.spec.containers[0].resources.requests.cpu).toBe('3000m');
    }
  });

  test('the StorageClass of the former volumes stays until they are gone', () => {
    const classes = (ingesterZones: LokiChartProps['ingesterZones']) =>
      objectsOf(
        makeCharts(
          { gigabytesPerDay: 2000, ingesterZones },
          { storageClass: { name: 'gp3', provisioner: 'ebs.csi.aws.com' } },
        ),
      )
        .filter(({ kind }) => kind === 'StorageClass')
        .map(({ metadata }) => metadata.name);
    const [former] = one(before, 'StatefulSet', 'loki-ingester')?.spec.volumeClaimTemplates;
    expect(former.spec.storageClassName).toBe('gp3');
    expect(MIGRATION_STEPS.map((step) => classes({ step }))).toEqual(MIGRATION_STEPS.map(() => classes(false)));
    expect(classes(true).length).toBeLessThan(classes(false).length);
  });
});

test('nodes in two zones are too few', () => {
  for (const ingesterZones of [true, { step: 1 }] as const) {
    expect(() => objects(ingesterZones, { zones: 2 })).toThrow(
      / places ingesters in 3 zones, but the nodes are in 2; add nodes in 3 zones, or write false$/,
    );
  }
  expect(() => objects(undefined, { zones: 2 })).toThrow(
    'loki.ingesterZones: the volume places ingesters in 3 zones, but the nodes are in 2',
  );
});
