import { NODE_LABEL_RULES } from '../../../../lib/checks/aws/node-labels';
import { checkEnvironment } from '../../../../lib/checks/check';
import { renderCharts } from '../../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { describeRules, type Loose } from '../harness';

const finds = (nodeSelector: Readonly<Record<string, string>>, more: Partial<EnvironmentProps> = {}): string[] => {
  const environment = resolveEnvironment('dev', {
    ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
    workloads: { querier: { nodeSelector } },
    ...more,
  });
  return checkEnvironment(renderCharts(environment))
    .findings.filter(({ rule }) => rule.id === 'CLUSTER-NODES-4')
    .map(({ path, found }) => `${path}: ${found}`);
};

describeRules(NODE_LABEL_RULES, [
  {
    rule: 'CLUSTER-NODES-4',
    breaks: (parts) => {
      (parts.environment.props as Loose)['cluster'].create = { instanceTypes: ['m6i.4xlarge'], nodes: 9 };
      parts.pod('Deployment', 'loki-querier')['nodeSelector'] = { 'kubernetes.io/arch': 'arm64', pool: 'logs' };
    },
    finds: [
      'Deployment loki/loki-querier spec.template.spec.nodeSelector[kubernetes.io/arch]: arm64 matches no node of the new cluster, whose nodes have amd64; leave it out, or add such nodes with customizeStack',
      'Deployment loki/loki-querier spec.template.spec.nodeSelector[pool]: is not a label of the nodes of the new cluster; leave it out, or add such nodes with customizeStack',
    ],
  },
]);

const AT = 'Deployment loki/loki-querier spec.template.spec.nodeSelector';
test.each<[Readonly<Record<string, string>>, string]>([
  [
    { 'node.kubernetes.io/instance-type': 'r6i.large' },
    `${AT}[node.kubernetes.io/instance-type]: r6i.large is of no node`,
  ],
  [{ 'eks.amazonaws.com/capacityType': 'SPOT' }, `${AT}[eks.amazonaws.com/capacityType]: SPOT is of no node`],
  [{ 'karpenter.sh/capacity-type': 'spot' }, `${AT}[karpenter.sh/capacity-type]: is not a label of the nodes`],
])('%j: no node has it', (selector, finding) => {
  expect(finds(selector)).toEqual([expect.stringContaining(finding)]);
});

test.each<[Readonly<Record<string, string>>, Partial<EnvironmentProps>]>([
  [{ 'kubernetes.io/arch': 'amd64', 'topology.kubernetes.io/zone': 'us-east-1a' }, {}],
  [{ 'kubernetes.io/arch': 'arm64' }, { cluster: { create: { instanceTypes: ['m7g.2xlarge'] } } }],
  [{ 'kubernetes.io/arch': 'arm64' }, { cluster: { create: { mode: 'auto' } } }],
  [{ pool: 'logs' }, { customizeStack: () => undefined }],
])('%j %j: right, or not known', (selector, more) => {
  expect(finds(selector, more)).toEqual([]);
});
