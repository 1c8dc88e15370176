import type { AlloyProcessing } from '../../../../charts/alloy/chart';
import { Block } from '../../../../charts/alloy/language/syntax';
import { list, object, text } from '../../../../charts/alloy/language/values';
import type { AlloyContext, AlloySource } from '../../../../charts/alloy/sources/source';
import { problemText } from '../../../../charts/input/problems';
import type { InputError } from '../../../../charts/input/problems';
import { chartOf, component, stages } from '../helpers';
import { WHOLE_ENTRY } from './everything';

const configOf = (...processing: AlloyProcessing[]): string => chartOf({ pipeline: { processing } }).config;

/** All stages of the pods' lines, those within `stage.match` too, in order. */
const flat = (config: string): string[] =>
  [...component(config, 'loki.process', 'pods').matchAll(/^\t+stage\.(\w+) /gm)].map(([, name]) => name ?? '');

test('without entries the stages are those of the source', () => {
  expect(chartOf({ pipeline: { processing: [] } }).config).toBe(chartOf().config);
});

test('blocks have 500 lines and wait a second for the next, unless an entry says otherwise', () => {
  const of = (multiline: AlloyProcessing['multiline']) =>
    [...configOf({ multiline }).matchAll(/max_(?:lines|wait_time) += "?(\w+)/g)].map(([, value]) => value);
  expect(of('java')).toEqual(['1s', '500']);
  expect(of({ firstLine: '^a', maxLines: 20, maxWait: '3s' })).toEqual(['3s', '20']);
});

test('the order is the same, whatever the order of fields', () => {
  const order = flat(configOf(WHOLE_ENTRY));
  expect(order).toEqual([
    ...['cri', 'static_labels', 'multiline', 'drop', 'drop', 'replace', 'replace', 'json', 'drop', 'template'],
    ...['regex', 'timestamp', 'drop', 'drop', 'sampling', 'limit', 'structured_metadata', 'structured_metadata'],
    ...['tenant', 'static_labels', 'template', 'labels', 'structured_metadata', 'label_drop'],
  ]);
  const reversed = Object.fromEntries(Object.entries(WHOLE_ENTRY).reverse());
  expect(configOf(reversed)).toBe(configOf(WHOLE_ENTRY));
});

test('one entry is one stage.match; the steps of several alternate', () => {
  const one: AlloyProcessing = { ...WHOLE_ENTRY, namespaces: ['shop'] };
  expect(stages(configOf(one), 'pods').filter((name) => name === 'match')).toHaveLength(1);
  const two = configOf({ namespaces: ['a'], level: true }, { namespaces: ['b'], multiline: 'go', redact: ['jwt'] });
  expect(flat(two)).toEqual([
    ...['cri', 'static_labels', 'match', 'multiline', 'replace', 'match', 'regex', 'template', 'structured_metadata'],
    ...['structured_metadata', 'label_drop'],
  ]);
});

test('an entry is for the lines of pods, unless it names sources', () => {
  const config = configOf({ sources: ['journal', 'audit'], redact: ['secrets'] });
  expect(stages(config, 'pods')).toEqual(stages(chartOf().config, 'pods'));
  expect(stages(config, 'journal').filter((name) => name === 'replace')).toHaveLength(2);
  expect(stages(config, 'audit')).toContain('replace');
  expect(stages(configOf({ sources: ['*'], redact: ['jwt'] }), 'cloud_init')).toContain('replace');
});

test('a level replaces the label of the journal, which would win otherwise', () => {
  const names = stages(configOf({ sources: ['journal'], level: true, format: 'klog' }), 'journal');
  expect(names.slice(1, 5)).toEqual(['regex', 'template', 'labels', 'structured_metadata']);
});

test('a tenant stands before the routes, which leave it', () => {
  const routes = [{ tenant: 'team-b', namespaces: ['shop'] }];
  const { config } = chartOf({ routes, pipeline: { processing: [{ namespaces: ['shop'], tenant: 'team-a' }] } });
  expect(config.indexOf('value = "team-a"')).toBeLessThan(config.indexOf('__tenant_id__=\\"\\"'));
});

test('what replaces a secret is not a template, and an expression without groups is one', () => {
  const config = configOf({ redact: [{ regex: 'a|b', replacement: '{{.Value}}' }] });
  expect(config).toContain('expression = `(a|b)`');
  expect(config).toContain('replace    = `{{"{{"}}.Value}}`');
});

test('two keys of logfmt have one name each', () => {
  const config = configOf({ format: 'logfmt', fields: { level: 'level' }, level: true });
  expect(component(config, 'loki.process', 'pods').match(/= "level",/g)).toHaveLength(1);
  expect(config).toContain('(or .level .found_level_lvl .found_level_severity .level "")');
});

test('own stages are printed as the formatter does, at their place', () => {
  const own = 'stage.match{selector="{a=\\"b\\"}"\nstage.static_labels{values={x="y",\n"z-z"=sys.env("NODE_NAME")}}}';
  const config = configOf({ stages: own, stagesAt: 'last', labels: { team: 'x' } });
  expect(stages(config, 'pods').slice(2, 4)).toEqual(['static_labels', 'match']);
  expect(config).toContain(
    '\t\tstage.static_labels {\n\t\t\tvalues = {\n\t\t\t\tx     = "y",\n\t\t\t\t"z-z" = sys.env("NODE_NAME"),',
  );
});

/** Messages of a chart with entries. */
function messages(processing: readonly AlloyProcessing[], extraSources: readonly AlloySource[] = []): string[] {
  try {
    chartOf({ pipeline: { processing }, extraSources });
    return [];
  } catch (error) {
    return (error as InputError).problems.map(problemText);
  }
}

/** A source of a user's own, which may forget the stages. */
const source = (name: string, hasStages: boolean): AlloySource => ({
  ...{ name, mounts: [], env: [], rules: [] },
  blocks: ({ receiver, stages: of }: AlloyContext) => [
    new Block('loki.process', name)
      .set('forward_to', list(receiver))
      .add(
        new Block('stage.static_labels').set(
          'values',
          object(Object.fromEntries(LABELS.map((each) => [each, text('x')]))),
        ),
        ...(hasStages ? of(name) : []),
      ),
  ],
});
const LABELS = Array.from({ length: 12 }, (_, index) => `l${index}`);

test('15 labels are counted over all stages and the destination', () => {
  const two: AlloyProcessing = { sources: ['own'], labels: { a: '1', b: '2' } };
  expect(messages([two], [source('own', true)])).toEqual([]);
  expect(messages([two, { sources: ['own'], labels: { c: '3' } }], [source('own', true)])).toEqual([
    expect.stringMatching(
      /^alloy\.processing\[1\]\.labels: lines of own would have 16 labels, .*: a, b, c, cluster, l0, .*structuredMetadata$/,
    ),
  ]);
});

test.each<[string, readonly AlloyProcessing[], string]>([
  [
    'a tenant that nobody lets in',
    [{ tenant: 'team-c' }],
    '[0].tenant: team-c is not one of the tenants, main, team-a, team-b; did you mean team-a?',
  ],
  [
    'a source that is not there',
    [{ sources: ['jurnal'], level: true }],
    '[0].sources[0]: jurnal is not a source that runs here: journal, audit, cloud_init, pods, events; did you mean journal?',
  ],
  [
    'a namespace of the journal',
    [{ sources: ['journal'], namespaces: ['a'], level: true }],
    '[0].namespaces: lines of journal have no label namespace; use one of',
  ],
  [
    'a limit by a label that is not there',
    [{ sources: ['audit'], rateLimit: { linesPerSecond: 1 } }],
    '[0].rateLimit.by: lines of audit have no label namespace; use one of',
  ],
  [
    'blocks that are joined twice',
    [{ multiline: 'go' }, { namespaces: ['a'], multiline: 'java' }],
    '[1].multiline: alloy.processing[0] has it for some of the same lines, and lines would be joined twice',
  ],
  [
    'a field that becomes metadata, with the name of a label',
    [{ format: 'json', fields: { app: 'app' }, structuredMetadata: ['app'] }],
    '[0].structuredMetadata[0]: app is a label of lines of pods, which Alloy takes in place of the field; give the field another name, such as line_app',
  ],
  [
    'a group of an expression with the name of a label',
    [{ sources: ['*'], regex: '(?P<unit>x)', structuredMetadata: ['unit'] }],
    '[0].structuredMetadata[0]: unit is a label of lines of journal, which Alloy takes in place of the field',
  ],
  [
    'a field that becomes a label after the stages of another entry',
    [
      { namespaces: ['a'], format: 'json', fields: { app: 'app' }, labels: { team: { field: 'app' } } },
      { namespaces: ['b'], level: true },
    ],
    '[0].labels.team.field: app is a label of lines of pods, which Alloy takes in place of the field',
  ],
  [
    'a field of all lines that becomes a label after the stages of another entry for some of them',
    [
      { format: 'json', fields: { app: 'app' }, labels: { team: { field: 'app' } } },
      { namespaces: ['b'], level: true },
    ],
    '[0].labels.team.field: app is a label of lines of pods, which Alloy takes in place of the field',
  ],
  [
    'a field of logfmt with the name of a label, where lines without fields are dropped',
    [{ format: 'logfmt', malformed: 'drop', fields: { app: 'app', status: 'status' } }],
    '[0].fields.app: app is a label of lines of pods, which Alloy takes where the field is missing, so no line is malformed; ' +
      'give the field another name, such as line_app',
  ],
  [
    'a selection by a label that another entry sets, which is the last step',
    [
      { namespaces: ['a'], labels: { team: 'x' } },
      { match: { team: ['x'] }, tenant: 'team-a' },
    ],
    '[1].match.team: team is set by alloy.processing[0].labels, which is after these stages, so no line has it yet; select by',
  ],
  [
    'a limit by such a label',
    [
      { namespaces: ['a'], labels: { team: 'x' } },
      { sources: ['pods'], rateLimit: { linesPerSecond: 1, by: 'team' } },
    ],
    '[1].rateLimit.by: team is set by alloy.processing[0].labels',
  ],
  [
    'a variable of the node that pods with these lines do not have',
    [
      {
        sources: ['events'],
        stages: 'stage.static_labels { values = { a = sys.env("NODE_NAME"), b = sys.env("NODE_NAME") } }',
      },
    ],
    '[0].stages: reads the environment variable NODE_NAME, which would be empty for lines of events; leave it out, or name',
  ],
  [
    'a label with the name of metadata of its source',
    [{ sources: ['events'], labels: { reason: 'x' } }],
    '[0].labels.reason: reason is structured metadata of lines of events, which would take the label; use another name',
  ],
])('%s: refused', (_what, processing, message) => {
  expect(messages(processing)).toEqual([expect.stringContaining(`alloy.processing${message}`)]);
});

/** Stages of a user that make structured metadata of a label. */
const OWN = 'stage.structured_metadata { values = { team = "" } }';

test.each<[string, readonly AlloyProcessing[]]>([
  [
    'fields of logfmt with other names, and lines that are kept',
    [
      { namespaces: ['a'], format: 'logfmt', malformed: 'drop', fields: { line_app: 'app', unit: 'u' } },
      { namespaces: ['b'], format: 'logfmt', fields: { app: 'app' }, level: true },
      { namespaces: ['c'], format: 'json', malformed: 'drop', fields: { app: 'app' }, level: true },
    ],
  ],
  ['a label of its own source, in another', [{ format: 'json', fields: { unit: 'u' }, structuredMetadata: ['unit'] }]],
  [
    'a label that comes after, or on the way to Loki',
    [
      { labels: { team: 'a' } },
      {
        format: 'json',
        fields: { team: 't', cluster: 'c', level: 'l' },
        structuredMetadata: ['team', 'cluster', 'level'],
      },
    ],
  ],
  [
    'a field that becomes a label in the same stages',
    [
      { namespaces: ['a'], format: 'json', fields: { app: 'app' }, labels: { team: { field: 'app' } } },
      { namespaces: ['b'], redact: ['jwt'] },
    ],
  ],
  [
    'a field that becomes a label after stages for all lines',
    [{ format: 'json', fields: { app: 'app' }, labels: { team: { field: 'app' } } }, { level: true }],
  ],
  [
    'a label that another entry sets before, for further labels',
    [
      { namespaces: ['a'], labels: { team: 'x' } },
      { match: { team: ['x'] }, labels: { tier: '1' } },
    ],
  ],
  [
    'a label that stages of a user set first',
    [
      { namespaces: ['a'], stages: 'stage.static_labels { values = { team = "x" } }', stagesAt: 'first' },
      { match: { team: ['x'] }, level: true },
    ],
  ],
  ['a label that stages of a user take away', [{ labels: { team: 'a' }, stages: OWN, stagesAt: 'last' }]],
  ['a field that is read for its level alone', [{ format: 'json', fields: { app: 'app' }, level: { field: 'app' } }]],
  ['a field that stages of a user may read', [{ structuredMetadata: ['stream'], stages: 'stage.decolorize { }' }]],
])('a field with the name of %s: taken', (_what, processing) => expect(messages(processing)).toEqual([]));

test('a field named Value does not become the label of another', () => {
  const entry: AlloyProcessing = {
    format: 'json',
    fields: { Value: 'v', kind: 'k' },
    labels: { kind: { field: 'kind' } },
  };
  const templates = (processing: readonly AlloyProcessing[]) =>
    [...chartOf({ pipeline: { processing } }).config.matchAll(/template = `\{\{ with (\S+) \}\}/g)].map(
      (found) => found[1],
    );
  expect(templates([entry])).toEqual(['.kind']);
  expect(templates([{ ...entry, fields: { kind: 'k' } }])).toEqual(['.Value']);
  expect(
    templates([
      { ...entry, fields: { kind: 'k' } },
      { regex: '(?P<Value>x)', structuredMetadata: ['Value'] },
    ]),
  ).toEqual(['.kind']);
});

test('a source of one’s own that does not ask for stages: refused', () => {
  expect(messages([{ sources: ['own'], level: true }], [source('own', false)])).toEqual([
    'alloy.processing[0].sources: the source own has no place for stages; add ...context.stages(this.name) to its loki.process',
  ]);
  expect(messages([{ sources: ['*'], redact: ['jwt'] }], [source('own', false)])).toEqual([]);
});
