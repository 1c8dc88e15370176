import { parseAlloy } from '../../../../charts/alloy/language/parse';
import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import { inlined } from '../../../../lib/import/alloy/inline';
import { sourceOf } from '../../../../lib/import/alloy/graph';

/** Components by their id, each with the source of one of its attributes. */
const read = (text: string, attribute: string) =>
  inlined(parseAlloy(text).blocks).map((block: AlloyBlock) => [
    `${block.name}.${block.label ?? ''}`,
    sourceOf(block, attribute)?.replace(/\s+/g, ' '),
  ]);

const MODULE = `declare "pod_logs" {
  argument "destinations" { }
  argument "rate" {
    optional = true
    default  = 10
  }
  loki.process "p" {
    stage.limit { rate = argument.rate.value }
    forward_to = concat(argument.destinations.value, [])
  }
  export "receiver" { value = loki.process.p.receiver }
}
`;

test('arguments and exports of a module are replaced by their values', () => {
  const text = `${MODULE}pod_logs "one" { destinations = [loki.write.w.receiver] }
loki.source.file "f" { forward_to = [pod_logs.one.receiver] }
loki.write "w" { }`;
  expect(read(text, 'forward_to')).toEqual([
    ['loki.source.file.f', '[loki.process.p.receiver]'],
    ['loki.write.w', undefined],
    ['loki.process.p', 'concat([loki.write.w.receiver], [])'],
    ['pod_logs.one', undefined],
  ]);
  const process = inlined(parseAlloy(text).blocks).find(({ name }) => name === 'loki.process');
  expect(process?.blocks.map((stage) => sourceOf(stage, 'rate'))).toEqual(['10']);
});

test('components of a module that is used twice have names of their own', () => {
  const found = read(`${MODULE}pod_logs "a" { destinations = [] }\npod_logs "b" { destinations = [] }`, 'forward_to');
  expect(found.map(([id]) => id)).toEqual([
    'loki.process.p',
    'loki.process.pod_logs_b_p',
    ...['pod_logs.a', 'pod_logs.b'],
  ]);
});

test('modules use others, and one that uses itself comes to an end', () => {
  const nested = `${MODULE}declare "all" {
  pod_logs "x" { destinations = [loki.write.w.receiver] }
}
all "y" { }`;
  expect(read(nested, 'forward_to')).toContainEqual(['loki.process.p', 'concat([loki.write.w.receiver], [])']);
  const many = Array.from({ length: 50 }, (_, index) => `  a "b${index}" { }`).join('\n');
  expect(read(`declare "a" {\n${many}\n}\na "c" { }`, 'x').length).toBeLessThan(30_000);
});

test('a module that nothing uses stays as it is', () => {
  expect(read(MODULE, 'forward_to')).toEqual([['declare.pod_logs', undefined]]);
});
