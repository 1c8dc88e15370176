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
  expect(draft.notes).toEqual([{ path: ['l', 0], text: 'two' }]);
});
