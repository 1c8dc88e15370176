import { loggingInput, readProps } from '../../../../lib/app/loki-logging/input';
import type { LokiLoggingProps } from '../../../../lib/app/loki-logging/props';
import { lines } from '../../app/loki-logging/doors';
import { good, linesOf } from './environments';

const revoked = Proxy.revocable({}, {});
revoked.revoke();
const cycle: Record<string, unknown> = {};
cycle.self = cycle;

/** Stands for a cluster; only its kind is read here. */
const CLUSTER = { clusterName: 'team', node: {} };

/** Values that JSON cannot show, and how a message names them. */
const VALUES: readonly (readonly [name: string, value: unknown])[] = [
  ['a bigint (1n)', 1n],
  ['a symbol', Symbol('x')],
  ['a function', () => 1],
  ['a Map', new Map()],
  ['a Set', new Set()],
  ['a Date (1970-01-01T00:00:00.000Z)', new Date(0)],
  ['a Promise', Promise.resolve()],
  ['an instance of Foo', new (class Foo {})()],
  ['a revoked proxy', revoked.proxy],
  ['NaN', NaN],
  ['a list of 4000000000 items', Object.assign([], { length: 4e9 })],
];

/** Places of a value: the path in an environment, the property of `LokiLogging`, and its path there. */
const PLACES: readonly (readonly [path: string, property: string, own: string, make: (value: unknown) => unknown])[] = [
  ['tenants', 'tenants', 'tenants', (value) => value],
  ['tenants[1]', 'tenants', 'tenants[1]', (value) => ['team', value]],
  ['loki.sizes.querier', 'sizes', 'sizes.querier', (querier) => ({ querier })],
  ['loki.config', 'lokiConfig', 'lokiConfig', (value) => value],
  [
    'loki.config.querier.max_concurrent',
    'lokiConfig',
    'lokiConfig.querier.max_concurrent',
    (value) => ({ querier: { max_concurrent: value } }),
  ],
  ['labels.team', 'labels', 'labels.team', (team) => ({ team })],
  ['workloads.loki.tolerations[0].key', 'workloads', 'workloads.loki.tolerations[0].key', (key) => ({ loki: { tolerations: [{ key }] } })], // prettier-ignore
  ['alloy.extraSources[0]', 'alloyExtraSources', 'alloyExtraSources[0]', (value) => [value]],
];

/** Validates the properties of a `LokiLogging`. */
const library = (props: object) => {
  const parts = { environment: 'team', account: '111122223333', region: 'us-east-1' };
  const cluster = { name: 'team', provisioner: 'ebs.csi.aws.com', zones: undefined };
  const path = 'Stack/Logging';
  return () =>
    loggingInput(path, { ...readProps(path, props as LokiLoggingProps), cluster: CLUSTER as never }, parts, cluster);
};

/** An object with one value, at the path of a field. */
const at = (path: string, value: unknown): object => {
  const [first = '', ...rest] = path.split('.');
  return { [first]: rest.length > 0 ? at(rest.join('.'), value) : value };
};

const SECTIONS = { sizes: 'loki.sizes', lokiConfig: 'loki.config', alloyExtraSources: 'alloy.extraSources' } as const;

describe.each(VALUES)('%s', (name, value) => {
  test.each(PLACES)('is named at %s, and at %s of LokiLogging', (path, property, own, make) => {
    const section = SECTIONS[property as keyof typeof SECTIONS] ?? property;
    for (const [owner, found] of [
      [`environments.team.${path}`, linesOf({ team: { ...good, ...at(section, make(value)) } })],
      [`Stack/Logging.${own}`, lines(library({ [property]: make(value) }))],
    ] as const) {
      expect(found).toHaveLength(1);
      expect(found[0]?.startsWith(`${owner}: `)).toBe(true);
      expect(found[0]).toContain(name);
    }
  });
});

test('an object that contains itself, an environment that is one, and a property that throws', () => {
  expect(linesOf({ team: { ...good, labels: { cycle } } })).toEqual([
    'environments.team.labels.cycle: {"self":an object that contains itself} is not a string; write one such as \'platform\'',
  ]);
  const fix = 'write one such as { cluster: { create: {} } }';
  expect(linesOf({ team: cycle })[1]).toMatch(/^environments\.team\.self: not a key; /);
  expect(
    linesOf({
      get team() {
        throw new Error('no');
      },
    }),
  ).toEqual([
    // prettier-ignore
    `environments.team: a getter that throws no is not a plain object; ${fix}`,
  ]);
  expect(
    lines(
      library({
        get retention() {
          throw new Error('no');
        },
      }),
    ),
  ).toEqual([
    // prettier-ignore
    'Stack/Logging.retention: a getter that throws no is not a Duration of aws-cdk-lib; write one such as Duration.days(28)',
  ]);
});

test('a map with the key __proto__ is validated like any other', () => {
  expect(linesOf({ team: { ...good, labels: JSON.parse('{ "__proto__": 1 }') as object } })).toEqual([
    "environments.team.labels.__proto__: 1 is not a string; write one such as 'platform'",
    `environments.team.labels: {"__proto__":1} has the key '__proto__', which Kubernetes does not accept; write one such as 'team'`,
  ]);
});

test('each key that cannot be one is a problem of its own, whatever the values are', () => {
  for (const field of ['labels', 'annotations']) {
    expect(linesOf({ team: { ...good, [field]: { 'a b': '1', 'c d': 2 } } })).toEqual([
      expect.stringContaining(`team.${field}.c d: 2 is not`),
      expect.stringContaining(`team.${field}: {"a b":"1","c d":2} has the key 'a b', which`),
      expect.stringContaining("has the key 'c d', which"),
    ]);
  }
  expect(linesOf({ team: { ...good, tags: { 'aws:a': '1', 'AWS:b': '2', c: 3 } } })).toEqual([
    expect.stringContaining('team.tags.c: 3 is not a string'),
    expect.stringContaining("has the key 'aws:a', which AWS reserves"),
    expect.stringContaining("has the key 'AWS:b', which AWS reserves"),
  ]);
});
