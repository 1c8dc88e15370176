import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { addObject, checksum } from '../../../charts/kubernetes/objects';
import { CONFIG_CHECKSUM } from '../../../charts/kubernetes/config-checksum';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { environment, library } from '../../lib/app/loki-logging/doors';

/** A workload as rendered. */
interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly template: { readonly metadata: { readonly annotations?: Record<string, string> } } };
}

const KEY = 'checksum/config';
const ESCAPED = '/spec/template/metadata/annotations/checksum~1config';
const checksumOf = (object: unknown) => (object as Rendered).spec.template.metadata.annotations?.[KEY];

/** Checksums of all workloads that have one, by name. */
function checksums(charts: LoggingCharts): Record<string, string> {
  const objects = charts.manifests().flatMap((file) => file.objects as unknown as Rendered[]);
  return Object.fromEntries(
    objects
      .filter(({ kind }) => ['DaemonSet', 'Deployment', 'StatefulSet'].includes(kind))
      .flatMap((object) => (checksumOf(object) ? [[object.metadata.name, checksumOf(object) as string]] : [])),
  );
}

const PLAIN = checksums(environment({})());

/** Workloads that a change rolls. */
const rolled = (charts: LoggingCharts) =>
  Object.entries(checksums(charts))
    .filter(([name, value]) => value !== PLAIN[name])
    .map(([name]) => name);

const LOKI = Object.keys(PLAIN).filter((name) => /^loki-(?!gateway)/.test(name));
const text = (charts: LoggingCharts, name: string, key: string) =>
  (charts.object('ConfigMap', name).toJson() as { data: Record<string, string> }).data[key] as string;

describe('pods roll if customize changes what they read at start', () => {
  test.each<[string, (charts: LoggingCharts) => void, string[]]>([
    [
      'Alloy’s configuration',
      (charts) => {
        const changed = text(charts, 'alloy', 'config.alloy').replace('sync_period = "5s"', 'sync_period = "7s"');
        charts.object('ConfigMap', 'alloy').addJsonPatch(JsonPatch.replace('/data/config.alloy', changed));
      },
      ['alloy'],
    ],
    [
      'the configuration of one collector',
      (charts) => charts.object('ConfigMap', 'alloy-events').addJsonPatch(JsonPatch.add('/data/more', '1')),
      ['alloy-events'],
    ],
    [
      'Loki’s configuration',
      (charts) => charts.object('ConfigMap', 'loki').addJsonPatch(JsonPatch.replace('/data/config.yaml', 'x: 1')),
      LOKI,
    ],
    [
      'the gateway’s configuration',
      (charts) => charts.object('ConfigMap', 'loki-gateway').addJsonPatch(JsonPatch.remove('/data/nginx.conf')),
      ['loki-gateway'],
    ],
    [
      'all data at once',
      (charts) => charts.object('ConfigMap', 'loki').addJsonPatch(JsonPatch.replace('/data', { a: 'b' })),
      LOKI,
    ],
    [
      'another object under the same name',
      (charts) => {
        const { metadata } = charts.object('ConfigMap', 'alloy').toJson() as { metadata: object };
        charts.alloy.node.tryRemoveChild('ConfigMap-alloy');
        addObject(charts.alloy, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'config.alloy': '' } });
      },
      ['alloy'],
    ],
    [
      'a ConfigMap of another chart, mounted beside ours',
      (charts) => {
        const metadata = { name: 'more', namespace: 'alloy' };
        addObject(charts.grafana, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } });
        charts
          .object('DaemonSet', 'alloy')
          .addJsonPatch(JsonPatch.add('/spec/template/spec/volumes/-', { name: 'more', configMap: { name: 'more' } }));
      },
      ['alloy'],
    ],
    [
      'a Secret in the environment of a container',
      (charts) => {
        const metadata = { name: 'more', namespace: 'alloy' };
        addObject(charts.alloy, { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { a: 'b' } });
        charts
          .object('StatefulSet', 'alloy-events')
          .addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/envFrom', [{ secretRef: { name: 'more' } }]));
      },
      ['alloy-events'],
    ],
    [
      'the ConfigMap of pods that mount one of another name now',
      (charts) => {
        charts
          .object('ConfigMap', 'loki-gateway')
          .addJsonPatch(JsonPatch.replace('/metadata/name', 'gateway'), JsonPatch.add('/data/more', '1'));
        charts
          .object('Deployment', 'loki-gateway')
          .addJsonPatch(JsonPatch.replace('/spec/template/spec/volumes/0/configMap/name', 'gateway'));
      },
      ['loki-gateway'],
    ],
    [
      'a pod template that was read before, and then the configuration',
      (charts) => {
        const daemonSet = charts.object('DaemonSet', 'alloy');
        const { spec } = daemonSet.toJson() as { spec: { template: object } };
        daemonSet.addJsonPatch(JsonPatch.replace('/spec/template', spec.template));
        charts.object('ConfigMap', 'alloy').addJsonPatch(JsonPatch.add('/data/more', '1'));
      },
      ['alloy'],
    ],
  ])('%s', (_what, customize, names) => {
    expect(rolled(environment({ customize })())).toEqual(names);
  });

  test('through both doors, and with settings of pods', () => {
    const customize = (charts: LoggingCharts) =>
      charts.object('ConfigMap', 'alloy').addJsonPatch(JsonPatch.add('/data/more', '1'));
    const workloads = { alloy: { labels: { team: 'a' } } };
    expect(rolled(environment({ workloads, customize })())).toEqual(['alloy']);
    const own = checksums(library({ workloads }).charts);
    const changed = checksums(library({ workloads, customize }).charts);
    expect(Object.keys(own).filter((name) => own[name] !== changed[name])).toEqual(['alloy']);
  });
});

