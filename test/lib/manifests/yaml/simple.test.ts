import environments from '../../../../bin/environments';
import { environmentCharts, resolveEnvironment } from '../../../../lib/environment/environment';
import { parseAll } from '../../../../lib/manifests/yaml/parse';
import { simpleDocuments } from '../../../../lib/manifests/yaml/simple';
import { Random } from '../../../helpers/random';

/** Files of manifests, and the files of YAML in their ConfigMaps. */
const TEXTS = Object.entries(environments).flatMap(([name, props]) =>
  environmentCharts(resolveEnvironment(name, props))
    .manifests()
    .flatMap(({ yaml, objects }) => [
      yaml,
      ...objects.flatMap((object) =>
        Object.entries((object as { data?: Record<string, string> }).data ?? {}).flatMap(([file, text]) =>
          /\.ya?ml$/.test(file) ? [text] : [],
        ),
      ),
    ]),
);

test('reads what the charts write as the parser does', () => {
  const read = TEXTS.map((text) => [text, simpleDocuments(text)] as const);
  for (const [text, documents] of read) if (documents) expect({ documents }).toEqual(parseAll(text));
  const simple = read.filter(([, documents]) => documents !== undefined);
  expect(simple.length / read.length).toBeGreaterThan(0.8);
});

/** A text with one part changed. */
function changed(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  const cut = random.below(line.length + 1);
  const piece = random.of([
    ' ',
    '  ',
    '-',
    '- ',
    ':',
    ': ',
    '#',
    ' #',
    "'",
    '"',
    '|',
    '>',
    '~',
    '&',
    '*',
    '!',
    '\\',
    '\n',
    '---\n',
    'null',
    'y: 1',
  ]);
  lines[at] = random.of([
    line.slice(1),
    ` ${line}`,
    `${line.slice(0, cut)}${piece}${line.slice(cut)}`,
    line.slice(0, cut),
    `${line}\n${lines[random.below(lines.length)] ?? ''}`,
    `# ${line}`,
    '',
  ]);
  return lines.join('\n');
}

test('reads a text as the parser does, or leaves it to it, whatever is in it', () => {
  const random = new Random(20261129);
  const pieces = TEXTS.flatMap((text) => text.split(/^(?=- |\w)/m)).filter((text) => text.length < 4000);
  let simple = 0;
  for (let round = 0; round < 1500; round++) {
    let text = random.of(pieces);
    for (let change = random.below(3); change >= 0; change--) text = changed(text, random);
    const documents = simpleDocuments(text);
    if (!documents) continue;
    simple++;
    for (const asKubectl of [false, true]) {
      expect([text, { documents }]).toEqual([text, parseAll(text, asKubectl)]);
    }
  }
  expect(simple).toBeGreaterThan(200);
});

/** Pieces of YAML, simple ones and others. */
const PIECES = [
  ...[
    'a',
    'b:',
    'b: ',
    'c: 1',
    'd:\n',
    '- ',
    '-',
    ' ',
    '  ',
    '\n',
    '\n',
    '\n  ',
    '\n    ',
    '\n- ',
    '\n  - ',
    ': ',
    ' #',
    '/',
  ],
  ...['|', '|-', '|\n', '|-\n   ', '# c', "'x'", '"y"', '"\\n"', '[]', '{}', '...', '---', '\n---\n', '<<', '=', '?'],
  ...['1', '010', '~', 'null', 'yes', '.5', '-1', '(x)', '$x', '_1', '1_0', 'e12'],
];

test('reads any pieces of YAML as the parser does, or leaves them to it', () => {
  const random = new Random(5);
  let simple = 0;
  for (let round = 0; round < 10_000; round++) {
    const text = `${Array.from({ length: 1 + random.below(14) }, () => random.of(PIECES)).join('')}\n`;
    const documents = simpleDocuments(text);
    if (!documents) continue;
    simple++;
    expect([text, { documents }]).toEqual([text, parseAll(text)]);
  }
  expect(simple).toBeGreaterThan(150);
});
