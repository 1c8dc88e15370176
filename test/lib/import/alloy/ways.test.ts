import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import { inOrder, onEveryWay, reached } from '../../../../lib/import/alloy/ways';

/** Components with their next ones: `s>a a>w` is a source before a component that forwards to another. */
function graph(text: string) {
  const names = [...new Set(text.split(/[ >]/))];
  const blocks = new Map(names.map((name) => [name, { name, line: 1, attributes: [], blocks: [] } as AlloyBlock]));
  const steps = text.split(' ').map((step) => step.split('>').map((name) => blocks.get(name) as AlloyBlock));
  const after = (block: AlloyBlock) => steps.flatMap(([from, to]) => (from === block && to ? [to] : []));
  return { after, blocks: [...blocks.values()], of: (name: string) => blocks.get(name) as AlloyBlock };
}

const namesOf = (blocks: Iterable<AlloyBlock>): string => [...blocks].map(({ name }) => name).join('');

test.each([
  ['a way', 's>a a>b b>w', 'sab'],
  ['two ways that meet', 's>a s>b a>c b>c c>w', 'sc'],
  ['two ways that never meet', 's>a s>b a>w b>x', 's'],
  ['a way past a component', 's>a s>w a>w', 's'],
  ['a way past several', 's>a a>b b>c a>c c>d d>w', 'sacd'],
  ['a way that ends without sending', 's>a a>w s>m', 'sa'],
  ['one component that is named twice', 's>a s>a a>w', 'sa'],
  ['a circle beside the way', 's>a a>w a>c c>c', 'sa'],
])('%s: components that all lines pass', (_what, text, expected) => {
  const { after, of } = graph(text);
  const found = onEveryWay(of('s'), after, ({ name }) => ['w', 'x'].includes(name));
  expect(namesOf(found)).toBe(expected);
});

test('where nothing sends, all that is reached counts', () => {
  const { after, of } = graph('s>a s>b');
  expect([...namesOf(onEveryWay(of('s'), after, () => false))].sort().join('')).toBe('abs');
});

test.each([
  ['c>d a>b b>c', 'abcd'],
  ['x>x a>b', 'abx'],
  ['b>c a>c', 'bac'],
])('%s: in the order of lines', (text, expected) => {
  const { after, blocks } = graph(text);
  expect(namesOf(inOrder(blocks, after))).toBe(expected);
});

test('what is reached is reached by any number of steps, also in a circle', () => {
  const { after, of } = graph('a>b b>c c>a');
  expect([...namesOf(reached([of('a')], after))].sort().join('')).toBe('abc');
});
