import { Block, printConfig } from '../../../../charts/alloy/language/syntax';
import {
  bool,
  call,
  concat,
  expression,
  list,
  nothing,
  number,
  object,
  raw,
  reference,
  text,
  texts,
  type Value,
} from '../../../../charts/alloy/language/values';

const print = (value: Value): string => value.print(0);

describe('values', () => {
  test.each([
    ['a string', text('plain'), '"plain"'],
    ['quotes and backslashes', text('a "b" \\d'), '"a \\"b\\" \\\\d"'],
    ['line breaks and tabs', text('a\nb\tc\rd'), '"a\\nb\\tc\\rd"'],
    ['control characters', text('\u0000\u0007\u000b\u001f'), '"\\u0000\\u0007\\u000b\\u001f"'],
    ['no escape of a slash, an apostrophe or a dollar', text("/var/'x'/$1"), '"/var/\'x\'/$1"'],
    ['what is not ASCII', text('로그 🙂'), '"로그 🙂"'],
    ['a byte order mark', text('a\ufeffb'), '"a\\ufeffb"'],
    ['a raw string', raw('^\\d+ "x"$'), '`^\\d+ "x"$`'],
    ['an integer', number(42), '42'],
    ['zero', number(-0), '0'],
    ['a negative number', number(-3), '-3'],
    ['a fraction', number(0.25), '0.25'],
    ['true', bool(true), 'true'],
    ['null', nothing(), 'null'],
    ['an empty list', list(), '[]'],
    ['a list', texts('a', 'b'), '["a", "b"]'],
    ['an empty object', object({}), '{}'],
    ['a reference', reference('discovery.relabel.pods.output'), 'discovery.relabel.pods.output'],
    ['an expression', expression('x[0]["k"]'), 'x[0]["k"]'],
    ['a call', call('sys.env', text('NODE_NAME')), 'sys.env("NODE_NAME")'],
    ['strings put together', concat(text('a='), call('sys.env', text('A'))), '"a=" + sys.env("A")'],
  ])('%s', (_name, value, printed) => expect(print(value)).toBe(printed));

  test('an object is one field a line, with a comma after each', () => {
    expect(print(object({ a: text('1'), 'b-long': number(2) }))).toBe('{\n\ta        = "1",\n\t"b-long" = 2,\n}');
  });

  test('a keyword as a key is quoted', () => {
    expect(print(object({ true: text('1') }))).toBe('{\n\t"true" = "1",\n}');
  });

  test('a list of objects and a long list take one line for each value', () => {
    expect(print(list(object({ a: text('1') })))).toBe('[\n\t{\n\t\ta = "1",\n\t},\n]');
    expect(print(texts('a'.repeat(60), 'b'.repeat(60)))).toBe(`[\n\t"${'a'.repeat(60)}",\n\t"${'b'.repeat(60)}",\n]`);
  });

  test.each(['', 'a"b', 'a\\b', 'a\nb', 'a\u007fb', '\ud800'])(
    'key %j is refused: quoted keys know no escapes',
    (key) => {
      expect(() => object({ [key]: text('x') })).toThrow('cannot be a key of an object');
    },
  );

  test.each(['\ud800', 'a\udc00b'])('half of a surrogate pair is refused: %j', (value) => {
    expect(() => text(value)).toThrow('half of a surrogate pair');
  });

  test.each(['a`b', 'a\nb', 'a\rb', 'a\0b'])('%j is refused in backticks', (value) => {
    expect(() => raw(value)).toThrow('cannot be written in backticks');
  });

  test.each([NaN, Infinity, 1e21, 1e-7])('number %p is refused', (value) => {
    expect(() => number(value)).toThrow('cannot be a number');
  });

  test.each(['', 'a-b', '1a', 'a..b', 'a b', 'true', 'a.null'])('reference %j is refused', (path) => {
    expect(() => reference(path)).toThrow('cannot be part of a reference');
  });

  test.each(['', ' a', 'a\nb'])('expression %j is refused', (code) => {
    expect(() => expression(code)).toThrow('is not one line of code');
  });

  test('one string is not put together with nothing', () => {
    expect(() => concat(text('a'))).toThrow('write at least two');
  });
});

describe('blocks', () => {
  test('an empty block', () => {
    expect(new Block('stage.cri').print()).toBe('stage.cri { }\n');
  });

  test('attributes come first, aligned; a blank line before every block but the first of a body', () => {
    const block = new Block('a.b', 'c')
      .add(new Block('first'), new Block('second').set('x', number(1)))
      .set('y', number(1))
      .set('long_name', number(2));
    expect(block.print()).toBe(
      'a.b "c" {\n\ty         = 1\n\tlong_name = 2\n\n\tfirst { }\n\n\tsecond {\n\t\tx = 1\n\t}\n}\n',
    );
    expect(new Block('a').add(new Block('b')).print()).toBe('a {\n\tb { }\n}\n');
  });

  test('a value of several lines is aligned with what is before it, and ends the alignment', () => {
    const block = new Block('a')
      .set('longest', number(1))
      .set('x', object({ k: number(1) }))
      .set('yy', number(2))
      .set('z', number(3));
    expect(block.print()).toBe('a {\n\tlongest = 1\n\tx       = {\n\t\tk = 1,\n\t}\n\tyy = 2\n\tz  = 3\n}\n');
  });

  test('a file has a blank line between blocks and one line break at its end', () => {
    expect(printConfig([new Block('a', 'x'), new Block('b', 'y')])).toBe('a "x" { }\n\nb "y" { }\n');
  });

  test('a component exports under its own name', () => {
    expect(print(new Block('loki.write', 'loki').exported('receiver'))).toBe('loki.write.loki.receiver');
  });

  test('an attribute twice is refused', () => {
    expect(() => new Block('a', 'b').set('x', number(1)).set('x', number(2))).toThrow(
      'a.b has the attribute x already',
    );
  });

  test.each([
    ['a name', () => new Block('a-b')],
    ['a label', () => new Block('a', 'b-c')],
    ['an empty label', () => new Block('a', '')],
    ['an attribute', () => new Block('a').set('b.c', number(1))],
    ['a keyword', () => new Block('a', 'null')],
  ])('%s that is not an identifier is refused', (_name, make) => {
    expect(make).toThrow('in an Alloy configuration: write letters, digits and underscores');
  });
});
