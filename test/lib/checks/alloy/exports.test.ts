import { brokenBy } from './setup';

/** True if a reference to a value of a component is refused. */
function isRefused(component: string, value: string): boolean {
  const files = `${component} "one" { }\nloki.relabel "other" {\n  forward_to = [${component}.one.${value}]\n}\n`;
  return brokenBy({ files }).includes('ALLOY-REFERENCE-2');
}

test.each([
  ['discovery.kubernetes', ['targets']],
  ['discovery.relabel', ['output', 'rules']],
  ['local.file', ['content']],
  ['local.file_match', ['targets']],
  ['loki.echo', ['receiver']],
  ['loki.enrich', ['receiver']],
  ['loki.process', ['receiver']],
  ['loki.relabel', ['receiver', 'rules']],
  ['loki.secretfilter', ['receiver']],
  ['loki.source.file', []],
  ['loki.source.journal', []],
  ['loki.source.kubernetes', []],
  ['loki.write', ['receiver']],
  ['otelcol.receiver.loki', ['receiver']],
])('%s exports %j, and nothing else', (component, exported) => {
  const values = ['targets', 'output', 'content', 'receiver', 'rules', 'input'];
  expect(values.filter((value) => !isRefused(component, value))).toEqual(exported);
});

test('of a component that the rule does not know, every value may exist', () => {
  expect(isRefused('loki.source.unknown', 'anything')).toBe(false);
});
