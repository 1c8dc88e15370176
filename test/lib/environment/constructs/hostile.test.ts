import { Duration as CdkDuration, type Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { App as ChartApp } from 'cdk8s';
import * as library from '../../../../lib';
import * as charts from '../../../../charts';
import { InputError } from '../../../../charts/input/problems';
import { PushSource } from '../../../charts/alloy/helpers';
import type { Door, Props } from './door';
import { BUCKETS, DOORS, ENDPOINT, stackOf } from './public-classes';

class Own {
  public readonly own = 1;
}
const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;
const cyclicList: unknown[] = [];
cyclicList.push(cyclicList);
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const throwing = {
  get a(): unknown {
    throw new TypeError('no');
  },
};

/** Values that no property takes, whatever it is for, and what they are. */
const NEVER: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  NaN: () => NaN,
  'a text with NUL': () => 'x\0y',
  'a bigint': () => 1n,
  'a symbol': () => Symbol('x'),
  'a Map': () => new Map(),
  'a cycle': () => cycle,
  'a list that contains itself': () => cyclicList,
  'an instance of another class': () => new Own(),
  'a proxy that is revoked': () => revoked.proxy,
  'an object whose getter throws': () => throwing,
  'a list of holes': () => [undefined, null],
  'a list of nothing that is right': () => [NaN],
  'an object with an unknown key': () => ({ misspelt: 1 }),
  'a negative number': () => -1,
};

/** Values that some properties take as they are, and why. */
const RIGHT: readonly (readonly [property: RegExp, value: RegExp])[] = [
  // Options of the CDK's own app are for the CDK to judge.
  [/^LoggingApp\.app$/, /./],
];

/** Lines of what a class says about properties; undefined if it accepts them. */
function refusalOf({ make }: Door, stack: Stack, props: unknown): string[] | undefined {
  try {
    make(stack, props as never);
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message.split('\n');
  }
}

const optionsOf = (value: unknown) => Object.assign(Object.create(null), value) as Props;

test('every construct and every class with properties is here', () => {
  const made = Object.entries({ ...charts, ...library })
    .filter(([, value]) => typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value)))
    .map(([name]) => name);
  const others = ['InputError', 'Manifests'];
  const doors = Object.keys(DOORS).filter((name) => !name.includes('.'));
  expect(made.filter((name) => !others.includes(name)).sort()).toEqual(doors.sort());
});

describe.each(Object.entries(DOORS))('%s', (name, door) => {
  const all = () => {
    const stack = stackOf();
    return { stack, required: door.required(stack) };
  };
  const own = Object.keys(door.required(stackOf()));

  test('what it needs is enough', () => {
    const { stack, required } = all();
    expect(refusalOf(door, stack, required)).toBeUndefined();
  });

  test('properties that are not an object are refused', () => {
    for (const props of [null, 1, 'x', [], new Map(), revoked.proxy]) {
      expect(refusalOf(door, stackOf(), props)).toEqual([expect.stringContaining('is not an object')]);
    }
  });

  test('an unknown key is refused, with the key that was meant', () => {
    for (const key of [...own, ...door.optional]) {
      const { stack, required } = all();
      const wrong = `${key}x`;
      const lines = refusalOf(door, stack, { ...required, [wrong]: 1 });
      expect(lines).toEqual([expect.stringMatching(new RegExp(`\\b${wrong}: not a key; did you mean ${key}\\?$`))]);
    }
  });

  test('what it cannot be without is required', () => {
    for (const key of own) {
      const { stack, required } = all();
      const lines = refusalOf(door, stack, { ...required, [key]: undefined });
      expect(lines).toEqual([expect.stringMatching(new RegExp(`\\b${key}: missing; write `))]);
    }
  });

  // All properties at once: a line each.
  test.each(Object.entries(NEVER))('%s is refused by every property', (what, value) => {
    const tried = [...own, ...door.optional].filter(
      (key) => !RIGHT.some(([property, right]) => property.test(`${name}.${key}`) && right.test(what)),
    );
    const lines = refusalOf(door, stackOf(), Object.fromEntries(tried.map((key) => [key, value()]))) ?? [];
    const silent = tried.filter(
      (key) => !lines.some((line) => new RegExp(`(^|\\.)${key}\\b.*(: |; ).`, 's').test(line)),
    );
    expect(silent).toEqual([]);
  });

  test('getters that throw are refused', () => {
    for (const key of [...own, ...door.optional]) {
      const { stack, required } = all();
      const props = Object.defineProperty(optionsOf(required), key, {
        enumerable: true,
        get: () => {
          throw new TypeError('no');
        },
      });
      if (RIGHT.some(([property]) => property.test(`${name}.${key}`))) continue;
      expect(refusalOf(door, stack, props)).toEqual([expect.stringContaining('a getter that throws no')]);
    }
  });

  test('namespaces are there once', () => {
    for (const key of door.optional.filter((each) => /^(client|metrics)Namespaces$/.test(each))) {
      const { stack, required } = all();
      const lines = refusalOf(door, stack, { ...optionsOf(required), [key]: ['a', 'b', 'a'] });
      expect(lines).toEqual([expect.stringMatching(new RegExp(`\\b${key}\\[2\\]: a occurs twice; write it once$`))]);
    }
  });

  test('all problems are found at once', () => {
    const { stack } = all();
    const nothing = Object.fromEntries([...own, ...door.optional].map((key) => [key, null]));
    const lines = refusalOf(door, stack, nothing) ?? [];
    const named = [...own, ...door.optional].filter((key) =>
      lines.some((line) => new RegExp(`(^|\\.)${key}\\b`).test(line)),
    );
    expect(named).toEqual([...own, ...door.optional]);
  });
});

test('values are still right that look odd', () => {
  const stack = stackOf();
  const key = new kms.Key(stack, 'Key');
  new library.LogStorage(stack, 'A', { ...BUCKETS, encryptionKey: key, deleteDelay: CdkDuration.hours(4) });
  new charts.LokiEndpoint({ ...ENDPOINT, namespace: 'logs' });
  new charts.AlloyChart(new ChartApp(), 'a', {
    endpoint: ENDPOINT,
    clusterName: 'arn:aws:eks:eu-west-1:111122223333:cluster/Team A',
    collectors: [{ name: 'push', kind: 'replicated', sources: [new PushSource()], clientNamespaces: ['shop'] }],
  });
});
