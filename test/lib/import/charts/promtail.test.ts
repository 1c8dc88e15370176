import { imported, keyOf } from '../helpers';

const of = (text: string) => {
  const result = imported(text);
  const { pods } = (result.environment['alloy'] ?? {}) as { pods?: { formerPositions?: string } };
  return { result, positions: pods?.formerPositions };
};

test('positions are those of the chart, or those that its values name', () => {
  expect(of('config: { clients: [{ url: http://loki }] }').positions).toBe('/run/promtail/positions.yaml');
  const { result, positions } = of('config: { clients: [], positions: { filename: /run/promtail/deep/p.yaml } }');
  expect(positions).toBe('/run/promtail/deep/p.yaml');
  expect(keyOf(result, 'config.positions.filename')).toMatchObject({ to: 'alloy.pods.formerPositions' });
});

test.each([
  ['in a pod', 'config: { clients: [], positions: { filename: /tmp/positions.yaml } }'],
  ['in a folder that the pod does not share', 'config: { clients: [], positions: { filename: /var/log/p.yaml } }'],
  ['of a Promtail that runs on no node', 'daemonset: { enabled: false }\nconfig: { clients: [] }'],
])('positions %s are left', (_what, text) => expect(of(text).positions).toBeUndefined());

test('a text that is not YAML is called so, and a text with templates is called that', () => {
  const noteOf = (text: string) =>
    keyOf(of(`config: { clients: [], snippets: { extraScrapeConfigs: ${JSON.stringify(text)} } }`).result, CONFIGS)
      .note;
  const CONFIGS = 'config.snippets.extraScrapeConfigs';
  expect(noteOf('- a: 1\n- [\n')).toMatch(/^is not YAML \(line 3: .*\): correct it, and import it again$/);
  expect(noteOf('- a: {{ .Values.a }}\n- [\n')).toMatch(/^a text with templates: /);
});

test('lines of a receiver have no labels of pods, whatever its rules say', () => {
  const { result } = of(`config:
  snippets:
    extraScrapeConfigs: |
      - job_name: net
        syslog: { listen_address: 0.0.0.0:1514 }
        relabel_configs: [{ source_labels: [__syslog_message_app_name], target_label: app }]
`);
  expect(keyOf(result, 'config.snippets.extraScrapeConfigs[0].relabel_configs[0].target_label')).toMatchObject({
    class: 'differs',
    note: 'labels of this source are those of docs/reference/labels.md here',
  });
  expect(result.effects.some(({ subject }) => subject === 'labels')).toBe(false);
});
