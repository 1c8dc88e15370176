import { plainCopy, readOf } from '../../../charts/input/plain-copy';
import { show } from '../../../charts/input/show';

test('plain values stay as they are, in another object', () => {
  const value = { a: [1, 'x', true, null, undefined], b: { c: {} }, d: Object.create(null) as object };
  const copy = plainCopy(value);
  expect(copy).toEqual({ a: [1, 'x', true, null, undefined], b: { c: {} }, d: {} });
  expect(copy).not.toBe(value);
  expect(copy.b).not.toBe(value.b);
});

test('keys are those of the object itself', () => {
  const copy = plainCopy(JSON.parse('{ "__proto__": { "polluted": 1 }, "constructor": 2 }')) as object;
  expect(Object.keys(copy)).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(plainCopy({})));
});

test('every property is read once', () => {
  let reads = 0;
  const copy = plainCopy({ get a() {return ++reads; } }); // prettier-ignore
  expect([copy.a, copy.a, reads]).toEqual([1, 1, 1]);
});

test('there is one zero', () => {
  expect(Object.is(plainCopy({ a: -0 }).a, 0)).toBe(true);
});

const cycle: unknown[] = [];
cycle.push({ cycle });
let deep: object = {};
for (let level = 0; level < 100_000; level++) deep = { deep };
const deepest = (value: unknown): unknown =>
  typeof value === 'object' ? deepest((value as { deep: unknown }).deep) : value;

test.each<[string, unknown, string]>([
  ['a cycle', cycle, '[{"cycle":an object that contains itself}]'],
  ['an instance', { a: new (class Foo {})() }, '{"a":an instance of Foo}'],
  ['a getter that throws', { get a() { throw new Error('no\n'); } }, '{"a":a getter that throws no\\n}'], // prettier-ignore
  ['a proxy that throws', new Proxy({}, { ownKeys: () => { throw new Error('no'); } }), 'an object that throws no'], // prettier-ignore
  ['a list that is too long', Object.assign([], { length: 4e9 }), 'a list of 4000000000 items'],
  ['a promise that is rejected', Promise.reject(new Error('never seen')), 'a Promise'],
  ['an object that inherits', Object.create({ a: 1 }), 'an object that inherits from another'],
])('%s is replaced by its description', (_what, value, text) => {
  expect(show(plainCopy(value))).toBe(text);
});

test('an object that is nested too deep is replaced', () => {
  expect(show(deepest(plainCopy(deep)))).toBe('an object nested deeper than 64 levels');
});

describe('an object whose shared parts make it too large', () => {
  /** A limit that is reached soon. */
  const MOST = 20_000;
  const TOO_LARGE = `of more than ${MOST} values, repeats included`;
  const copyOf = <T>(value: T): T => plainCopy(value, undefined, undefined, MOST);
  const doubled = (join: (part: unknown) => unknown): unknown => {
    let value: unknown = 'x';
    for (let level = 0; level < 40; level++) value = join(value);
    return value;
  };

  test.each<[string, unknown, string]>([
    ['lists', doubled((part) => [part, part]), 'a list'],
    ['objects', doubled((part) => ({ a: part, b: part })), 'an object'],
    ['objects with other parts', doubled((part) => ({ a: 1, b: part, c: [2], d: part })), 'an object'],
    ['lists of four', doubled((part) => [part, part, part, part]), 'a list'],
  ])('is replaced where it begins: %s', (_what, value, kind) => {
    const copy = copyOf({ a: { b: [1, value], c: 'kept' }, d: value, e: { f: [2] } });
    expect(show(copy.a.b[1])).toBe(`${kind} ${TOO_LARGE}`);
    expect(show(copy.d)).toBe(`${kind} ${TOO_LARGE}`);
    expect(copy).toMatchObject({ a: { b: [1, expect.anything()], c: 'kept' }, e: { f: [2] } });
    expect(show(copyOf(value))).toBe(`${kind} ${TOO_LARGE}`);
  });

  test('is one of several', () => {
    const [one, other] = [doubled((part) => [part, part]), doubled((part) => ({ a: part, b: part }))];
    const copy = copyOf({ one, a: [1], other }) as Record<string, unknown>;
    expect([copy['one'], copy['a'], copy['other']].map((each) => show(each))).toEqual([
      `a list ${TOO_LARGE}`,
      '[1]',
      `an object ${TOO_LARGE}`,
    ]);
  });

  test('may share nothing, and its last part is not blamed', () => {
    const rows = Array.from({ length: 110 }, () => Array.from({ length: 200 }, () => 1));
    const copy = copyOf({ a: 1, rows, b: 2 });
    expect(show(copy.rows)).toBe(`a list ${TOO_LARGE}`);
    expect(copy).toMatchObject({ a: 1, b: 2 });
  });

  test('has more than a million values', () => {
    expect(show(plainCopy(doubled((part) => [part, part])))).toBe(
      'a list of more than 1000000 values, repeats included',
    );
  });

  test('is not one that is shared a few times', () => {
    const shared = { limits: { a: 1 } };
    const tenants = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`t${index}`, shared]));
    expect(plainCopy({ tenants })).toEqual({ tenants });
  });
});

test('what is kept stays the same object', () => {
  const source = new (class Source {})();
  const copy = plainCopy({ sources: [source] }, (_value, path) => path === 'sources[0]');
  expect(copy.sources[0]).toBe(source);
  expect(readOf(copy, 'sources')).toEqual([source]);
});
