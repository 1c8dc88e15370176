import type { AlloyContext, AlloySource } from '../../../../charts/alloy/sources/source';
import { Block } from '../../../../charts/alloy/language/syntax';
import { bool, call, expression, list, object, text, type Value } from '../../../../charts/alloy/language/values';
import { chartOf, objectsOf } from '../helpers';

/** A source of a user's own: one more file of the node. */
class FileSource implements AlloySource {
  public readonly rules = [];

  constructor(
    public readonly name: string,
    public readonly mounts: AlloySource['mounts'],
    public readonly env: AlloySource['env'] = [],
    private readonly path: Value = text('/opt/app/log/app.log'),
  ) {}

  public blocks(context: AlloyContext): Block[] {
    return [
      new Block('loki.source.file', this.name)
        .set('targets', list(object({ __path__: this.path, cluster_name: text(context.clusterName) })))
        .set('forward_to', list(context.receiver))
        .add(new Block('file_match').set('enabled', bool(true))),
    ];
  }
}

const APP_LOG = { name: 'app-log', path: '/opt/app/log', type: 'DirectoryOrCreate' };

test("a source of one's own brings its components and its mount", () => {
  const extraSources = [new FileSource('app', [APP_LOG])];
  const chart = chartOf({ extraSources });
  expect(chart.config).toContain('loki.source.file "app" {');
  const pod = objectsOf({ extraSources }).DaemonSet.spec.template.spec;
  expect(pod.volumes).toContainEqual({
    name: 'app-log',
    hostPath: { path: '/opt/app/log', type: 'DirectoryOrCreate' },
  });
  expect(pod.containers[0].volumeMounts).toContainEqual({ name: 'app-log', mountPath: '/opt/app/log', readOnly: true });
});

test('trap 8: a path that no mount of the source contains is an error', () => {
  expect(() => chartOf({ extraSources: [new FileSource('app', [])] })).toThrow(
    'alloy.extraSources.app: reads /opt/app/log/app.log, which is not in the pod; add it to its mounts',
  );
  const near = { name: 'near', path: '/opt/app/lo' };
  expect(() => chartOf({ extraSources: [new FileSource('app', [near])] })).toThrow('which is not in the pod');
});

test('trap 8: the same for a path that a rule makes, and for the journal', () => {
  const source = (...blocks: Block[]): AlloySource => ({
    name: 'x',
    mounts: [],
    env: [],
    rules: [],
    blocks: () => blocks,
  });
  const rule = new Block('rule').set('target_label', text('__path__')).set('replacement', text('/data/${1}/*.log'));
  expect(() => chartOf({ extraSources: [source(new Block('discovery.relabel', 'x').add(rule))] })).toThrow(
    'alloy.extraSources.x: reads /data/${1}/*.log',
  );
  const journal = new Block('loki.source.journal', 'x').set('path', text('/run/log/journal'));
  expect(() => chartOf({ extraSources: [source(journal)] })).toThrow('alloy.extraSources.x: reads /run/log/journal');
});

test('trap 14: a variable that the source does not set is an error', () => {
  const read = call('sys.env', text('NODE_IP'));
  expect(() => chartOf({ extraSources: [new FileSource('app', [APP_LOG], [], read)] })).toThrow(
    'alloy.extraSources.app: reads the environment variable NODE_IP, which would be empty; add it to its env',
  );
  const code = expression('sys.env("NODE_IP")');
  expect(() => chartOf({ extraSources: [new FileSource('app', [APP_LOG], [], code)] })).toThrow('NODE_IP');
  const env = [{ name: 'NODE_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } }];
  expect(() => chartOf({ extraSources: [new FileSource('app', [APP_LOG], env, read)] })).not.toThrow();
});

test('two components of one name are an error', () => {
  const extraSources = [new FileSource('audit', [APP_LOG])];
  expect(() => chartOf({ extraSources })).toThrow(
    'alloy.extraSources.audit: a second component loki.source.file.audit',
  );
});

test('two mounts of one name that differ are an error', () => {
  const extraSources = [new FileSource('app', [{ name: 'var-log', path: '/opt/app/log' }])];
  expect(() => chartOf({ extraSources })).toThrow(
    'alloy.extraSources.app: another source has a different mount var-log; give one of the two another name',
  );
});

test('a name that cannot be a label is an error', () => {
  expect(() => chartOf({ extraSources: [new FileSource('my-app', [APP_LOG])] })).toThrow(
    '"my-app" cannot be the name of a source',
  );
});

test('nothing to read is an error', () => {
  const sources = { journal: false, audit: false, cloudInit: false, pods: false };
  expect(() => chartOf({ sources })).toThrow('no sources are left');
});

test('a cluster without a name is an error', () => {
  expect(() => chartOf({ clusterName: '' })).toThrow('cannot be the name of the cluster');
});

test.each([
  ['journal', 'loki.source.journal'],
  ['audit', 'loki.source.file "audit"'],
  ['cloudInit', 'loki.source.file "cloud_init"'],
  ['pods', 'loki.source.file "pods"'],
  ['events', 'loki.source.kubernetes_events'],
] as const)('%s can be switched off', (name, part) => {
  const texts = (on: boolean) => Object.values(chartOf({ sources: { [name]: on } }).configs).join('\n');
  expect(texts(true)).toContain(part);
  expect(texts(false)).not.toContain(part);
});
