import { Account } from '../../../../lib/import/tree/account';
import { SECRET } from '../../../../lib/import/tree/hidden';

const account = () => new Account('', { a: { b: 1, 'c.d/e': [2, {}] }, s: SECRET, n: null });

test('each value without values in it is a key', () => {
  expect(account().paths).toEqual(['a.b', 'a["c.d/e"][0]', 'a["c.d/e"][1]', 's', 'n']);
});

test('the first outcome stays', () => {
  const one = account();
  one.root.at('a', 'b').taken('x');
  one.root.at('a').differs('y');
  one.root.at('s').taken('z');
  expect(one.accounted.map(({ path, class: of }) => [path, of])).toEqual([
    ['a.b', 'taken'],
    ['a["c.d/e"][0]', 'differs'],
    ['a["c.d/e"][1]', 'differs'],
    ['s', 'decision'],
    ['n', 'ignored'],
  ]);
});

test('what was taken can be refused, and decisions cannot', () => {
  const one = account();
  one.root.at('a').taken('x');
  one.root.at('n').decision('y');
  one.root.refuse('no');
  expect(one.accounted.map(({ class: of }) => of)).toEqual([
    'impossible',
    'impossible',
    'impossible',
    'decision',
    'decision',
  ]);
});

test('what counts for nothing has no value', () => {
  const one = account();
  expect(one.root.at('a', 'b').number).toBe(1);
  one.ignore(['a', 'b'], 'nobody reads it');
  expect([one.root.at('a', 'b').number, one.root.at('a', 'b').exists]).toEqual([undefined, true]);
  const list = one.root.at('a', 'c.d/e');
  one.ignore([...list.path, 0], 'nobody reads it');
  expect(list.isBlock).toBe(true);
  one.ignore([...list.path, 1], 'nobody reads it');
  expect([list.isBlock, list.children]).toEqual([false, []]);
});

test('values are read in the forms in which people write them', () => {
  const { root } = new Account('', { n: '3', t: 'true', s: ' x ', e: '', l: [1] });
  expect([
    root.at('n').number,
    root.at('t').boolean,
    root.at('s').text,
    root.at('e').text,
    root.at('l', 0).number,
  ]).toEqual([3, true, 'x', undefined, 1]);
  expect([root.at('x', 'y').exists, root.at('x').children]).toEqual([false, []]);
});
