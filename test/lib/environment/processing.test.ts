import { problemText } from '../../../charts/input/problems';
import { validateEnvironments } from '../../../lib/environment/validate';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { environment, library, lines } from '../app/loki-logging/doors';

const problemsOf = (...processing: unknown[]) =>
  validateEnvironments({
    prod: { cluster: { create: {} }, tenants: ['prod', 'shop'], alloy: { processing } },
  } as never).map(problemText);

test.each<[string, object, string]>([
  ['a misspelt field', { levle: true }, 'levle: not a key; did you mean level?'],
  ['nothing to do', { namespaces: ['a'] }, ' does nothing; write what happens to the lines'],
  ['fields that are empty', { redact: [], structuredMetadata: [], labels: {} }, ' does nothing; write what happens'],
  ['fields with the values that change nothing', { sample: 1, level: false, malformed: 'keep' }, ' does nothing'],
  [
    'namespaces that are all excepted',
    { namespaces: ['shop'], exceptNamespaces: ['sh*'], sample: 0.5 },
    'exceptNamespaces: ["sh*"] excepts all of namespaces; leave one of the two out',
  ],
  [
    'every namespace excepted',
    { exceptNamespaces: ['shop', '*'], sample: 0.5 },
    'exceptNamespaces[1]: * excepts every namespace, so the entry is for no line; name some, or leave the entry out',
  ],
  [
    'a drop of every line',
    { drop: { matching: ['^GET', '(?s).*'] } },
    'drop.matching[1]: (?s).* matches every line of pods; narrow it, select lines, or switch the source off',
  ],
  [
    'a redaction of nothing',
    { redact: [{ regex: '\\d*' }] },
    'redact[0].regex: \\d* also matches an empty text, so its replacement would stand between all characters; match at least one character, with + in place of *',
  ],
  ['a redaction twice', { redact: ['emails', 'jwt', 'emails'] }, 'redact[2]: emails occurs twice; write it once'],
  [
    'an expression that is redacted already',
    { redact: [{ regex: 'ssn=(\\d+)' }, 'emails', { regex: 'ssn=(\\d+)', replacement: 'none' }] },
    'redact[2]: ssn=(\\d+) is the expression of item 0, too; leave one of the two out',
  ],
  [
    'a wait in which lines are lost with their pod',
    { multiline: { firstLine: 'x', maxWait: '11m' } },
    'multiline.maxWait: 11m is more than 10m; write less, or leave it out',
  ],
  ['no namespace', { namespaces: [], level: true }, 'namespaces: [] is empty'],
  ['an invalid namespace', { namespaces: ['A'], level: true }, 'namespaces[0]: A is not a namespace'],
  [
    'a language without a form',
    { multiline: 'pyton' },
    'multiline: pyton is not one of java, python, go, node, dotnet; did you mean python?',
  ],
  [
    'lookahead',
    { multiline: { firstLine: '^(?!\\s)' } },
    'multiline.firstLine: ^(?!\\s) is not a regular expression of Go: character 2 looks ahead, which Go cannot',
  ],
  ['an invalid wait', { multiline: { firstLine: 'x', maxWait: '1d' } }, 'multiline.maxWait: 1d is not a duration'],
  ['no format', { format: 'yaml', level: true }, 'format: yaml is not one of json, logfmt, klog, text'],
  [
    'fields of text',
    { fields: { a: 'a' }, level: true },
    'fields: are read from json and logfmt, and the format is text',
  ],
  ['an invalid path', { format: 'json', fields: { a: 'a..b' }, level: true }, 'fields.a: a..b is not a path in JSON'],
  [
    'a field that is not read',
    { format: 'json', structuredMetadata: ['trace'] },
    'structuredMetadata[0]: trace is not read from the lines',
  ],
  [
    'an unknown level',
    { drop: { levels: ['warning'] } },
    'drop.levels[0]: warning is not one of trace, debug, info, warn, error, fatal',
  ],
  ['a size without unit', { drop: { longerThan: '64' } }, 'drop.longerThan: 64 is not a size'],
  ['a share above 1', { sample: 2 }, 'sample: 2 is not a number of at least 0.00001 and at most 1'],
  [
    'a limit of 0',
    { rateLimit: { linesPerSecond: 0 } },
    'rateLimit.linesPerSecond: 0 is not a number of at least 0.001',
  ],
  ['a secret without a form', { redact: ['aws'] }, 'redact[0]: aws is not one of aws-keys, authorization'],
  [
    'a layout of another language',
    { regex: '(?P<t>x)', timestamp: { field: 't', format: '%Y' } },
    'timestamp.format: %Y has %Y, and Go writes layouts another way',
  ],
  [
    'a place beside a zone',
    { regex: '(?P<t>x)', timestamp: { field: 't', location: 'Europe/Berlin' } },
    'timestamp.location: Europe/Berlin, and times of the format say their zone',
  ],
  [
    'a label without bound',
    { labels: { trace_id: 'x' } },
    "labels.trace_id: trace_id has a new value for every request, process or pod, and each would be a stream; write structuredMetadata: ['trace_id'] instead",
  ],
  [
    'a label of the library',
    { labels: { namespace: 'x' } },
    'labels.namespace: namespace is a label that the library sets',
  ],
  ['an unknown tenant', { tenant: 'shops' }, 'tenant: shops is not one of the tenants, prod, shop; did you mean shop?'],
  [
    'a container that no pod can have',
    { containers: ['istio-*', 'Cart'], level: true },
    'containers[1]: Cart is not a name that a pod gives its lines as container; use lower-case letters, digits, hyphens and *',
  ],
  [
    'an expression in place of names',
    { apps: ['cart|shop'], level: true },
    'apps[0]: cart|shop is not a name that a pod gives its lines as app; use letters, digits, dots, hyphens, underscores and *',
  ],
  [
    'an output that no container has',
    { match: { stream: ['std*', 'STDERR'] }, level: true },
    'match.stream[1]: STDERR is not one of stdout, stderr; write one of them',
  ],
  [
    'records that would be joined',
    { sources: ['pods', 'events'], multiline: 'java' },
    'multiline: java, and each line of events is an entry of its own; leave it out, or events out of sources',
  ],
  ['a place without stages', { level: true, stagesAt: 'last' }, 'stagesAt: last, and there are no stages'],
  ['stages with a syntax error', { stages: 'stage.json {\n  x = }' }, 'line 2 has'],
  [
    'a component as a stage',
    { stages: 'loki.write "x" { }' },
    'has the block loki.write on line 1, which is not a stage',
  ],
  [
    'a stage there is not',
    { stages: '\nstage.jsn { }' },
    'has stage.jsn on line 2, which is not a stage of Alloy 1.18; did you mean stage.json?',
  ],
  [
    'an attribute there is not',
    { stages: 'stage.drop {\n expresion = "x"\n}' },
    'has expresion on line 2, which is not an attribute of stage.drop in Alloy 1.18; did you mean expression?',
  ],
  ['a value of another type', { stages: 'stage.label_drop { values = "x" }' }, 'has values on line 1, where'],
  [
    'an invalid regular expression',
    { stages: 'stage.drop { expression = "(?=x)" }' },
    'has expression on line 1, whose character 1 looks ahead, which Go cannot',
  ],
  [
    'a stage without what it needs',
    { stages: 'stage.match {\n stage.cri { }\n}' },
    'has a stage.match on line 1 without selector',
  ],
  [
    'a stage that Alloy refuses',
    { stages: 'stage.tenant { }' },
    'has a stage.tenant on line 1 that has none of label, source and value',
  ],
  [
    'a label without bound in stages',
    { stages: 'stage.labels { values = { user_id = "" } }' },
    'makes a label of user_id, whose values have no bound',
  ],
  [
    'a variable that is not there',
    { stages: 'stage.static_labels { values = { a = sys.env("HOME") } }' },
    'reads the environment variable HOME, which no pod of Alloy has',
  ],
])('%s: refused', (_what, entry, message) => {
  const found = problemsOf(entry);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain('environments.prod.alloy.processing[0]');
  expect(found[0]).toContain(message);
});

