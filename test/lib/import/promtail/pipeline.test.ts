import { fieldsOf } from '../../../../lib/import/promtail/fields';
import { stageBlocks } from '../../../../lib/import/promtail/blocks';
import { imported, keyOf } from '../helpers';

const pipeline = (stages: string) => imported(`config:\n  snippets:\n    pipelineStages: ${stages}\n`);
const entries = (stages: string) =>
  ((pipeline(stages).environment['alloy'] ?? {}) as Record<string, unknown>)['processing'];

test.each([
  ['[{ cri: {} }]', undefined],
  [
    '[{ json: { expressions: { status: http.status, level: } } }, { labels: { level: } }]',
    [{ format: 'json', fields: { status: 'http.status', level: 'level' }, labels: { level: { field: 'level' } } }],
  ],
  [
    '[{ logfmt: { mapping: { dur: } } }, { structured_metadata: { dur: } }]',
    [{ format: 'logfmt', fields: { dur: 'dur' }, structuredMetadata: ['dur'] }],
  ],
  [
    "[{ regex: { expression: '(?P<team>\\w+)' } }, { labels: { team: } }]",
    [{ regex: '(?P<team>\\w+)', labels: { team: { field: 'team' } } }],
  ],
  [
    '[{ json: { expressions: { trace_id: } } }, { labels: { trace_id: } }]',
    [{ format: 'json', fields: { trace_id: 'trace_id' }, structuredMetadata: ['trace_id'] }],
  ],
  [
    '[{ drop: { expression: healthz, drop_counter_reason: probe } }, { drop: { longer_than: 8kb } }]',
    [{ drop: { matching: [{ regex: 'healthz', reason: 'probe' }], longerThan: '8KiB' } }],
  ],
  ['[{ static_labels: { team: a } }, { sampling: { rate: 0.5 } }]', [{ labels: { team: 'a' }, sample: 0.5 }]],
  [
    '[{ limit: { rate: 10, burst: 20, drop: true, by_label_name: namespace } }]',
    [{ rateLimit: { linesPerSecond: 10, burst: 20, by: 'namespace' } }],
  ],
  [
    "[{ replace: { expression: 'key=(\\S+)', replace: '-' } }]",
    [{ redact: [{ regex: 'key=(\\S+)', replacement: '-' }] }],
  ],
  // Without a replacement, Promtail leaves out what it finds.
  ["[{ replace: { expression: 'key=(\\S+)' } }]", [{ redact: [{ regex: 'key=(\\S+)', replacement: '' }] }]],
  ['[{ drop: { longer_than: 8192 } }]', [{ drop: { longerThan: '8192B' } }]],
])('%s becomes fields', (stages, expected) => {
  const { problems } = pipeline(stages);
  expect(problems).toEqual([]);
  expect(entries(stages)).toEqual(expected);
});

test.each([
  [
    "[{ json: { expressions: { a: } } }, { template: { source: a, template: '{{ ToLower .Value }}' } }, { labels: { a: } }]",
    ['stage.json', 'stage.template', 'stage.labels'],
  ],
  // Both conditions must hold, and an entry drops for each.
  ['[{ drop: { expression: x, older_than: 24h } }]', ['stage.drop']],
  // The library drops after it reads fields.
  [
    '[{ drop: { expression: x } }, { json: { expressions: { a: } } }, { labels: { a: } }]',
    ['stage.drop', 'stage.json', 'stage.labels'],
  ],
  ['[{ match: { selector: \'{job="x"}\', action: drop } }]', ['stage.match']],
  [
    '[{ metrics: { lines: { type: Counter, description: d, config: { match_all: true, action: inc } } } }]',
    ['stage.metrics'],
  ],
  ['[{ tenant: { label: namespace } }]', ['stage.tenant']],
  // Promtail replaces groups only.
  ["[{ replace: { expression: 'key=a', replace: b } }]", ['stage.replace']],
])('%s stays in its order, in the language of Alloy', (stages, expected) => {
  const [entry] = entries(stages) as { stages: string }[];
  expect([...(entry?.stages ?? '').matchAll(/^(stage\.\w+)/gm)].map(([, name]) => name)).toEqual(expected);
  expect(pipeline(stages).problems).toEqual([]);
});

test('a match whose selector names pods is the selection of an entry', () => {
  const stages = `[{ match: { selector: '{namespace=~"shop|cart.*", app="web"}', stages: [{ multiline: { firstline: '^x' } }] } }]`;
  expect(entries(stages)).toEqual([{ namespaces: ['shop', 'cart*'], apps: ['web'], multiline: { firstLine: '^x' } }]);
});

