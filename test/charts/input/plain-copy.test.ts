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

test('what is kept stays the same object', () => {
  const source = new (class Source {})();
  const copy = plainCopy({ sources: [source] }, (_value, path) => path === 'sources[0]');
  expect(copy.sources[0]).toBe(source);
  expect(readOf(copy, 'sources')).toEqual([source]);
});
