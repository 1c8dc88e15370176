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
      [`[0].drop.matching[1]: ^\\d+ p+$ is for the lines of the canary too, and it counts them as missing; ${fix}`],
    ],
    [
      'dropped as too long',
      { drop: { longerThan: '98B' } },
      [
        `[0].drop.longerThan: 98B is for the lines of the canary too, and it counts them as missing: each has 99 bytes; ${fix}`,
      ],
    ],
    [
      'dropped as malformed',
      { format: 'json', malformed: 'drop' },
      [
        `[0].malformed: drop is for the lines of the canary too, and it counts them as missing: they are not json; ${fix}`,
      ],
    ],
    [
      'sent to another tenant',
      { tenant: 'b' },
      [`[0].tenant: b is for the lines of the canary too, and it counts them as missing: it reads those of a; ${fix}`],
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
      'limited to fewer than it writes',
      { rateLimit: { linesPerSecond: 0.5 } },
      [`[0].rateLimit: 0.5 a second is for the lines of the canary too, and it counts the others as missing; ${fix}`],
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
