import { type Loose, Parts, describeRules } from '../harness';
import { AWS_ENVIRONMENT_RULES } from '../../../../lib/checks/aws';
import { NODE_RULES } from '../../../../lib/checks/aws/nodes';

const props = (parts: Parts) => parts.environment.props as Loose;

const create = (cluster: Loose) => (parts: Parts) => {
  props(parts)['cluster']['create'] = cluster;
};

/** Findings of the rules of this file after a change. */
function findings(of: 'prod' | 'training-on-eks', change: (parts: Parts) => unknown): string[] {
  const parts = new Parts(of);
  change(parts);
  const admins = 'CLUSTER-ADMINS-1';
  return AWS_ENVIRONMENT_RULES.flatMap((rule) => rule.check(parts.subject).map(() => rule.id)).filter(
    (id) => id !== admins,
  );
}

describeRules(NODE_RULES, [
  {
    rule: 'CLUSTER-NODES-1',
    breaks: create({ instanceTypes: ['m7g.xlarge', 'r7g.xlarge'], nodes: 4 }),
    finds: [
      'environments.prod.cluster.create: 4 nodes of m7g.xlarge or r7g.xlarge have room for 15.7 cores and 61.4 GiB, but pods request 17.8 cores and 98.2 GiB; use at least 10 nodes, or larger instanceTypes',
    ],
  },
  {
    rule: 'CLUSTER-NODES-1',
    breaks: create({ instanceTypes: ['m6i.4xlarge'], nodes: 1 }),
    finds: [
      'environments.prod.cluster.create: 1 node of m6i.4xlarge has room for 15.9 cores and 63.3 GiB, but pods request 17.5 cores and 97.5 GiB; use at least 3 nodes, or larger instanceTypes',
    ],
  },
  {
    rule: 'CLUSTER-NODES-1',
    breaks: create({ instanceTypes: ['m6i.large'], nodes: 40 }),
    finds: [
      'environments.prod.cluster.create: a pod of StatefulSet loki/loki-ingester requests 0.9 cores and 13 GiB, but a node of m6i.large has room for 1.9 cores and 7.3 GiB; use larger instanceTypes',
    ],
  },
]);

test.each<[string, Loose]>([
  ['nodes of Auto Mode', { mode: 'auto' }],
  ['types whose size is not known', { instanceTypes: ['t3.small'], nodes: 3 }],
  ['one type of two whose size is not known', { instanceTypes: ['m6i.large', 'x2idn.metal'] }],
  ['as many nodes as the chosen types need', { instanceTypes: ['m7g.xlarge', 'r7g.xlarge'] }],
  ['as many nodes as the volume asks for', { nodes: 6, instanceTypes: ['m6i.2xlarge'] }],
])('%s are not counted', (_, change) => {
  expect(findings('prod', create(change))).toEqual([]);
});

test('a daemon takes its share of every node', () => {
  const daemon = (parts: Parts) => {
    const { containers } = parts.pod('DaemonSet', 'alloy') as { containers: Loose[] };
    (containers[0] as Loose)['resources'] = { requests: { cpu: 4 } };
    create({ instanceTypes: ['m6i.xlarge'], nodes: 100 })(parts);
  };
  const parts = new Parts('prod');
  daemon(parts);
  expect(parts.findings.find((line) => line.startsWith('CLUSTER-NODES-1'))).toMatch(/; use larger instanceTypes$/);
});
