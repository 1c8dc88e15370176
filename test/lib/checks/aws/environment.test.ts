import { AWS_ENVIRONMENT_RULES } from '../../../../lib/checks/aws';
import { type Case, describeRules, type Loose, Parts } from '../harness';

const ROLE = 'metadata.annotations.eks.amazonaws.com/role-arn';

const account = (parts: Parts, name = 'loki') => parts.object('ServiceAccount', name)['metadata'] as Loose;

const annotate = (role: string) => (parts: Parts) => {
  account(parts)['annotations'] = { 'eks.amazonaws.com/role-arn': role };
};

const props = (parts: Parts) => parts.environment.props as Loose;

const create = (cluster: Loose) => (parts: Parts) => {
  props(parts)['cluster']['create'] = cluster;
};

const without = (parts: Parts, name: string) =>
  parts.objects.filter(({ kind, metadata }) => kind !== 'ServiceAccount' || metadata.name !== name);

const cases: Case[] = [
  {
    rule: 'IDENTITY-ARN-1',
    breaks: annotate('arn:aws:iam::::111122223333:role/loki'),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: 'arn:aws:iam::::111122223333:role/loki' is not the ARN of a role; write arn:aws:iam::111122223333:role/<name>`,
    ],
  },
  {
    rule: 'IDENTITY-ACCOUNT-1',
    breaks: annotate('arn:aws:iam::444455556666:role/loki-prod-us-east-1'),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: arn:aws:iam::444455556666:role/loki-prod-us-east-1 is of account 444455556666, and the environment is in 111122223333; name a role that begins with arn:aws:iam::111122223333:role/`,
    ],
  },
  {
    rule: 'IDENTITY-ACCOUNT-1',
    breaks: annotate('arn:aws-cn:iam::111122223333:role/loki-prod-us-east-1'),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: arn:aws-cn:iam::111122223333:role/loki-prod-us-east-1 is of partition aws-cn, and region us-east-1 is in aws; name a role that begins with arn:aws:iam::111122223333:role/`,
    ],
  },
  {
    rule: 'IDENTITY-ROLE-1',
    breaks: annotate('arn:aws:iam::111122223333:role/loki'),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: arn:aws:iam::111122223333:role/loki is not the role that is made for Loki; write arn:aws:iam::111122223333:role/loki-prod-us-east-1`,
    ],
  },
  {
    rule: 'IDENTITY-ANNOTATION-1',
    breaks: (parts) => (parts.pod('StatefulSet', 'loki-ingester')['serviceAccountName'] = 'loki-no-role'),
    finds: [
      'StatefulSet loki/loki-ingester spec.template.spec.serviceAccountName: ServiceAccount loki/loki-no-role has no annotation eks.amazonaws.com/role-arn; annotate it with arn:aws:iam::111122223333:role/loki-prod-us-east-1, or use loki',
    ],
  },
  {
    rule: 'IDENTITY-ANNOTATION-1',
    breaks: (parts) =>
      (account(parts)['annotations'] = { 'eks.amazonaws.com/role': 'arn:aws:iam::111122223333:role/x' }),
    finds: [
      `ServiceAccount loki/loki ${ROLE}: none; annotate it with arn:aws:iam::111122223333:role/loki-prod-us-east-1`,
    ],
  },
  {
    rule: 'IDENTITY-ANNOTATION-1',
    breaks: (parts) => delete parts.pod('Deployment', 'loki-querier')['serviceAccountName'],
    finds: [
      'Deployment loki/loki-querier spec.template.spec.serviceAccountName: none, so its pods have no AWS role; write loki',
    ],
  },
  {
    rule: 'STORAGE-BUCKET-1',
    breaks: (parts) => parts.replace('loki', 'config.yaml', 'loki-prod-chunks-111122223333-us-east-1', 'loki-chunks'),
    finds: [
      "ConfigMap loki/loki config.yaml storage_config.object_store.s3.bucket_name: loki-chunks is not the environment's bucket for chunks; use loki-prod-chunks-111122223333-us-east-1",
    ],
  },
  {
    rule: 'STORAGE-BUCKET-1',
    breaks: (parts) => parts.replace('loki', 'config.yaml', 'loki-prod-ruler-111122223333-us-east-1', 'loki-rules'),
    finds: [
      "ConfigMap loki/loki config.yaml ruler_storage.s3.bucket_name: loki-rules is not the environment's bucket for rules; use loki-prod-ruler-111122223333-us-east-1",
    ],
  },
  {
    rule: 'STORAGE-REGION-1',
    breaks: (parts) => {
      parts.replace('loki', 'config.yaml', 'region: us-east-1', 'region: eu-west-1');
      parts.replace('loki', 'config.yaml', 's3.us-east-1.amazonaws.com', 's3.eu-west-1.amazonaws.com');
    },
    finds: [
      'ConfigMap loki/loki config.yaml storage_config.object_store.s3.region: eu-west-1 is not in us-east-1, where the buckets are; use us-east-1',
    ],
  },
  {
    rule: 'STORAGE-REGION-1',
    breaks: (parts) => {
      parts.replace('loki', 'config.yaml', 'region: us-east-1', 'region: ""');
      parts.replace('loki', 'config.yaml', 's3.us-east-1.amazonaws.com', 's3.dualstack.eu-west-1.amazonaws.com');
    },
    finds: [
      'ConfigMap loki/loki config.yaml storage_config.object_store.s3.endpoint: s3.dualstack.eu-west-1.amazonaws.com is not in us-east-1, where the buckets are; use s3.us-east-1.amazonaws.com',
    ],
  },
  {
    rule: 'CLUSTER-ADMINS-1',
    of: 'training-on-eks',
    breaks: (parts) => (props(parts)['cluster'] = { create: {} }),
    finds: [
      "environments.training-on-eks.cluster.create.admins: none, so nobody but this app's kubectl function can use the cluster; write admins: ['arn:aws:iam::111122223333:role/admin'] with roles of yours",
    ],
  },
  {
    rule: 'CLUSTER-ENDPOINT-1',
    breaks: create({ publicAccessCidrs: ['203.0.113.0/24', '0.0.0.0/0'] }),
    finds: [
      "environments.prod.cluster.create.publicAccessCidrs[1]: 0.0.0.0/0 is every address, so the list keeps nobody out; name the ranges of yours, or use endpointAccess: 'private'",
    ],
  },
  {
    rule: 'CLUSTER-NODES-1',
    breaks: create({ instanceTypes: ['m7g.xlarge', 'r7g.xlarge'] }),
    finds: [
      'environments.prod.cluster.create: 6 nodes of m7g.xlarge or r7g.xlarge have 24 cores and 96 GiB, and pods request 32.7 cores and 100.5 GiB; use at least 9 nodes, or larger instanceTypes',
    ],
  },
  {
    rule: 'CLUSTER-NODES-1',
    breaks: create({ instanceTypes: ['m6i.large'], nodes: 40 }),
    finds: [
      'environments.prod.cluster.create: a pod of StatefulSet loki/loki-ingester requests 2.5 cores and 13 GiB, and a node of m6i.large has 2 cores and 8 GiB; use larger instanceTypes',
    ],
  },
];

