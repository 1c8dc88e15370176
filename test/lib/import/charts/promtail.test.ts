import { imported, keyOf } from '../helpers';

const of = (text: string) => {
  const result = imported(text);
  const { pods } = (result.environment['alloy'] ?? {}) as { pods?: { formerPositions?: string } };
  return { result, positions: pods?.formerPositions };
};

test('positions are those of the chart, or those that its values name', () => {
  expect(of('config: { clients: [{ url: http://loki }] }').positions).toBe('/run/promtail/positions.yaml');
  const { result, positions } = of('config: { clients: [], positions: { filename: /var/lib/promtail/p.yaml } }');
  expect(positions).toBe('/var/lib/promtail/p.yaml');
  expect(keyOf(result, 'config.positions.filename')).toMatchObject({ to: 'alloy.pods.formerPositions' });
});

test.each([
  ['in a pod', 'config: { clients: [], positions: { filename: /tmp/positions.yaml } }'],
  ['of a Promtail that runs on no node', 'daemonset: { enabled: false }\nconfig: { clients: [] }'],
])('positions %s are left', (_what, text) => expect(of(text).positions).toBeUndefined());