describe('pods stay', () => {
  test.each<[string, (charts: LoggingCharts) => void]>([
    [
      'if the label of a ConfigMap changes',
      (charts) => charts.object('ConfigMap', 'loki').addJsonPatch(JsonPatch.add('/metadata/labels/team', 'a')),
    ],
    [
      'if Loki reads the change while it runs',
      (charts) => charts.object('ConfigMap', 'loki-runtime').addJsonPatch(JsonPatch.replace('/data', { x: 'y' })),
    ],
    [
      'if no pod of ours reads it',
      (charts) => charts.object('ConfigMap', 'loki-datasources-team').addJsonPatch(JsonPatch.add('/data/x', 'y')),
    ],
    [
      'if only a ConfigMap of the same name in another namespace changes',
      (charts) => {
        const metadata = { name: 'alloy', namespace: 'loki' };
        addObject(charts.loki, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } });
      },
    ],
    [
      'if passwords change, which their programs read again',
      (charts) => {
        addObject(charts.loki, {
          ...{ apiVersion: 'v1', kind: 'Secret', stringData: { a: 'b' } },
          metadata: { name: 'loki-gateway-credentials', namespace: 'loki' },
        });
        charts.object('Deployment', 'loki-gateway').addJsonPatch(
          JsonPatch.replace('/spec/template/spec/volumes/1', {
            name: 'credentials',
            secret: { secretName: 'loki-gateway-credentials' },
          }),
        );
      },
    ],
  ])('%s', (_what, customize) => {
    expect(rolled(environment({ customize })())).toEqual([]);
  });
});

describe('the annotation', () => {
  const chart = () => new Chart(Testing.app(), 'chart');
  const workload = (volumes: object[], annotations: object = CONFIG_CHECKSUM) => ({
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', namespace: 'x' } },
    spec: { template: { metadata: { annotations }, spec: { volumes, containers: [] } } },
  });
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'x' }, data: { k: 'dg==' } };

  test.each([
    ['a Secret', { secret: { secretName: 's' } }],
    ['a Secret among others', { projected: { sources: [{ downwardAPI: {} }, { secret: { name: 's' } }] } }],
  ])('is the hash of the values of %s', (_what, volume) => {
    const scope = chart();
    addObject(scope, secret);
    const object = addObject(scope, workload([{ name: 'v', ...volume }]));
    expect(checksumOf(object.toJson())).toBe(checksum('dg=='));
  });

  test('counts objects that no function of ours made', () => {
    const scope = chart();
    const object = addObject(scope, workload([{ name: 'v', secret: { secretName: 's' } }]));
    new ApiObject(scope, 'own', secret);
    expect(checksumOf(object.toJson())).toBe(checksum('dg=='));
  });

  test('is the user’s own if the user sets or removes it', () => {
    const set = addObject(chart(), workload([]));
    set.addJsonPatch(JsonPatch.replace(ESCAPED, 'mine'));
    expect(checksumOf(set.toJson())).toBe('mine');
    const removed = addObject(chart(), workload([]));
    removed.addJsonPatch(JsonPatch.remove(ESCAPED));
    expect(checksumOf(removed.toJson())).toBeUndefined();
  });

  test('is added to no workload that does not ask for it', () => {
    expect(checksumOf(addObject(chart(), workload([], { a: 'b' })).toJson())).toBeUndefined();
    const bare = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'b' } };
    expect(addObject(chart(), bare).toJson()).toEqual(bare);
  });
});
