import { good, linesOf } from './environments';

const of = (processing: object[], more: object = {}) =>
  linesOf({ dev: { ...good, canary: true, alloy: { processing }, ...more } }).map((line) =>
    line.replace('environments.dev.alloy.processing', ''),
  );

const fix = "write exceptNamespaces: ['loki-canary']";

describe('lines of the canary are processed so that it finds them', () => {
  test.each<[string, object, string[]]>([
    [
      'dropped by an expression',
      { drop: { matching: ['GET', { regex: '^\\d+ p+$' }] } },
      [`[0].drop.matching[1]: ^\\d+ p+$ also applies to the lines of the canary, which counts them as missing; ${fix}`],
    ],
    [
      'dropped as too long',
      { drop: { longerThan: '98B' } },
      [
        `[0].drop.longerThan: 98B also applies to the lines of the canary, which counts them as missing: each has 99 bytes; ${fix}`,
      ],
    ],
    [
      'dropped as malformed',
      { format: 'json', malformed: 'drop' },
      [
        `[0].malformed: drop also applies to the lines of the canary, which counts them as missing: they are not json; ${fix}`,
      ],
    ],
    [
      'sent to another tenant',
      { tenant: 'b' },
      [
        `[0].tenant: b also applies to the lines of the canary, which counts them as missing: it reads those of a; ${fix}`,
      ],
    ],
    [
      'joined to blocks',
      { multiline: 'java' },
      [`[0].multiline: joins the lines of the canary, and it counts them as missing; ${fix}`],
    ],
    [
      'changed',
      { redact: ['emails', { regex: '\\d{16,}' }] },
      [`[0].redact[1]: \\d{16,} changes the lines of the canary, and it counts them as missing; ${fix}`],
    ],
    [
      'dropped before they are read',
      { drop: { olderThan: '500ms' } },
      [
        `[0].drop.olderThan: 500ms also applies to the lines of the canary, which counts them as missing: it takes seconds to read them; ${fix}`,
      ],
    ],
    [
      'limited to fewer than it writes',
      { rateLimit: { linesPerSecond: 0.5 } },
      [
        `[0].rateLimit: 0.5 a second also applies to the lines of the canary, which counts the others as missing; ${fix}`,
      ],
    ],
  ])('%s', (_what, entry, expected) => {
    const tenants = { tenants: ['a', 'b'], tenantNamespaces: { b: ['shop'] } };
    expect(of([entry], tenants)).toEqual(expected);
    expect(of([{ ...entry, exceptNamespaces: ['loki-*'] }], tenants)).toEqual([]);
    expect(of([{ ...entry, namespaces: ['shop'] }], tenants)).toEqual([]);
    expect(of([entry], { ...tenants, canary: false })).toEqual([]);
  });

  test.each<[string, object]>([
    ['other lines dropped', { drop: { matching: ['^GET /healthz'], longerThan: '1MB' } }],
    ['longer lines dropped', { drop: { longerThan: '99B' } }],
    ['much longer lines dropped', { drop: { longerThan: '1KiB' } }],
    ['its own tenant', { tenant: 'a' }],
    ['blocks whose first lines its lines are', { multiline: 'node' }],
    ['a first line of numbers', { multiline: { firstLine: '^\\d' } }],
    ['other texts changed', { redact: ['card-numbers', { regex: 'ssn=(\\d+)' }] }],
    ['an expression that JavaScript would try for ever', { drop: { matching: ['^(\\w+\\s?)*;$'] } }],
    ['such a first line', { multiline: { firstLine: '^(\\w+\\s?)*;$' } }],
    ['malformed lines kept', { format: 'json', level: true }],
    ['as many lines as it writes', { rateLimit: { linesPerSecond: 1 } }],
  ])('%s', (_what, entry) => {
    expect(of([entry], { tenants: ['a', 'b'], tenantNamespaces: { b: ['shop'] } })).toEqual([]);
  });

  test('the tenant that it reads is that of its namespace', () => {
    const routed = { tenants: ['a', 'b'], tenantNamespaces: { b: ['loki-*'] } };
    expect(of([{ tenant: 'b' }], routed)).toEqual([]);
    expect(of([{ tenant: 'a' }], routed)).toHaveLength(1);
  });

  test('a canary that writes less often bears a lower limit', () => {
    const slow = { canary: { intervalSeconds: 10 } };
    expect(of([{ rateLimit: { linesPerSecond: 0.1 } }], slow)).toEqual([]);
    expect(of([{ rateLimit: { linesPerSecond: 0.05 } }], slow)).toHaveLength(1);
  });
});

