import { alloy, type AlloyContext, type AlloySource } from '../../../../charts';
import { chartOf, component, stages } from '../helpers';

/** A source of a user's own whose components are a text. */
const source = (blocks: (context: AlloyContext) => alloy.Block[]): AlloySource => ({
  ...{ name: 'own', mounts: [alloy.VAR_LOG], env: [alloy.NODE_NAME], rules: [], blocks },
});

const OWN = source(
  ({ receiver, stages: of }) => alloy.components`
    // A comment.
    loki.source.file "own" { targets=[{__path__="/var/log/own.log"}]
      forward_to = [loki.process.own.receiver] }
    loki.process "own" {
      forward_to = [${receiver}]
      stage.regex { expression = \`^(?P<code>\d+) \` }
      stage.static_labels { values = { job = "own", node_name = ${alloy.nodeName()} } }
      ${of('own')}
      stage.label_drop { values = ["filename"] }
    }`,
);

const chart = (own: AlloySource, processing: object[] = []) =>
  chartOf({ extraSources: [own], pipeline: { processing: processing as never } });

test('a text is printed as the formatter does, with references and stages in their places', () => {
  const { config } = chart(OWN, [{ sources: ['own'], redact: ['jwt'] }]);
  expect(component(config, 'loki.source.file', 'own')).toMatch(
    /^\ttargets = \[\n\t\t\{\n\t\t\t__path__ = "\/var\/log\/own\.log",\n/m,
  );
  const process = component(config, 'loki.process', 'own');
  expect(process).toContain('forward_to = [loki.write.loki.receiver]');
  expect(process).toContain('expression = `^(?P<code>\\d+) `');
  expect(process).toContain('node_name = sys.env("NODE_NAME")');
  expect(stages(config, 'own')).toEqual(['regex', 'static_labels', 'replace', 'label_drop']);
});

test('its labels, files and variables are checked as those of any source', () => {
  expect(() => chart(OWN, [{ sources: ['own'], match: { unit: ['x'] }, level: true }])).toThrow(
    'alloy.processing[0].match.unit: lines of own have no label unit',
  );
  expect(() => chart(OWN, [{ sources: ['own'], regex: '(?P<job>x)', structuredMetadata: ['job'] }])).toThrow(
    'job is a label of lines of own, which Alloy takes in place of the field',
  );
  expect(() => chart({ ...OWN, mounts: [] })).toThrow('reads /var/log/own.log, which is not in the pod');
  expect(() => chart({ ...OWN, env: [] })).toThrow('reads the environment variable NODE_NAME');
});

test.each<[string, () => alloy.Block[], string]>([
  ['no closing brace', () => alloy.components`loki.echo "x" {`, 'line 1 has the end of the text in place of'],
  ['an attribute', () => alloy.components`a = 1`, 'line 1 has a outside of a component'],
])('%s: refused with its line', (_what, blocks, message) => expect(() => chart(source(blocks))).toThrow(message));
