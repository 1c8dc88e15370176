import { compareWithCluster } from '../../../../bin/diff/cluster/cluster';
import type { KubectlRunner } from '../../../../bin/wait/kubectl';
import { renderCharts } from '../../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../../lib/environment/environment';

const side = {
  ...renderCharts(resolveEnvironment('dev', { account: '111122223333', region: 'us-east-1', cluster: { create: {} } })),
  records: () => undefined,
};

/** A kubectl whose context points to a cluster, in which nothing is. */
function kubectl(cluster: string): KubectlRunner & { readonly calls: string[] } {
  const calls: string[] = [];
  const config = {
    clusters: [{ name: `arn:aws:eks:us-east-1:111122223333:cluster/${cluster}` }],
    'current-context': 'c',
  };
  return {
    calls,
    run: (args) => {
      calls.push(args.join(' '));
      return Promise.resolve({ status: 0, stdout: args[0] === 'config' ? JSON.stringify(config) : '', stderr: '' });
    },
  };
}

test('the cluster of another environment is refused by name, and not asked', async () => {
  const asked = kubectl('prod');
  await expect(compareWithCluster(side, asked, false)).rejects.toThrow(
    'context c points to cluster prod in 111122223333 us-east-1, and dev is on dev',
  );
  expect(asked.calls).toHaveLength(1);
});

test('a cluster in which nothing is lacks everything, and is only read', async () => {
  const asked = kubectl('dev');
  const { base, changes, nodes } = await compareWithCluster(side, asked, false);
  expect([base, nodes, new Set(changes.map(({ kind }) => kind))]).toEqual([
    'the cluster dev',
    undefined,
    new Set(['added']),
  ]);
  expect(asked.calls.filter((call) => !/^(config view|get) /.test(call))).toEqual([]);
});