describeRules(AWS_ENVIRONMENT_RULES, cases);

/** What the rules of this file find after a change. */
function findings(of: 'prod' | 'training-on-eks', change: (parts: Parts) => unknown): string[] {
  const parts = new Parts(of);
  change(parts);
  const admins = 'CLUSTER-ADMINS-1';
  return AWS_ENVIRONMENT_RULES.flatMap((rule) => rule.check(parts.subject).map(() => rule.id)).filter(
    (id) => id !== admins,
  );
}

test('an account that is not among the manifests may have its role elsewhere', () => {
  const remove = (parts: Parts) => parts.objects.splice(0, parts.objects.length, ...without(parts, 'loki'));
  expect(findings('prod', remove)).toEqual([]);
});

test('a role with a path is a role', () => {
  expect(findings('prod', annotate('arn:aws:iam::111122223333:role/apps/loki'))).toEqual(['IDENTITY-ROLE-1']);
});

test.each<[string, Loose]>([
  ['nodes of Auto Mode', { mode: 'auto' }],
  ['types whose size is not known', { instanceTypes: ['t3.small'], nodes: 3 }],
  ['one type of two whose size is not known', { instanceTypes: ['m6i.large', 'x2idn.metal'] }],
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

test('a configuration of the old clients is read where it holds', () => {
  const legacy = (parts: Parts) => {
    parts.replace('loki', 'config.yaml', 'use_thanos_objstore: true', 'use_thanos_objstore: false');
    parts.replace(
      'loki',
      'config.yaml',
      '  path_prefix:',
      '  storage: { s3: { bucketnames: chunk, region: eu-west-1 } }\n  path_prefix:',
    );
  };
  expect(findings('prod', legacy)).toEqual(['STORAGE-BUCKET-1', 'STORAGE-REGION-1']);
});

test('rules in the bucket of the chunks are not said twice', () => {
  const same = (parts: Parts) => parts.replace('loki', 'config.yaml', 'loki-prod-ruler-', 'loki-prod-chunks-');
  expect(findings('prod', same)).toEqual([]);
});

test('what Loki takes from its environment is not compared', () => {
  const fromEnvironment = (parts: Parts) =>
    parts.replace('loki', 'config.yaml', 'loki-prod-chunks-111122223333-us-east-1', '${BUCKET}');
  expect(findings('prod', fromEnvironment)).toEqual([]);
});

test('objects of odd shapes, and none', () => {
  const odd: Loose[] = [
    { kind: 'ServiceAccount' },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'x', annotations: null } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'y', annotations: ['eks'] } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'z' },
      spec: { template: { spec: { containers: [{ args: 5 }] } } },
    },
    { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'z' }, spec: null },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c' },
      data: { 'config.yaml': 'schema_config: {}\nserver: []' },
    },
  ];
  expect(findings('training-on-eks', (parts) => parts.objects.splice(0, parts.objects.length, ...odd))).toEqual([]);
  expect(findings('prod', (parts) => parts.objects.splice(0))).toEqual([]);
});
