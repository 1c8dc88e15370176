import { type AlloyExpression, parseAlloy } from '../../../../charts/alloy/language/parse';
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
import { type Environment, environmentCharts } from '../../../../lib/environment/environment';
import { type KubernetesObject, objectsOf } from '../../../helpers/charts';
import { ENVIRONMENT_NAMES, ENVIRONMENTS } from '../../../helpers/environments';
import { chartOf, ROUTES } from '../helpers';

/** The one attribute of a valid text. */
function valueOf(code: string): AlloyExpression {
  const { attributes, error } = parseAlloy(`x = ${code}\n`);
  expect(error).toBeUndefined();
  expect(attributes).toHaveLength(1);
  return attributes[0]?.value as AlloyExpression;
}

/** An expression without its position, for short expectations. */
function shape(value: AlloyExpression): unknown {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'null':
      return null;
    case 'number':
    case 'bool':
      return value.value;
    case 'reference':
      return `→ ${value.names.join(' ')}`;
    case 'array':
      return value.parts.map(shape);
    case 'object':
      return Object.fromEntries(value.fields.map((field) => [field.name, shape(field.value)]));
    case 'call':
      return { call: value.name, with: value.parts.map(shape) };
    case 'other':
      return { [`${value.operator}${value.member ?? ''}`]: value.parts.map(shape) };
  }
}

describe('what this library writes', () => {
  test.each(ENVIRONMENT_NAMES)('the configuration of %s', (name) => {
    const objects: KubernetesObject[] = objectsOf(environmentCharts(ENVIRONMENTS[name] as Environment));
    const config = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'alloy');
    const { blocks, attributes, error } = parseAlloy(config?.data['config.alloy'] as string);
    expect(error).toBeUndefined();
    expect(attributes).toEqual([]);
    expect(blocks.map((block) => block.name)).toContain('loki.write');
  });

  test('a configuration with routes', () => {
    const { blocks, error } = parseAlloy(chartOf({ routes: ROUTES }).config);
    expect(error).toBeUndefined();
    const pods = blocks.find(({ name, label }) => name === 'loki.process' && label === 'pods');
    expect(pods?.blocks.filter(({ name }) => name === 'stage.match')).toHaveLength(ROUTES.length);
  });

  test.each<[string, Value, unknown]>([
    ['a string', text('a "b" \\d\n\t\u0000 로그 🙂 \ufeff'), 'a "b" \\d\n\t\u0000 로그 🙂 \ufeff'],
    ['a string in backticks', raw('^\\d+ "x"$'), '^\\d+ "x"$'],
    ['numbers', list(number(42), number(-0.25)), [42, -0.25]],
    ['words', list(bool(true), bool(false), nothing()), [true, false, null]],
    ['a short list', texts('a', 'b'), ['a', 'b']],
    ['a long list', texts('a'.repeat(60), 'b'.repeat(60)), ['a'.repeat(60), 'b'.repeat(60)]],
    ['a list of objects', list(object({ a: text('1') }), object({})), [{ a: '1' }, {}]],
    ['an object', object({ a: text('1'), 'b-long': number(2), true: bool(true) }), { a: '1', 'b-long': 2, true: true }],
    ['a reference', reference('discovery.relabel.pods.output'), '→ discovery relabel pods output'],
    ['an expression', expression('x[0]["k"]'), '→ x 0 k'],
    ['a call', call('sys.env', text('A')), { call: 'sys.env', with: ['A'] }],
    [
      'strings put together',
      concat(text('a='), call('f'), text('z')),
      { '+': [{ '+': ['a=', { call: 'f', with: [] }] }, 'z'] },
    ],
  ])('%s comes back as it was', (_name, value, expected) => {
    const block = new Block('a', 'b').set('before', number(1)).set('x', value);
    const config = parseAlloy(printConfig([block, new Block('c')]));
    expect(config.error).toBeUndefined();
    const written = config.blocks[0]?.attributes[1]?.value as AlloyExpression;
    expect(shape(written)).toEqual(expected);
    expect(written.source).toBe(value.print(1));
  });
});

describe('blocks', () => {
  test('names, labels, attributes, blocks and lines', () => {
    const { blocks } = parseAlloy(
      '// a comment\n\nloki.write "x" { /* two\nlines */\n  endpoint {\n    url = "u" // why\n  }\n  wal { enabled = true }\n}\nlogging { }',
    );
    expect(blocks).toMatchObject([
      {
        name: 'loki.write',
        label: 'x',
        line: 3,
        attributes: [],
        blocks: [
          { name: 'endpoint', line: 5, attributes: [{ name: 'url', line: 6, value: { line: 6, source: '"u"' } }] },
          { name: 'wal', line: 8, attributes: [{ name: 'enabled', value: { kind: 'bool', value: true } }] },
        ],
      },
      { name: 'logging', line: 10, attributes: [], blocks: [] },
    ]);
    expect(blocks[1]).not.toHaveProperty('label');
  });

  test.each([
    ['nothing', ''],
    ['comments alone', '// a\n/* b\n */'],
    ['carriage returns', 'a "b" {\r\n\tx = 1\r\n}\r\n'],
    ['a byte order mark at the beginning', '\ufeffa { }'],
    ['no line break at the end', 'a { x = [1, 2,] }'],
    ['a comment within a line', 'a /* b */ { x = 1 /* c */\n}'],
    ['a comment of several lines that ends a statement', 'x = 1 /* a\n*/ y = 2'],
    ['letters of any language', 'größe = 1'],
    ['an empty label', 'a "" { }'],
    ['line breaks within brackets', 'x = f(\n1,\n[\n2,\n],\n)\n'],
    ['an operator at the end of a line', 'x = 1 +\n2'],
  ])('%s is right', (_name, code) => expect(parseAlloy(code).error).toBeUndefined());
});

