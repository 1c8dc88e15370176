import { runInNewContext } from 'node:vm';
import { ROOT, run } from '../../../helpers/cli';
import { Code, literal } from '../../../../lib/environment/typescript/literal';

const VALUE = {
  dev: {
    account: '111122223333',
    'with-hyphen': { left: undefined, out: [] },
    long: Array.from({ length: 12 }, (_, index) => `arn:aws:iam::111122223333:role/admin-${index}`),
    longest: 'x'.repeat(130),
    odd: `it's "quoted"\n\u2028 \\ \${x}`,
    numbers: [1, true, null],
    empty: {},
  },
};

test('a literal is the value, without fields that are undefined', () => {
  const value: unknown = runInNewContext(`(${literal(VALUE, { open: 2 })})`);
  expect(JSON.parse(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(VALUE)));
});

test('it has the form of Prettier', () => {
  const texts = [0, 1, 2].map((open) => `define(${literal(VALUE, { open })});\n`).join('');
  const args = [
    'node_modules/prettier/bin/prettier.cjs',
    '--parser',
    'typescript',
    '--print-width',
    '120',
    '--single-quote',
  ];
  expect(run(process.execPath, args, ROOT, undefined, undefined, texts).stdout).toBe(texts);
});

test('code stays code', () => {
  expect(literal({ kept: new Code('Duration.days(7)') })).toBe('{ kept: Duration.days(7) }');
});

test('a comment stands above what is at its way, which then has a line of its own', () => {
  const commentAt = (way: readonly unknown[]) => (way.join(' ') === 'a.b 0' ? 'why\nand how' : undefined);
  expect(literal({ 'a.b': ['x'], c: {} }, { commentAt })).toBe(
    "{\n  'a.b': [\n    // why\n    // and how\n    'x',\n  ],\n  c: {},\n}",
  );
});
