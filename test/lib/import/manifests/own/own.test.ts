import { withPruneLabels } from '../../../../../lib/delivery/prune-labels';
import {
  environmentCharts,
  type EnvironmentProps,
  resolveEnvironment,
} from '../../../../../lib/environment/environment';
import { validateEnvironments } from '../../../../../lib/environment/validate';
import { importAll } from '../../../../../lib/import/import';
import type { AlloyProcessing } from '../../../../../charts/alloy/chart';
import { WHOLE_ENTRY } from '../../../../charts/alloy/processing/everything';
import { title, type Manifest } from '../../../../../lib/manifests/manifest';
import { EXISTING, READABLE } from './readable';
import { isOpen, randomEnvironment } from './random';
import { WHOLE } from './whole';

const rendered = (name: string, props: EnvironmentProps): Manifest[] => {
  const charts = environmentCharts(resolveEnvironment(name, props)).manifests();
  return withPruneLabels(name, charts).flatMap(({ objects }) => objects) as unknown as Manifest[];
};

test.each(Object.entries({ ...READABLE, ...WHOLE }))(
  'what %s renders gives an environment that renders the same',
  (name, props) => {
    const objects = rendered(name, props);
    const imported = importAll({
      files: [],
      manifests: { name: 'k8s.out', objects },
      module: 'cdk-eks-loki/environments',
    });
    expect(imported.problems).toEqual([]);
    expect(imported.name).toBe(name);
    const again = rendered(name, imported.environment as unknown as EnvironmentProps);
    expect(again).toEqual(objects);
    expect(imported.keys.filter((key) => key.class !== 'taken')).toEqual([]);
  },
);

/** The first random environments that are valid, by their seeds. */
const RANDOM: { readonly seed: number; readonly props: EnvironmentProps }[] = [];
for (let seed = 0; seed < 40 && RANDOM.length < 10; seed++) {
  const props = randomEnvironment(seed);
  if (validateEnvironments({ x: props }).length === 0) RANDOM.push({ seed, props });
}

test.each(RANDOM)(
  'a random environment comes back, or the report names each object that differs: $seed',
  ({ props }) => {
    const objects = rendered('x', props);
    const imported = importAll({ files: [], manifests: { name: 'k8s.out', objects }, module: 'm' });
    expect(imported.problems).toEqual([]);
    const again = rendered(imported.name, imported.environment as unknown as EnvironmentProps);
    if (!isOpen(props)) expect(again).toEqual(objects);
    const [before, after] = [objects, again].map((all) => new Map(all.map((one) => [title(one), JSON.stringify(one)])));
    const differing = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].filter(
      (name) => before?.get(name) !== after?.get(name),
    );
    const reported = imported.keys.filter((key) => key.class === 'decision').map(({ path }) => path);
    expect(differing.filter((name) => !reported.some((path) => path.includes(name)))).toEqual([]);
  },
);

test('a key of our configuration that has the default of Loki stays, since its pods would restart without it', () => {
  const objects = rendered('x', { ...EXISTING, loki: { config: { limits_config: { max_query_length: '721h' } } } });
  const { environment } = importAll({ files: [], manifests: { name: 'k8s.out', objects }, module: 'm' });
  expect(rendered('x', environment as unknown as EnvironmentProps)).toEqual(objects);
});

const processingOf = (processing: readonly AlloyProcessing[]): unknown => {
  const objects = rendered('x', { ...EXISTING, alloy: { processing } });
  const { environment } = importAll({ files: [], manifests: { name: 'k8s.out', objects }, module: 'm' });
  return (environment['alloy'] as Record<string, unknown> | undefined)?.['processing'];
};

test.each<[string, readonly AlloyProcessing[]]>([
  ['every field', [{ ...WHOLE_ENTRY, namespaces: ['shop', 'cart-*'], tenant: undefined }]],
  ['a level as a label', [{ format: 'logfmt', level: { label: true }, drop: { levels: ['trace', 'debug'] } }]],
  ['levels that are only dropped', [{ format: 'klog', drop: { levels: ['debug'] } }]],
  ['the level of a field', [{ format: 'json', fields: { sev: 'a.sev' }, level: { field: 'sev' } }]],
  ['sources', [{ sources: ['journal', 'cloudInit'], match: { job: ['node/*'] }, sample: 0.1 }]],
  ['all sources', [{ sources: ['*'], labels: { team: 'a' } }]],
  ['a block of its own form', [{ multiline: { firstLine: '^x', maxLines: 9, maxWait: '2s' } }]],
  [
    'other secrets',
    [{ exceptNamespaces: ['a'], redact: ['secrets', 'jwt', { regex: 'a(b)c', replacement: '{{x}}' }] }],
  ],
  [
    'a time without a zone',
    [
      {
        format: 'json',
        fields: { at: 'at' },
        timestamp: { field: 'at', format: '2006-01-02 15:04:05', location: 'Europe/Berlin' },
      },
    ],
  ],
])('%s of processing come back as they were written', (_what, processing) => {
  expect(processingOf(processing)).toEqual(JSON.parse(JSON.stringify(processing)));
});

