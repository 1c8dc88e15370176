import type { KubectlRunner } from '../../../bin/wait/kubectl';
import { zonesWarning } from '../../../bin/wait/zones';

/** A kubectl that knows the node of each ingester, and the zone of each node. */
function kubectl(
  ingesters: Record<string, string>,
  nodes: Record<string, string>,
): KubectlRunner & { calls: string[] } {
  const calls: string[] = [];
  const lines = (pairs: Record<string, string>) =>
    Object.entries(pairs)
      .map((pair) => `${pair.join('\t')}\n`)
      .join('');
  return {
    calls,
    run: (args) => {
      calls.push(args.join(' '));
      return Promise.resolve({ status: 0, stdout: lines(args[1] === 'nodes' ? nodes : ingesters), stderr: '' });
    },
  };
}

const INGESTERS = { 'loki-ingester-0': 'a', 'loki-ingester-1': 'b', 'loki-ingester-2': 'c' };
const ADVICE =
  'the loss of one can take most copies of a line; add nodes in other zones, and move ingesters there (docs/how-to/volumes.md)';

test.each([
  ['three zones', { a: 'us-east-1a', b: 'us-east-1b', c: 'us-east-1c' }, undefined],
  [
    'two zones',
    { a: 'us-east-1a', b: 'us-east-1b', c: 'us-east-1a' },
    `3 ingesters share 2 zones (2 in us-east-1a, 1 in us-east-1b): ${ADVICE}`,
  ],
  [
    'one zone',
    { a: 'us-east-1a', b: 'us-east-1a', c: 'us-east-1a' },
    `3 ingesters share 1 zone (3 in us-east-1a): ${ADVICE}`,
  ],
  ['nodes without zones', { a: '', b: '', c: '' }, undefined],
])('ingesters in %s', async (_what, nodes, warning) => {
  expect(await zonesWarning(kubectl(INGESTERS, nodes), 'loki')).toBe(warning);
});

test('kubectl is asked for the pods of ingesters only', async () => {
  const asked = kubectl(INGESTERS, {});
  await zonesWarning(asked, 'logs');
  expect(asked.calls[0]).toContain(
    'get pods --namespace logs --selector app.kubernetes.io/name=loki,app.kubernetes.io/component=ingester --output jsonpath=',
  );
  expect(asked.calls[1]).toContain('get nodes --output jsonpath=');
});

test('nothing is said if nodes may not be read', async () => {
  const forbidden = { run: () => Promise.resolve({ status: 1, stdout: '', stderr: 'Error from server (Forbidden)' }) };
  expect(await zonesWarning(forbidden, 'loki')).toBeUndefined();
});
