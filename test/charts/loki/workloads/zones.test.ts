import { parse } from 'yaml';
import { INGESTER_ZONES } from '../../../../charts/loki/workloads/zones';
import type { LokiChartProps } from '../../../../charts/loki/chart';
import { type KubernetesObject, makeCharts, objectsOf } from '../../../helpers/charts';

const TOPOLOGY = 'topology.kubernetes.io/zone';

/** Objects of ingesters by kind and name. */
function ingesters(loki: Partial<LokiChartProps>): { kind: string; name: string; object: KubernetesObject }[] {
  return objectsOf(makeCharts(loki))
    .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'ingester')
    .map((object) => ({ kind: object.kind, name: object.metadata.name, object }));
}

const configOf = (loki: Partial<LokiChartProps>) =>
  parse(
    objectsOf(makeCharts(loki)).find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'loki')?.data[
      'config.yaml'
    ] as string,
  ) as {
    ingester: { lifecycler: object };
  };

describe('above 1 TB a day', () => {
  const all = ingesters({ gigabytesPerDay: 3000 });
  const sets = all.filter(({ kind }) => kind === 'StatefulSet');

  test('ingesters are in three StatefulSets, each with a Service, and have one budget', () => {
    expect(all.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
      'PodDisruptionBudget loki-ingester',
      'Service loki-ingester-zone-a-headless',
      'Service loki-ingester-zone-b-headless',
      'Service loki-ingester-zone-c-headless',
      'StatefulSet loki-ingester-zone-a',
      'StatefulSet loki-ingester-zone-b',
      'StatefulSet loki-ingester-zone-c',
    ]);
    expect(all[0] && all.find(({ kind }) => kind === 'PodDisruptionBudget')?.object.spec).toMatchObject({
      maxUnavailable: 1,
      selector: { matchLabels: { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': 'ingester' } },
    });
  });

  test.each(INGESTER_ZONES.map((zone, index) => [zone, index] as const))('the set of %s', (zone, index) => {
    const { spec, metadata } = sets[index]?.object as KubernetesObject;
    const { labels } = spec.template.metadata;
    expect(spec).toMatchObject({ replicas: 2, updateStrategy: { type: 'OnDelete' }, podManagementPolicy: 'Parallel' });
    expect(spec.template.spec.containers[0].args).toContain(`-ingester.availability-zone=${zone}`);
    expect(labels).toMatchObject(spec.selector.matchLabels);
    // What grafana/rollout-operator needs.
    expect(metadata.labels).toMatchObject({ 'rollout-group': 'ingester' });
    expect(metadata.annotations).toEqual({ 'rollout-max-unavailable': '2' });
    expect(labels).toMatchObject({ name: metadata.name, 'rollout-group': 'ingester' });
    const others = INGESTER_ZONES.filter((one) => one !== zone);
    const { podAffinity, podAntiAffinity } = spec.template.spec.affinity;
    expect(podAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual([
      { topologyKey: TOPOLOGY, labelSelector: { matchLabels: spec.selector.matchLabels } },
    ]);
    expect(podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution).toEqual([
      {
        topologyKey: TOPOLOGY,
        labelSelector: {
          matchLabels: { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': 'ingester' },
          matchExpressions: [{ key: 'loki.grafana.com/zone', operator: 'In', values: others }],
        },
      },
    ]);
  });

  test('no selector of a set takes pods of another', () => {
    const selectors = sets.map(({ object }) => JSON.stringify(object.spec.selector));
    expect(new Set(selectors).size).toBe(3);
  });

  test('the ring places one copy in each zone, and keeps the tokens of an ingester that restarts', () => {
    expect(configOf({ gigabytesPerDay: 3000 }).ingester.lifecycler).toMatchObject({
      ring: { zone_awareness_enabled: true },
      tokens_file_path: '/var/loki/ring-tokens',
      unregister_on_shutdown: false,
    });
  });
});

describe('the field ingesterZones', () => {
  test('makes zones at any volume', () => {
    const sets = ingesters({ gigabytesPerDay: 20, ingesterZones: true }).filter(({ kind }) => kind === 'StatefulSet');
    expect(sets.map(({ name, object }) => [name, object.spec.replicas])).toEqual([
      ['loki-ingester-zone-a', 1],
      ['loki-ingester-zone-b', 1],
      ['loki-ingester-zone-c', 1],
    ]);
  });

  test('keeps one StatefulSet up to 3 TB a day', () => {
    const sets = ingesters({ gigabytesPerDay: 3000, ingesterZones: false }).filter(
      ({ kind }) => kind === 'StatefulSet',
    );
    expect(sets.map(({ name, object }) => [name, object.spec.replicas])).toEqual([['loki-ingester', 3]]);
    expect(configOf({ gigabytesPerDay: 3000, ingesterZones: false }).ingester.lifecycler).toEqual({
      min_ready_duration: '5s',
    });
  });

  test.each<[string, Partial<LokiChartProps>, string]>([
    [
      'too few ingesters',
      { gigabytesPerDay: 4000, ingesterZones: false },
      'loki.ingesterZones: false leaves three ingesters for 4000 GB a day, but three take at most 3000; leave it out, or write a smaller volume',
    ],
    [
      'zones of different sizes',
      { gigabytesPerDay: 2000, sizes: { ingester: { replicas: 7 } } },
      'loki.sizes.ingester.replicas: 7 are not the same number in each of 3 zones; use 6 or 9',
    ],
    [
      'a zone without ingesters',
      { ingesterZones: true, sizes: { ingester: { replicas: 2 } } },
      'loki.sizes.ingester.replicas: 2 are not the same number in each of 3 zones; use 3',
    ],
    [
      'another value',
      { ingesterZones: 'yes' as never },
      'loki.ingesterZones: yes is not true, false or an object; write one such as { step: 1 }',
    ],
  ])('refuses %s', (_what, loki, message) => {
    expect(() => makeCharts(loki)).toThrow(message);
  });

  test('takes any number of ingesters that three zones share equally', () => {
    const sets = ingesters({ gigabytesPerDay: 2000, sizes: { ingester: { replicas: 9 } } });
    expect(sets.filter(({ kind }) => kind === 'StatefulSet').map(({ object }) => object.spec.replicas)).toEqual([
      3, 3, 3,
    ]);
  });
});
