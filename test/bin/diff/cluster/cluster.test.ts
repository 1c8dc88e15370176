import { compareWithCluster } from '../../../../bin/diff/cluster/cluster';
import type { KubectlRunner } from '../../../../bin/wait/kubectl';
import { renderCharts } from '../../../../lib/checks/checked-charts';
import { PRUNE_LABEL } from '../../../../lib/delivery/prune-labels';
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

test('what a controller made is not left over, and nodes are those of the largest DaemonSet', async () => {
  const labels = { 'app.kubernetes.io/managed-by': 'cdk-eks-loki', [`${PRUNE_LABEL}c8`]: '' };
  const object = (kind: string, name: string, more: object = {}) => ({
    ...{ apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'alloy', labels, ...more } },
  });
  const agents = [3, 5].map((desiredNumberScheduled) => ({
    ...object('DaemonSet', `alloy-on-${desiredNumberScheduled}`),
    status: { desiredNumberScheduled },
  }));
  const left = [
    object('Deployment', 'former'),
    object('ConfigMap', 'of-another', { ownerReferences: [{ kind: 'Deployment' }] }),
  ];
  const { run } = kubectl('dev');
  const asked: KubectlRunner = {
    run: (args, options) => {
      if (args[0] === 'config') return run(args, options);
      const items = args.includes('--selector') ? left : agents;
      return Promise.resolve({ status: 0, stdout: JSON.stringify({ kind: 'List', items }), stderr: '' });
    },
  };
  const { changes, nodes } = await compareWithCluster(side, asked, false);
  const removed = changes.filter(({ kind }) => kind === 'removed').map((change) => change.object);
  expect(removed).toContain('Deployment alloy/former');
  expect(removed).not.toContain('ConfigMap alloy/of-another');
  expect(nodes).toBe(5);
});
