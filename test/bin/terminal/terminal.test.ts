import { cut, styled, table, widthOf, wrap } from '../../../bin/terminal/terminal';

const variables = { ...process.env };
beforeEach(() => {
  const unset = { COLUMNS: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined, TERM: undefined };
  process.env = { ...variables, ...unset };
});
afterAll(() => {
  process.env = variables;
});

const TERMINAL = { isTTY: true, columns: 120 };
const FILE = {};

describe('the width', () => {
  test('is that of the terminal, else COLUMNS, else 80', () => {
    expect(widthOf(TERMINAL)).toBe(120);
    expect(widthOf(FILE)).toBe(80);
    process.env.COLUMNS = '100';
    expect([widthOf(FILE), widthOf(TERMINAL)]).toEqual([100, 120]);
    for (const columns of ['wide', '0', '-5', '']) {
      process.env.COLUMNS = columns;
      expect([columns, widthOf(FILE)]).toEqual([columns, 80]);
    }
  });
});

test('a line that is cut has an ellipsis, and styles take no room', () => {
  const red = '\u001b[31mready\u001b[39m';
  expect([cut(red, 5), cut(red, 4), cut('ready', 1)]).toEqual([red, 'rea…', '…']);
});

describe('colour', () => {
  const RED = '\u001b[31mno\u001b[39m';

  test.each([
    ['on a terminal', TERMINAL, {}, RED],
    ['in a file', FILE, {}, 'no'],
    ['with NO_COLOR', TERMINAL, { NO_COLOR: '1' }, 'no'],
    ['with an empty NO_COLOR', TERMINAL, { NO_COLOR: '' }, RED],
    ['with FORCE_COLOR', FILE, { FORCE_COLOR: '1' }, RED],
    ['with FORCE_COLOR and NO_COLOR', FILE, { FORCE_COLOR: '1', NO_COLOR: '1' }, RED],
    ['with FORCE_COLOR=0', TERMINAL, { FORCE_COLOR: '0' }, 'no'],
    ['on a terminal that cannot', TERMINAL, { TERM: 'dumb' }, 'no'],
  ])('%s', (_where, output, env, expected) => {
    Object.assign(process.env, env);
    expect(styled('red', 'no', output)).toBe(expected);
  });

  test('of a table is in its heading', () => {
    expect(
      table(
        [
          ['A', 'B'],
          ['long', 'x'],
        ],
        TERMINAL,
      ),
    ).toBe('\u001b[1mA     B\u001b[22m\nlong  x');
    expect(
      table(
        [
          ['A', 'B'],
          ['long', 'x'],
        ],
        FILE,
      ),
    ).toBe('A     B\nlong  x');
  });
});

describe('a line', () => {
  test('that fits stays unchanged', () => {
    expect(wrap('  two  words', 12)).toBe('  two  words');
  });

  test('that does not fit is broken between words, and goes on further right', () => {
    expect(wrap('one two three four', 10)).toBe('one two\n  three\n  four');
    expect(wrap('  one two three', 9)).toBe('  one two\n    three');
  });

  test('with a word that does not fit keeps the word whole', () => {
    expect(wrap('see https://example.com/a/long/address now', 20)).toBe(
      'see\n  https://example.com/a/long/address\n  now',
    );
  });

  test('is measured without its colours', () => {
    expect(wrap('\u001b[31merror\u001b[39m one', 9)).toBe('\u001b[31merror\u001b[39m one');
  });

  test.each(['kubectl get pods -A', '  next: npx cdk deploy', 'curl localhost:8080/a/b'])(
    'with a command stays whole: %s',
    (line) => {
      expect(wrap(line, 10)).toBe(line);
    },
  );
});