describe('stages of a user leave the lines of the canary as they are', () => {
  const missing = 'also applies to the lines of the canary, which counts them as missing';
  const changes = 'changes the lines of the canary, and it counts them as missing';
  const others = 'also applies to the lines of the canary, which counts the others as missing';
  const finds = 'of the lines of the canary, by which it finds them';
  test.each<[stages: string, words: string | undefined]>([
    ['stage.drop { expression = "p{20}" }', `stage.drop on line 1 ${missing}`],
    ['stage.drop { longer_than = "90B" }', `stage.drop on line 1 ${missing}`],
    ['stage.drop {\n  older_than = "1s"\n}', `stage.drop on line 1 ${missing}`],
    ['\nstage.sampling { rate = 0.5 }', `stage.sampling on line 2 ${others}`],
    ['stage.limit {\n rate = 0.5\n burst = 5\n drop = true\n}', `stage.limit on line 1 ${others}`],
    ['stage.replace {\n expression = "(\\\\d{12})"\n replace = "x"\n}', `stage.replace on line 1 ${changes}`],
    ['stage.pack {\n labels = ["app"]\n}', `stage.pack on line 1 ${changes}`],
    ['stage.luhn { replacement = "x" }', `stage.luhn on line 1 ${changes}`],
    ['stage.truncate {\n rule { limit = "64B" }\n}', `stage.truncate on line 1 ${changes}`],
    [
      'stage.template {\n source = "m"\n template = "a"\n}\nstage.output { source = "m" }',
      `stage.output on line 5 ${changes}`,
    ],
    [
      'stage.regex { expression = "^(?P<time>\\\\d+)" }\nstage.output { source = "time" }',
      `stage.output on line 2 ${changes}`,
    ],
    [
      'stage.multiline { firstline = "^\\\\[" }',
      'stage.multiline on line 1 joins the lines of the canary, and it counts them as missing',
    ],
    ['stage.label_drop { values = ["app", "job"] }', `stage.label_drop on line 1 changes the job ${finds}`],
    ['stage.label_keep { values = ["job", "app"] }', `stage.label_keep on line 1 changes the container ${finds}`],
    [
      'stage.structured_metadata_drop { values = ["pod"] }',
      `stage.structured_metadata_drop on line 1 changes the pod ${finds}`,
    ],
    ['stage.static_labels { values = { job = "x" } }', `stage.static_labels on line 1 changes the job ${finds}`],
    [
      'stage.match {\n selector = `{stream="stdout"} |= "ppp"`\n action = "drop"\n}',
      `stage.match on line 1 ${missing}`,
    ],
    [
      'stage.match {\n selector = `{namespace=~"loki.*", app!="shop"}`\n stage.drop { expression = "p" }\n}',
      `stage.drop on line 3 ${missing}`,
    ],
    // Others: lines of the canary have no such text, label or field.
    ['stage.drop { expression = "GET /healthz" }', undefined],
    ['stage.drop {\n source = "level"\n value = "debug"\n}', undefined],
    ['stage.drop {\n expression = "p"\n longer_than = "1KiB"\n}', undefined],
    ['stage.drop { older_than = "1h" }', undefined],
    ['stage.sampling { rate = 1 }', undefined],
    ['stage.limit {\n rate = 0.5\n burst = 5\n}', undefined],
    ['stage.replace {\n expression = "(password=)"\n replace = "x"\n}', undefined],
    ['stage.replace {\n source = "m"\n expression = "(p+)"\n replace = "x"\n}', undefined],
    ['stage.json { expressions = { msg = "" } }\nstage.output { source = "msg" }', undefined],
    ['stage.regex { expression = "^(?P<all>.*)$" }\nstage.output { source = "all" }', undefined],
    ['stage.match {\n selector = `{app="shop"}`\n action = "drop"\n}', undefined],
    ['stage.match {\n selector = `{team="shop"}`\n action = "drop"\n}', undefined],
    ['stage.match {\n selector = `{app=~".+"} != "ppp"`\n action = "drop"\n}', undefined],
    ['stage.match {\n selector = `{app=~".+"} | json`\n action = "drop"\n}', undefined],
  ])('%j', (stages, words) => {
    expect(of([{ stages }])).toEqual(words === undefined ? [] : [`[0].stages: ${words}; ${fix}`]);
    expect(of([{ stages, exceptNamespaces: ['loki-*'] }])).toEqual([]);
    expect(of([{ stages }], { canary: false })).toEqual([]);
  });

  test('its tenant too', () => {
    const tenants = { tenants: ['a', 'b'], tenantNamespaces: { b: ['shop'] } };
    const stages = (tenant: string) => [{ stages: `stage.tenant { value = "${tenant}" }` }];
    expect(of(stages('b'), tenants)).toEqual([
      `[0].stages: stage.tenant on line 1 ${missing}: it reads those of a; ${fix}`,
    ]);
    expect(of(stages('a'), tenants)).toEqual([]);
  });
});