test('stages that Alloy lacks are impossible, and the others stay', () => {
  const result = pipeline('[{ geoip: { db: x } }, { output: { source: m } }]');
  expect(keyOf(result, 'config.snippets.pipelineStages[0].geoip.db')).toMatchObject({ class: 'impossible' });
  expect(keyOf(result, 'config.snippets.pipelineStages[1].output.source').to).toBe('alloy.processing[0].stages');
  expect(() => stageBlocks('geoip', {})).toThrow();
});

test('an order that the library does not have gives no fields', () => {
  const of = (...kinds: string[]) =>
    fieldsOf(
      kinds.map((kind) => ({ kind, settings: { expression: 'x', expressions: { a: null } } })),
      {},
    );
  expect([of('json', 'drop'), of('drop', 'json')]).toEqual([undefined, undefined]);
});

test('the cluster among static labels of all pods is the name of the cluster', () => {
  const result = pipeline(
    '[{ static_labels: { cluster: shop-eu, team: a } }, { static_labels: { cluster: shop-eu } }]',
  );
  expect(result.environment).toMatchObject({
    cluster: { existing: { name: 'shop-eu' } },
    alloy: { processing: [{ labels: { team: 'a' } }] },
  });
  expect(keyOf(result, 'config.snippets.pipelineStages[0].static_labels.cluster').to).toBe('cluster.existing.name');
  expect(result.keys.filter((key) => key.class !== 'taken')).toEqual([]);
  // Of some pods, it is a label as any other.
  const some = `[{ match: { selector: '{app="a"}', stages: [{ static_labels: { cluster: b } }] } }]`;
  expect(JSON.stringify(entries(some))).toContain('cluster');
});

test.each([
  [
    "regex: { expression: '(?=a)b' }",
    'has expression, whose character 1 looks ahead, which Go cannot; write an expression without it',
  ],
  ['multiline: { firstline: a, max_wait_time: 3 }', /^has max_wait_time, where 3 is not a duration/],
  ['tenant: { value: a/b }', /^a\/b has a character Loki does not accept in a tenant/],
  ['geoip: { db: /x, source: a }', 'needs a database of addresses, which no pod of Alloy has here'],
  ['unknown: { a: b }', 'no stage of Alloy does what unknown does'],
])('%s is refused alone, with the reason', (stage, note) => {
  const result = pipeline(`[{ ${stage} }, { template: { source: a, template: b } }]`);
  expect(result.problems).toEqual([]);
  expect(result.keys.filter((key) => key.class === 'impossible').map((key) => key.note)[0]).toEqual(
    typeof note === 'string' ? note : expect.stringMatching(note),
  );
  expect(JSON.stringify(result.environment)).toContain('stage.template');
});

test('stages have settings in the form of Alloy, with the same meaning', () => {
  const stages = `[
    { drop: { source: [level, msg], separator: '|', expression: 'a|b', longer_than: 2kb } },
    { metrics: { lines: { type: Counter, description: d, config: { match_all: true, action: inc } } } },
    { metrics: { own: { type: Gauge, prefix: my_, description: d, config: { action: inc } } } }
  ]`;
  const text = String((entries(stages) as { stages: string }[])[0]?.stages);
  for (const one of ['"level,msg"', '"2KiB"', '"promtail_custom_"', '"my_"']) expect(text).toContain(one);
  expect(pipeline(stages).keys.filter((key) => key.class === 'impossible')).toEqual([]);
});

test('a match with nothing but a format is that of all lines', () => {
  const of = (stages: string) => pipeline(`[{ match: { selector: '{runtime="x"}', stages: [${stages}] } }]`);
  const result = of('{ cri: {} }, { labels: { stream: } }');
  expect(JSON.stringify(result.environment)).not.toContain('stage');
  expect(result.keys.filter((key) => key.class !== 'taken')).toEqual([]);
  for (const [stages, note] of [
    ['{ cri: {} }, { labels: { stream: , flags: } }', 'flags, which is F'],
    ['{ docker: {} }', 'keeps its fields log'],
  ] as const) {
    expect(
      new Set(
        of(stages)
          .keys.filter((key) => key.class === 'differs')
          .map((key) => key.note),
      ),
    ).toEqual(new Set([expect.stringContaining(note) as string]));
  }
});

