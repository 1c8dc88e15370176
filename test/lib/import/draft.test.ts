import type { Written } from '../../../lib/import/written';
import { Draft } from '../../../lib/import/draft';
import { Account } from '../../../lib/import/tree/account';

const { root } = new Account('', { a: 1, b: 2, c: 3 });

test('fields become an object, lists included', () => {
  const draft = new Draft('x');
  draft.set(['loki', 'config', 'a'], 1);
  draft.push(['alloy', 'files'], { name: 'one' });
  draft.push(['alloy', 'files'], { name: 'two' });
  draft.set(['loki', 'config', 'a'], 2);
  expect(draft.toObject()).toEqual({
    loki: { config: { a: 1 } },
    alloy: { files: [{ name: 'one' }, { name: 'two' }] },
  });
});

test('the field that a problem is in is found, by its place when the environment was judged', () => {
  const draft = new Draft('x');
  for (const [name, key] of Object.entries({ one: 'a', two: 'b', three: 'c' }))
    draft.push(['alloy', 'files'], { name }, root.at(key));
  const { places } = draft;
  const keysAt = (path: string) => places.at(path, () => true).flatMap(({ origins }) => origins.map(({ key }) => key));
  expect(keysAt('alloy.files[0].paths')).toEqual(['a']);
  draft.remove(['alloy', 'files', 0]);
  expect(keysAt('alloy.files[1]')).toEqual(['b']);
  // What was second is first now.
  expect(draft.places.at('alloy.files[0]', () => true)).toEqual(places.at('alloy.files[1]', () => true));
  expect(keysAt('alloy.files')).toEqual(['a', 'b', 'c']);
  expect(keysAt('grafana')).toEqual([]);
  expect(draft.toObject()).toEqual({ alloy: { files: [{ name: 'two' }, { name: 'three' }] } });
});

test('comments follow items that move', () => {
  const draft = new Draft('x');
  draft.push(['l'], 1, root.at('a'));
  draft.comment(draft.push(['l'], 2), 'two');
  draft.remove(['l', 0]);
  expect(draft.notes).toEqual([{ path: ['l', 0], text: 'two', isOpen: false }]);
});

test('comments go with what is taken back', () => {
  const draft = new Draft('dev');
  draft.set(['a', 'b'], 1);
  draft.comment(['a', 'b'], 'why');
  draft.decide(['c'], 'which');
  draft.decide(['c'], 'which');
  draft.remove(['a']);
  expect(draft.notes).toEqual([{ path: ['c'], text: 'which', isOpen: true }]);
});

test('no key changes the prototype of all objects', () => {
  const draft = new Draft('dev');
  draft.set(['loki', 'tenantLimits', '__proto__', 'polluted'], true);
  draft.push(['__proto__'], 1);
  expect(draft.toObject()).toEqual({});
  expect({}).not.toHaveProperty('polluted');
});

test('an environment without an item of a list has no gap', () => {
  const draft = new Draft('a');
  for (const name of ['one', 'two', 'three']) draft.push(['alloy', 'files'], { name });
  const [, second] = draft.below(['alloy', 'files']);
  expect(draft.toObject(new Set([second as Written]))).toEqual({
    alloy: { files: [{ name: 'one' }, { name: 'three' }] },
  });
  expect(draft.toObject()).toEqual({ alloy: { files: [{ name: 'one' }, { name: 'two' }, { name: 'three' }] } });
});