test.each([
  ['1.18', 'grafana/alloy:v1.18.1', 1],
  ['newer than all that is known', 'grafana/alloy:v1.99.0', 0],
  ['unknown', 'registry.example.com/agent:7', 0],
])('an Alloy whose version is %s: stages are compared with what it knows', (_what, alloy, problems) => {
  const input = {
    ...{ cluster: { create: {} }, images: { alloy } },
    alloy: { processing: [{ stages: 'stage.later { }' }] },
  };
  expect(validateEnvironments({ prod: input })).toHaveLength(problems);
});

test('two entries for the same lines: refused with both places', () => {
  expect(problemsOf({ tenant: 'shop' }, { apps: ['x'], tenant: 'prod' })).toEqual([
    expect.stringContaining('alloy.processing[1].tenant: alloy.processing[0] has it for some of the same lines'),
  ]);
});

test('an entry that is there already is one problem, in whatever order its fields are', () => {
  expect(problemsOf({ tenant: 'shop', sample: 0.5 }, { level: true }, { sample: 0.5, tenant: 'shop' })).toEqual([
    'environments.prod.alloy.processing[2]: is the same as alloy.processing[0]; leave one of the two out',
  ]);
  const labels = [
    { team: 'a', tier: 'b' },
    { tier: 'b', team: 'a' },
  ];
  expect(problemsOf(...labels.map((own) => ({ labels: own })))).toEqual([
    'environments.prod.alloy.processing[1]: is the same as alloy.processing[0]; leave one of the two out',
  ]);
});

