import { FARGATE_RULES } from '../../../../lib/checks/kubernetes/fargate';
import { findingsOf } from '../../../kubernetes/findings';
import { describeRules, type Loose } from '../harness';

const FOUND =
  'tolerates the taint eks.amazonaws.com/compute-type=fargate, and no node selector or affinity excludes these nodes';
const FIX = 'add a required nodeAffinity with eks.amazonaws.com/compute-type NotIn [fargate]';
const PATH = 'DaemonSet alloy/alloy spec.template.spec.tolerations';

describeRules(FARGATE_RULES, [
  {
    rule: 'K8S-FARGATE-1',
    breaks: (parts) => delete parts.pod('DaemonSet', 'alloy')['affinity'],
    finds: [`${PATH}: ${FOUND}; ${FIX}`],
  },
  {
    rule: 'K8S-FARGATE-1',
    breaks: (parts) => {
      const pod = parts.pod('DaemonSet', 'alloy');
      delete pod['affinity'];
      pod['tolerations'] = [{ key: 'eks.amazonaws.com/compute-type', operator: 'Equal', value: 'fargate' }];
    },
    finds: [`${PATH}: ${FOUND}; remove the toleration, or ${FIX}`],
  },
]);

const EVERY = [{ operator: 'Exists' }];

/** True if a DaemonSet breaks the rule. */
function isFound(pod: Loose, image = 'grafana/alloy:v1.18.1', others: Loose[] = []): boolean {
  const daemonSet = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'logs' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'agent', image }], ...pod } },
    },
  };
  return findingsOf([daemonSet, ...others]).some((line) => line.startsWith('K8S-FARGATE-1'));
}

const affinity = (...terms: Loose[]): Loose => ({
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
});
const expression = (key: string, operator: string, ...values: string[]): Loose => ({
  matchExpressions: [{ key, operator, values }],
});
const NOT_FARGATE = expression('eks.amazonaws.com/compute-type', 'NotIn', 'fargate');

describe('a DaemonSet wants nodes of Fargate', () => {
  test.each<[string, Loose]>([
    ['that tolerates everything', { tolerations: EVERY }],
    ['that tolerates every NoSchedule', { tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }] }],
    ['on Linux alone', { tolerations: EVERY, nodeSelector: { 'kubernetes.io/os': 'linux' } }],
    ['in one zone', { tolerations: EVERY, nodeSelector: { 'topology.kubernetes.io/zone': 'eu-west-1a' } }],
    [
      'in some zones, by affinity',
      { tolerations: EVERY, affinity: affinity(expression('topology.kubernetes.io/zone', 'In', 'eu-west-1a')) },
    ],
    [
      'by one of two alternatives',
      { tolerations: EVERY, affinity: affinity(NOT_FARGATE, expression('kubernetes.io/os', 'In', 'linux')) },
    ],
    [
      'that only prefers other nodes',
      {
        tolerations: EVERY,
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: NOT_FARGATE }],
          },
        },
      },
    ],
    [
      'beside one node that it leaves out',
      { tolerations: EVERY, affinity: affinity(expression('kubernetes.io/hostname', 'NotIn', 'a')) },
    ],
  ])('%s', (_, pod) => {
    expect(isFound(pod)).toBe(true);
  });
});

describe('a DaemonSet leaves out nodes of Fargate', () => {
  test.each<[string, Loose]>([
    ['without a toleration', {}],
    ['with a toleration of another taint', { tolerations: [{ key: 'dedicated', operator: 'Exists' }] }],
    ['with a toleration of another effect', { tolerations: [{ operator: 'Exists', effect: 'NoExecute' }] }],
    [
      'with a toleration of another value',
      { tolerations: [{ key: 'eks.amazonaws.com/compute-type', operator: 'Equal', value: 'hybrid' }] },
    ],
    ['by affinity', { tolerations: EVERY, affinity: affinity(NOT_FARGATE) }],
    [
      'by a label that they lack',
      { tolerations: EVERY, affinity: affinity(expression('eks.amazonaws.com/nodegroup', 'Exists')) },
    ],
    ['by a selector for other nodes', { tolerations: EVERY, nodeSelector: { 'karpenter.sh/nodepool': 'general' } }],
    ['for Windows', { tolerations: EVERY, nodeSelector: { 'kubernetes.io/os': 'windows' } }],
    ['for ARM', { tolerations: EVERY, affinity: affinity(expression('kubernetes.io/arch', 'In', 'arm64')) }],
    [
      'by the name of a node',
      {
        tolerations: EVERY,
        affinity: affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['ip-10-0-0-1'] }] }),
      },
    ],
  ])('%s', (_, pod) => {
    expect(isFound(pod)).toBe(false);
  });
});

describe('another program that tolerates everything', () => {
  const pod = { tolerations: EVERY };
  const meta = { name: 'a', namespace: 'logs' };

  test('may run in a cluster that is not of EKS', () => {
    expect(isFound(pod, 'quay.io/prometheus/node-exporter:v1.9.0')).toBe(false);
    const storage = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'a' } };
    expect(isFound(pod, 'node-exporter', [{ ...storage, provisioner: 'ebs.csi.aws.com' }])).toBe(false);
    const excluded = { tolerations: EVERY, affinity: affinity(NOT_FARGATE) };
    expect(isFound(excluded, '602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon/aws-network-policy-agent:v1')).toBe(
      false,
    );
  });

  test.each<[string, Loose[], string?]>([
    [
      'a service account has an AWS role',
      [
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { ...meta, annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/a' } },
        },
      ],
    ],
    ['a NodePool names classes of EC2', [{ apiVersion: 'karpenter.k8s.aws/v1', kind: 'EC2NodeClass', metadata: meta }]],
    ['Auto Mode has a NodeClass', [{ apiVersion: 'eks.amazonaws.com/v1', kind: 'NodeClass', metadata: meta }]],
    [
      'Auto Mode has a StorageClass',
      [
        {
          apiVersion: 'storage.k8s.io/v1',
          kind: 'StorageClass',
          metadata: { name: 'a' },
          provisioner: 'ebs.csi.eks.amazonaws.com',
        },
      ],
    ],
    [
      'a pod selects a node group',
      [
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: meta,
          spec: { nodeSelector: { 'eks.amazonaws.com/nodegroup': 'a' }, containers: [] },
        },
      ],
    ],
    [
      'its image is an add-on of EKS',
      [],
      '602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/eks-pod-identity-agent:0.1',
    ],
  ])('is found if %s', (_, others, image = 'quay.io/prometheus/node-exporter:v1.9.0') => {
    expect(isFound(pod, image, others)).toBe(true);
  });
});
