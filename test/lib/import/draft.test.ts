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

test('the field that a problem is in is taken back, with its keys', () => {
  const draft = new Draft('x');
  draft.push(['alloy', 'files'], { name: 'one' }, root.at('a'));
  draft.push(['alloy', 'files'], { name: 'two' }, root.at('b'));
  draft.push(['alloy', 'files'], { name: 'three' }, root.at('c'));
  expect(draft.removeAt('alloy.files[0].paths')?.map(({ name }) => name)).toEqual(['a']);
  // What was second is first now.
  expect(draft.removeAt('alloy.files[0]')?.map(({ name }) => name)).toEqual(['b']);
  expect(draft.toObject()).toEqual({ alloy: { files: [{ name: 'three' }] } });
  expect(draft.removeAt('grafana')).toBeUndefined();
});

test('comments follow items that move', () => {
  const draft = new Draft('x');
  draft.push(['l'], 1, root.at('a'));
  draft.comment(draft.push(['l'], 2), 'two');
  draft.removeAt('l[0]');
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
