import { labelsOfEntries, missingLabels } from '../../../../lib/import/promtail/selectors';

const match = (selector: string) => `stage.match {
  selector = ${JSON.stringify(selector)}
  stage.decolorize { }
}`;

test.each<[string, string[]]>([
  ['{app_kubernetes_io_name="shop", app="x"} |= "a=\\"b\\""', ['app_kubernetes_io_name']],
  ['{component=~"a|b"}', ['component']],
  ['{namespace="shop", pod=~"a.*"}', []],
  // A line without the label fits.
  ['{component!="a", tier="", other=~".*"}', []],
])('%s asks for labels that lines of pods lack: %j', (selector, expected) => {
  expect(missingLabels(match(selector))).toEqual(expected);
});

test('labels that stages or other entries set are there', () => {
  const stages = `stage.labels {\n  values = { component = "" }\n}\n${match('{component="a", level="error", team="b"}')}`;
  const set = labelsOfEntries([{ level: true }, { labels: { team: 'x' } }, { stages: 'stage.decolorize { }' }]);
  expect(missingLabels(stages, set)).toEqual([]);
});