test('an entry for containers that are not read is refused, and right for a part of them', () => {
  const of = (containers: string[]) =>
    validateEnvironments({
      prod: {
        cluster: { create: {} },
        alloy: { pods: { containers: { exclude: ['istio-*'] } }, processing: [{ containers, sample: 0.5 }] },
      },
    } as never).map(problemText);
  expect(of(['istio-proxy'])).toEqual([
    'environments.prod.alloy.processing[0].containers[0]: istio-proxy matches no container, since alloy.pods.containers.exclude has istio-*; leave it out, or have it read',
  ]);
  expect(of(['i*', 'web'])).toEqual([]);
});

test('a destination for pods of namespaces that are not read is refused, unless it is for other sources too', () => {
  const of = (only: object) =>
    validateEnvironments({
      prod: {
        cluster: { create: {} },
        alloy: {
          pods: { namespaces: { exclude: ['shop-*'] } },
          destinations: [{ name: 'central', only, loki: { url: 'https://loki.example.com' } }],
        },
      },
    } as never).map(problemText);
  expect(of({ sources: ['pods'], namespaces: ['shop-a', 'web'] })).toEqual([
    'environments.prod.alloy.destinations[0].only.namespaces[0]: shop-a matches no pod, since alloy.pods.namespaces.exclude has shop-*; leave it out, or have its pods read',
  ]);
  expect(of({ sources: ['pods', 'events'], namespaces: ['shop-a'] })).toEqual([]);
  expect(of({ namespaces: ['shop-a'] })).toEqual([]);
});

test('a destination that is the own door is refused, through both doors', () => {
  const expose = {
    host: 'loki.example.com',
    certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
    vpcCidrs: ['10.0.0.0/16'],
  };
  const destinations = [{ name: 'again', loki: { url: 'https://loki.example.com' } }];
  const message =
    "destinations[0].loki.url: https://loki.example.com is this environment's own Loki, which gets all lines; leave it out, or write { here: … } to filter what it gets";
  expect(lines(environment({ expose, alloy: { destinations } }))).toEqual([`environments.team.alloy.${message}`]);
  expect(lines(() => library({ expose, alloyDestinations: destinations }))).toEqual([
    `Stack/Logging.alloyD${message.slice(1)}`,
  ]);
});

describe('an entry for pods of namespaces that are not read', () => {
  const of = (namespaces: object, ...processing: object[]) =>
    validateEnvironments({
      prod: { cluster: { create: {} }, alloy: { pods: { namespaces }, processing } },
    } as never).map(problemText);

  test('is refused, for each of them', () => {
    expect(of({ exclude: ['shop-*'] }, { namespaces: ['shop-a', 'web'], sample: 0.5 })).toEqual([
      'environments.prod.alloy.processing[0].namespaces[0]: shop-a matches no pod, since alloy.pods.namespaces.exclude has shop-*; leave it out, or have its pods read',
    ]);
    expect(of({ include: ['web'] }, { namespaces: ['shop-*'], sample: 0.5 })).toEqual([
      'environments.prod.alloy.processing[0].namespaces[0]: shop-* matches no pod, since alloy.pods.namespaces.include is only web; leave it out, or have its pods read',
    ]);
  });

  test('is right for a part of what is read, and for sources beside the pods', () => {
    expect(of({ exclude: ['shop-x'] }, { namespaces: ['shop-*'], sample: 0.5 })).toEqual([]);
    expect(of({ exclude: ['shop'] }, { sources: ['pods', 'events'], namespaces: ['shop'], sample: 0.5 })).toEqual([]);
  });
});

test('lines of other sources than pods have any names, and pods the usual ones', () => {
  expect(
    problemsOf({ sources: ['push'], apps: ['Cart|Shop'], containers: ['A'], match: { stream: ['x'] }, sample: 0.5 }),
  ).toEqual([]);
  const names = { apps: ['Cart_v1.2', 'a*'], containers: ['cart-1'], pods: ['cart-7f9-x.y*'] };
  expect(problemsOf({ ...names, match: { stream: ['*err'] }, sample: 0.5 })).toEqual([]);
});

test('lines wait for the next one as long as their pod may lose them: ten minutes', () => {
  expect(problemsOf({ multiline: { firstLine: 'x', maxWait: '10m' } })).toEqual([]);
  expect(problemsOf({ multiline: { firstLine: 'x', maxWait: '600.5s' } })).toHaveLength(1);
});

test('a switched off level beside something to do is not a problem', () => {
  expect(problemsOf({ level: false, sample: 0.5 })).toEqual([]);
});

test('entries work through both doors', () => {
  const processing = [{ namespaces: ['shop'], multiline: 'java' as const }];
  const joins = (charts: LoggingCharts) => charts.alloy.config.includes('stage.multiline');
  expect(joins(environment({ alloy: { processing } })())).toBe(true);
  expect(joins(library({ alloyProcessing: processing }).charts)).toBe(true);
  expect(() => library({ alloyProcessing: [{ tenant: 'nobody' }] })).toThrow(/alloyProcessing\[0\]\.tenant/);
});