describe('expressions', () => {
  test.each<[string, unknown]>([
    ['"\\x41\\101\\u0041\\U0001F642\\a\\v\\\\"', 'AAA🙂\x07\v\\'],
    ['`a\r\nb`', 'a\nb'],
    ['.5', 0.5],
    ['1.', 1],
    ['2e3', 2000],
    ['010', 8],
    ['0.5', 0.5],
    ['-(3)', -3],
    ['!true', { '!': [true] }],
    ['a["b"].c[0]', '→ a b c 0'],
    ['a[b]', { '[]': ['→ a', '→ b'] }],
    ['[1][0]', { '[]0': [[1]] }],
    ['f(x)[0].y', { '.y': [{ '[]0': [{ call: 'f', with: ['→ x'] }] }] }],
    ['f(1)(2)', { call: 'f(1)', with: [2] }],
    ['1 + 2 * 3', { '+': [1, { '*': [2, 3] }] }],
    ['1 - 2 - 3', { '-': [{ '-': [1, 2] }, 3] }],
    ['2 ^ 3 ^ 4', { '^': [2, { '^': [3, 4] }] }],
    ['(1 + 2) * 3', { '*': [{ '+': [1, 2] }, 3] }],
    ['a == 1 && b != 2 || c', { '||': [{ '&&': [{ '==': ['→ a', 1] }, { '!=': ['→ b', 2] }] }, '→ c'] }],
    ['{ a = 1, "b-c" = 2, "q\\\\d" = 3 }', { a: 1, 'b-c': 2, 'q\\\\d': 3 }],
    ['{ a = 1, a = 2 }', { a: 2 }],
  ])('%s', (code, expected) => {
    const value = valueOf(code);
    expect(shape(value)).toEqual(expected);
    expect(value.source).toBe(code);
  });
});

describe('what is wrong', () => {
  test.each<[string, number, string, string]>([
    ['a {', 1, "the '}' that ends the block", 'the end of the text'],
    ['a { }\n}', 2, 'a block', '}'],
    ['a {\n\tx = \n}', 3, 'a value', '}'],
    ['a "b-c" { }', 1, 'a label of letters, digits and underscores', '"b-c"'],
    ['a `b` { }', 1, 'a label of letters, digits and underscores', '`b`'],
    ['a b { }', 1, "'=' or '{'", 'b'],
    ['a.b c { }', 1, "'{'", 'c'],
    ['a "b"\n{ }', 1, "'{'", 'the end of the line'],
    ['a. { }', 1, 'the next part of the name', '{'],
    ['a.b = 1', 1, "'{'", '='],
    ['true = 1', 1, 'the name of a block or an attribute', 'true'],
    ['x = 1 y = 2', 1, 'a line break', 'y'],
    ['x = loki.write "a" { }', 1, 'a line break', 'a text'],
    ['x { password = "a" "hunter2" }', 1, 'a line break', 'a text'],
    ['x = [1\n]', 1, "',' or ']'", 'the end of the line'],
    ['x = {a = 1\n}', 1, "',' or '}'", 'the end of the line'],
    ['x = {1 = 2}', 1, 'the name of a field', '1'],
    ['x = {a: 1}', 1, 'a name, a value or a sign of the language', ':'],
    ['x = (1', 1, "')'", 'the end of the line'],
    ['x = a.1', 1, 'a line break', '.1'],
    ['x = a[1', 1, "']'", 'the end of the line'],
    ['x = "\\d"', 1, "an escape of Go's (a backslash itself is \\\\)", '\\d'],
    ['x = "\\\'"', 1, "an escape of Go's (a backslash itself is \\\\)", "\\'"],
    ['x = "\\ud800"', 1, "an escape of Go's (a backslash itself is \\\\)", '\\u'],
    ['x = "a\nb"', 1, 'a closing quote', 'the end of the line'],
    ['a { }\nx = `a', 2, 'a closing backtick', 'the end of the text'],
    ["x = 'a'", 1, 'a string in double quotes', "'"],
    ['x = 1e', 1, 'digits of an exponent', '1e'],
    ['# a', 1, 'a name, a value or a sign of the language', '#'],
    ['x = a | b', 1, 'a name, a value or a sign of the language', '|'],
    ['a { }\n/* b', 2, 'the end of a comment, */', 'the end of the text'],
    ['a { }\n"\0"', 2, 'text', 'a NUL character'],
    ['a { }\ufeff', 1, 'text', 'a byte order mark'],
  ])('%j', (code, line, expected, got) => {
    expect(parseAlloy(code)).toEqual({ blocks: [], attributes: [], error: { line, expected, got } });
  });

  test.each([
    ['parentheses', `x = ${'('.repeat(9999)}`],
    ['signs', `x = ${'-'.repeat(9999)}1`],
    ['powers', `x = ${'1^'.repeat(9999)}1`],
    ['blocks', 'a {\n'.repeat(300)],
  ])('%s without an end do not end the reader', (_name, code) => {
    expect(parseAlloy(code).error?.expected).toBe('at most 200 levels');
  });

  test('any part of a configuration comes back', () => {
    const { config } = chartOf();
    for (let at = 0; at < config.length; at += 37) {
      expect(() => parseAlloy(config.slice(at, at * 2))).not.toThrow();
    }
  });
});
