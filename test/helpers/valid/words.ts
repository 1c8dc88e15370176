import { Random } from '../random';

/** Random numbers of an environment, and how often a field that may be left out is there, of a hundred. */
export class Dice extends Random {
  constructor(
    seed: number,
    public readonly percent: number,
  ) {
    super(seed);
  }
}

/** Makes one value from random numbers. */
export type Make<T = unknown> = (random: Dice) => T;

/** Texts that a program may read another way: quotes, escapes, templates, variables, words and numbers of YAML. */
const TEXTS: readonly string[] = [
  ...['on', 'null', '~', '1e3', '0x1f', '-', '- a', 'a: b', '#c', 'a #c', '|', '>', '&a', '*', '!x', '%', '%s', '@at'],
  ...['"', "'", '`', '\\', '\\\\', '\\n', '\\"', 'a\\', '$', '$$', '$1', '${A}', '$(HOSTNAME)', '${HOSTNAME:-x}'],
  ...['{{', '}}', '{{ .Value }}', '{{ "a" }}', '{{`', '{', '}', '[', ']', '//', '/*', ';', 'a;b', '<!--', '&amp;'],
  ...[
    ' lead',
    'trail ',
    'é',
    '日本語',
    '🙂',
    '\u200d',
    '\u2028',
    '\u00a0',
    '\ufeff',
    'ß"\'`$\\{{%',
    '2024-04-01',
    '12:30:45',
  ],
];

/** One of some values. */
export const one =
  <T>(...values: readonly T[]): Make<T> =>
  (random) =>
    random.of(values);

/** Value of one of some makers. */
export const either =
  <T>(...makers: readonly Make<T>[]): Make<T> =>
  (random) =>
    random.of(makers)(random);

/** A list of some of the values, each at most once, sometimes of all or of one. */
export const some =
  <T>(...values: readonly T[]): Make<T[]> =>
  (random) => {
    const [how, first] = [random.below(3), random.below(values.length)];
    if (how === 0) return values.slice(first, first + 1);
    const taken = values.filter(() => how === 1 || random.below(2) === 0);
    return taken.length > 0 ? taken : values.slice(0, 1);
  };

/** A list of made items without duplicates. */
export const listOf =
  <T>(make: Make<T>, most = 4): Make<T[]> =>
  (random) => {
    const items = Array.from({ length: 1 + random.below(most) }, () => make(random));
    return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
  };

/** An object by made keys. */
export const keyed =
  <T>(key: Make<string>, make: Make<T>, most = 3): Make<Record<string, T>> =>
  (random) =>
    Object.fromEntries(Array.from({ length: 1 + random.below(most) }, () => [key(random), make(random)]));

/** An object that has each of its fields or not; fields with `!` before their name are always there. */
export const fields =
  (makers: Readonly<Record<string, Make>>): Make<Record<string, unknown>> =>
  (random) =>
    Object.fromEntries(
      Object.entries(makers).flatMap(([name, make]) => {
        const isThere = name.startsWith('!') || random.below(100) < random.percent;
        return isThere ? [[name.replace(/^!/, ''), make(random)]] : [];
      }),
    );

/** A text that a program may read another way, alone or between letters. */
export const odd: Make<string> = (random) =>
  random.of([
    () => random.of(TEXTS),
    () => `a${random.of(TEXTS)}b`,
    () => `${random.of(TEXTS)}${random.of(TEXTS)}`,
    () => `x ${random.of(TEXTS)} y`,
  ])();

/** A text of so many characters. */
export const long = (length: number, of = 'x'): string => of.repeat(length).slice(0, length);

/** Whole numbers, mostly those at the bounds. */
export const number =
  (least: number, most: number): Make<number> =>
  (random) =>
    random.of([least, most, least + random.below(most - least + 1)]);

/** True or false. */
export const flag: Make<boolean> = (random) => random.below(2) === 0;

/** Names of objects in Kubernetes. */
export const objectName = one(
  'a',
  'null',
  'on',
  '1e3',
  '0',
  'my.secret-1',
  `${long(63)}.${long(63, 'y')}`,
  long(253, 'z'),
);

/** Names of labels of DNS. */
export const dnsLabel = one('a', 'null', 'on', '1', '0x1f', '1e3', 'a--b', long(63, 'n'));

/** Keys of Secrets. */
export const secretKey = one('password', '.k', '-', 'null', 'A_b.c', '1e3', long(253, 'k'), '__proto__');

/** Keys and values of labels of Kubernetes. */
export const labelKey = one(
  ...['team', 'null', 'on', '1', 'A.b_c-1', 'example.com/team', `${long(253, 'a')}/${long(63)}`],
);
export const labelValue = one('', 'null', 'on', '1e3', '0x1f', 'true', '1.10', '007', long(63, 'v'), 'A.b_c-1');

/** Ranges of addresses. */
export const ranges = some('10.0.0.0/16', '192.168.1.1/32', '172.16.0.0/12');

/** Namespaces of clients. */
export const namespaces = some('shop', 'web', 'null', '1e3', long(63, 's'));

/** Patterns of names. */
export const patterns = some('shop', 'team-*', '*-x', 'a*b*c', '1e3', 'null');

/** Regular expressions of Go with what other programs read another way. */
export const regex = one(
  ...[
    '^\\d{4}-',
    'a"b',
    "it's",
    'a`b',
    '\\\\',
    '\\$',
    '^\\s*$',
    '\\{\\{',
    '(?i)x|y',
    '[[:alpha:]]+z',
    '\\pL+9',
    '"\\w+": ?"',
  ],
  ...[
    'é+',
    '\\x{1F600}',
    '(?s)a.b',
    '%d',
    '^[^"]*"[^"]*$',
    '\\Qa.b\\E',
    '(?P<q>x)y',
    '(?<r>x)z',
    '//',
    '\\t',
    'a{2,1000}',
    '$$',
  ],
);