test('stages that no field makes come back as they stand', () => {
  const stages = 'stage.decolorize { }\nstage.json {\n\texpressions = { a = "b" }\n}';
  expect(processingOf([{ pods: ['old-*'], stages, stagesAt: 'last', labels: { team: 'a' } }])).toEqual([
    { pods: ['old-*'], stages: expect.stringContaining('stage.decolorize { }') as string, stagesAt: 'first' },
  ]);
});

test('an object that fields do not show is to be decided', () => {
  const text = JSON.stringify(rendered('x', EXISTING));
  const changed = text.replace('sync_period = \\"5s\\"', 'sync_period = \\"7s\\"');
  expect(changed).not.toBe(text);
  const objects = JSON.parse(changed) as Manifest[];
  const { keys } = importAll({ files: [], manifests: { name: 'k8s.out', objects }, module: 'm' });
  const open = keys.filter((key) => key.class === 'decision');
  expect(
    open.map(({ path }) => path).filter((path) => path.startsWith('ConfigMap alloy/alloy config.alloy ')),
  ).not.toEqual([]);
  expect(open[0]?.note).toContain('a field that manifests do not show');
});

test.each(['sh\\\\.op', 'sh\\\\x41', '\\t'])(
  'a selector that somebody wrote by hand is read or to be decided: %s',
  (by) => {
    const objects = rendered('x', { ...EXISTING, alloy: { processing: [{ namespaces: ['shop'], sample: 0.5 }] } });
    const text = JSON.stringify(objects);
    const changed = text.replaceAll('\\\\\\"shop\\\\\\"', JSON.stringify(`\\"${by}\\"`).slice(1, -1));
    expect(changed).not.toBe(text);
    const manifests = { name: 'k8s.out', objects: JSON.parse(changed) as Manifest[] };
    const { keys } = importAll({ files: [], manifests, module: 'm' });
    expect(keys.filter(({ class: outcome }) => outcome === 'decision')).not.toEqual([]);
  },
);

/** ConfigMap of Loki as `render` writes it for an environment, with a change of its text. */
function changedConfig(change: (text: string) => string): Manifest[] {
  return rendered('prod', READABLE['tenants'] as EnvironmentProps).map((object) => {
    const data = object['data'] as Record<string, string> | undefined;
    const text = object.kind === 'ConfigMap' && object.metadata.name === 'loki' ? data?.['config.yaml'] : undefined;
    return text === undefined ? object : { ...object, data: { ...data, 'config.yaml': change(text) } };
  });
}

test('a secret in our own configuration is not written', () => {
  const objects = changedConfig((text) => `${text}tracing: { password: correct-horse-battery }\n`);
  const result = importAll({ files: [], manifests: { name: 'k8s', objects }, module: 'm' });
  expect(JSON.stringify(result)).not.toContain('correct-horse-battery');
  expect(result.decisions.map(({ field }) => field)).toContain('loki.config.tracing.password');
});

test('objects of others beside ours are not taken for those of the environment', () => {
  const other: Manifest = {
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'theirs', namespace: 'x' } },
    data: { 'runtime-config.yaml': 'overrides: { stranger: { ingestion_rate_mb: 4 } }\n' },
  };
  const objects = [...rendered('prod', READABLE['tenants'] as EnvironmentProps), other];
  const { environment, problems, keys } = importAll({ files: [], manifests: { name: 'k8s', objects }, module: 'm' });
  expect(problems).toEqual([]);
  expect(JSON.stringify(environment)).not.toContain('stranger');
  expect(keys.find(({ path }) => path.includes('theirs'))).toMatchObject({ class: 'impossible' });
});

test('a key that fields write, changed by hand, is to be decided, and no key of the configuration', () => {
  const objects = changedConfig((text) => text.replaceAll('dualstack_enabled: false', 'dualstack_enabled: true'));
  const { problems, decisions } = importAll({ files: [], manifests: { name: 'k8s.out', objects }, module: 'm' });
  expect(problems.filter(({ path }) => path.includes('.loki.config'))).toEqual([]);
  const texts = decisions.map(({ text }) => text);
  for (const key of ['ruler_storage', 'storage_config.object_store'])
    expect(texts).toContainEqual(expect.stringMatching(new RegExp(`^${key} differs`)));
});
