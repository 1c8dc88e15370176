import { nearest } from '../../../charts/input/nearest';

test.each<[string, readonly string[], string | undefined]>([
  ['retenton', ['retention', 'region'], 'retention'],
  ['Java', ['python', 'java'], 'java'],
  ['volume', ['tenants', 'region'], undefined],
  ['stage.jsn', ['stage.cri', 'stage.json'], 'stage.json'],
  // The common beginning would make every stage near.
  ['stage.foo', ['stage.cri', 'stage.json'], undefined],
  ['loki.source.fil', ['loki.source.file', 'loki.write'], 'loki.source.file'],
  ['1.37', ['1.35', '1.36'], undefined],
  ['tsl', ['tls', 'url'], 'tls'],
  ['q', ['a', 'b'], undefined],
  ['qa', ['on', 'by'], undefined],
  ['x'.repeat(101), ['x'.repeat(100)], undefined],
])('%s among %j', (word, known, meant) => {
  expect(nearest(word, known)).toBe(meant);
});