test('the tenant of the client is that of lines without another one', () => {
  const of = (clients: string, stages: string) =>
    imported(`config: { clients: ${clients}, snippets: { pipelineStages: ${stages} } }`);
  const own = of('[{ url: http://loki, tenant_id: main }]', '[{ tenant: { value: apps } }]');
  expect(own.environment['tenants']).toEqual(['main', 'apps']);
  expect(of('[{ url: http://loki }]', '[{ tenant: { value: apps } }]').environment['tenants']).toEqual([
    'imported',
    'apps',
  ]);
  const byLabel = of('[]', '[{ tenant: { label: namespace } }]');
  expect(byLabel.decisions.find(({ field }) => field === 'tenants')?.text).toContain('by namespace');
});

test('a label of the former lines that a stage reads is asked for', () => {
  const of = (stages: string) =>
    imported(`config: { clients: [], snippets: { pipelineStages: ${stages} } }`).decisions.map(({ text }) => text);
  const template = `{ template: { source: component, template: x } }`;
  expect(of(`[{ output: { source: component } }]`).join()).toContain(
    'have no label component here, so stages find nothing',
  );
  expect(of(`[${template}, { output: { source: component } }]`).join()).not.toContain('component');
  expect(of(`[{ output: { source: unknown } }]`).join()).not.toContain('unknown');
});

test('lines whose stages do not read CRI had its prefix, and that is said', () => {
  const effects = (text: string) => imported(text).effects.filter(({ subject }) => subject === 'lines of pods');
  const job = (stages: string) =>
    `config:\n  clients: []\n  snippets:\n    scrapeConfigs: |\n      - { job_name: a, kubernetes_sd_configs: [{ role: pod }]${stages} }\n`;
  expect(effects(job('')).map(({ was }) => was)).toEqual(['with the prefix of CRI, since a job has no cri']);
  expect(effects(job(', pipeline_stages: [{ docker: {} }]'))).toHaveLength(1);
  expect(effects(job(', pipeline_stages: [{ cri: {} }]'))).toEqual([]);
  expect(effects('config: { clients: [], snippets: { pipelineStages: [{ docker: {} }] } }')).toHaveLength(1);
});

test('jobs in a file of its own take the place of all others', () => {
  const { environment, keys } = imported(`config:
  clients: []
  file: |
    clients:
      {{- toYaml .Values.config.clients | nindent 2 }}
    scrape_configs:
      - job_name: pods
        kubernetes_sd_configs: [{ role: pod }]
        pipeline_stages: [{ cri: {} }, { drop: { expression: noise } }]
`);
  expect(environment['alloy']).toMatchObject({ processing: [{ drop: { matching: ['noise'] } }] });
  expect(keys.find(({ path }) => path.endsWith('drop.expression'))?.class).toBe('taken');
});

test('jobs under a key that the chart ignores are ignored', () => {
  const { environment, keys } = imported(`config:
  clients: [{ url: http://loki }]
  scrape_configs:
    - job_name: pods
      kubernetes_sd_configs: [{ role: pod }]
      pipeline_stages: [{ drop: { expression: noise } }]
`);
  expect(JSON.stringify(environment['alloy'])).not.toContain('noise');
  expect(keys.find(({ path }) => path.endsWith('drop.expression'))?.class).toBe('ignored');
});

test('what is read here and was not before is said', () => {
  const of = (text: string) => imported(text).effects.find(({ subject }) => subject === 'sources')?.is;
  expect(of('config: { clients: [] }')).toBe(
    'also the journal of nodes, their audit log, their log of cloud-init and Kubernetes events, unless alloy.journal: false, alloy.audit: false, alloy.cloudInit: false, alloy.events: false',
  );
  const files = of('alloy: { configMap: { content: "loki.source.api \\"a\\" { forward_to = [] }" } }');
  expect(files).toContain('cloud-init, pods and Kubernetes events');
});

test('a line without a time keeps its own, and that is said unless it did before', () => {
  const subjects = (more: string) =>
    pipeline(`[{ json: { expressions: { t: } } }, { timestamp: { source: t, format: RFC3339${more} } }]`).effects.map(
      ({ subject }) => subject,
    );
  expect(subjects('')).toContain('times of lines without one that is read');
  expect(subjects(', action_on_failure: skip')).not.toContain('times of lines without one that is read');
});

test('labels that a stage does not keep are dropped, and those of all lines stay', () => {
  const of = (stages: string) => pipeline(stages).environment['alloy'];
  const labels = '{ json: { expressions: { level: , team:  } } }, { labels: { level: , team: } }';
  expect(of('[{ labelallow: [namespace, level] }]')).toEqual({
    pods: { formerPositions: '/run/promtail/positions.yaml' },
  });
  const kept = JSON.stringify(of(`[${labels}, { labelallow: [namespace, level] }]`));
  expect(kept).toContain('stage.label_drop');
  expect(kept).not.toContain('label_keep');
});
