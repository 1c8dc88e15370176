import { parse } from 'yaml';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { ofKind } from '../../../lib/manifests/manifest';
import { argumentsOf, type Cluster, type Place } from '../network/cluster';
import type { PolicyDocument, PolicyRequest } from '../policy';

/** Where the resources of an environment are. */
export interface Region {
  readonly partition: string;
  readonly region: string;
  readonly account: string;

  /** Suffix of the hosts of AWS. */
  readonly suffix: string;

  /** Keys that are made. */
  readonly keys: readonly { readonly arn: string; readonly policy: PolicyDocument }[];
}

/** Components of Loki that reach the object store. */
const USES_STORE = ['ingester', 'querier', 'index-gateway', 'compactor', 'ruler'];

/** Calls of AWS that the programs of a pod make, by what they are told. Nothing here reads a policy. */
export function callsOf(cluster: Cluster, pod: Place, props: EnvironmentProps, where: Region): PolicyRequest[] {
  const text = cluster.textOf(pod);
  const store = storeCalls(text, pod, where);
  const secrets = secretCalls(cluster, pod, where);
  return [
    ...store,
    ...(store.length > 0 ? keyCalls(storeKeys(props, where), ['kms:GenerateDataKey', 'kms:Decrypt'], 's3', where) : []),
    ...secrets,
    ...(secrets.length > 0 ? keyCalls(secretKeys(props, where), ['kms:Decrypt'], 'secretsmanager', where) : []),
    ...metricsCalls(text, pod, where),
    ...(text.includes('aws_msk') ? kafkaCalls(props) : []),
  ];
}

/** Loki's client of S3 lists, reads, writes in one or several parts, and deletes (vendor/github.com/thanos-io/objstore). */
function storeCalls(text: string, { workload }: Place, { partition }: Region): PolicyRequest[] {
  const target = workload && argumentsOf(workload).flatMap((one) => /^-target=(.*)/.exec(one)?.[1] ?? [])[0];
  if (target === undefined || !USES_STORE.includes(target) || !/endpoint: \S*\.amazonaws\.com/.test(text)) return [];
  return [...text.matchAll(/bucket_name: (\S+)/g)].flatMap(([, bucket = '']) => [
    { action: 's3:ListBucket', resource: `arn:${partition}:s3:::${bucket}` },
    ...['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'].map((action) => ({
      action,
      resource: `arn:${partition}:s3:::${bucket}/fake/1a2b/3c`,
    })),
  ]);
}

/** Keys that the buckets are or were encrypted with: those of the environment, or the one that is made for S3. */
const storeKeys = ({ storage = {} }: EnvironmentProps, where: Region): string[] => [
  ...(storage.encryptionKeyArn === undefined ? madeFor('s3', where) : [storage.encryptionKeyArn]),
  ...(storage.otherKeyArns ?? []),
];

/** Key that the passwords are encrypted with. */
const secretKeys = ({ credentials = {} }: EnvironmentProps, where: Region): string[] =>
  credentials.kmsKeyArn === undefined ? madeFor('secretsmanager', where) : [credentials.kmsKeyArn];

const madeFor = (service: string, { keys, region }: Region): string[] =>
  keys.filter(({ policy }) => JSON.stringify(policy).includes(`"${service}.${region}.`)).map(({ arn }) => arn);

/** Calls that a service makes of KMS for who calls it. */
const keyCalls = (
  keys: readonly string[],
  actions: readonly string[],
  service: string,
  { region, suffix, account }: Region,
): PolicyRequest[] =>
  keys.flatMap((resource) =>
    actions.map((action) => ({
      action,
      resource,
      context: { 'kms:ViaService': `${service}.${region}.${suffix}`, 'kms:CallerAccount': account },
    })),
  );

/** The driver asks for each secret of a class whether it is newer, and reads it, with the role of the pod. */
function secretCalls(
  { objects }: Cluster,
  { workload }: Place,
  { partition, region, account }: Region,
): PolicyRequest[] {
  const { volumes = [] } = (workload?.pod ?? {}) as {
    readonly volumes?: readonly { csi?: { volumeAttributes?: { secretProviderClass?: string } } }[];
  };
  const names = volumes.flatMap(({ csi }) => csi?.volumeAttributes?.secretProviderClass ?? []);
  const classes = ofKind<{ spec: { parameters: { objects: string } } }>(objects, 'SecretProviderClass').filter(
    ({ metadata }) => metadata.namespace === workload?.namespace && names.includes(metadata.name),
  );
  return classes
    .flatMap(({ spec }) => parse(spec.parameters.objects) as { objectName: string }[])
    .map(({ objectName }) =>
      objectName.startsWith('arn:')
        ? objectName
        : `arn:${partition}:secretsmanager:${region}:${account}:secret:${objectName}-AbCdEf`,
    )
    .flatMap((resource) =>
      ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'].map((action) => ({ action, resource })),
    );
}

/** Writers of samples and Grafana's datasource sign requests to a workspace. */
function metricsCalls(
  text: string,
  { labels, namespace }: Place,
  { partition, region, account }: Region,
): PolicyRequest[] {
  const workspaces = [...text.matchAll(/https:\/\/aps-workspaces\S*\/workspaces\/(ws-[\w-]+)/g)].map(
    ([, id = '']) => id,
  );
  const isGrafana = labels['app.kubernetes.io/name'] === 'grafana';
  const isRuler = labels['app.kubernetes.io/component'] === 'ruler';
  const writes = isRuler || labels['app.kubernetes.io/component'] === 'metrics';
  if (namespace === undefined || !(isGrafana || writes)) return [];
  const actions = isGrafana
    ? ['aps:QueryMetrics', 'aps:GetSeries', 'aps:GetLabels', 'aps:GetMetricMetadata']
    : ['aps:RemoteWrite'];
  return workspaces.flatMap((id) =>
    actions.map((action) => ({ action, resource: `arn:${partition}:aps:${region}:${account}:workspace/${id}` })),
  );
}

/** The producer is idempotent, and the consumer a member of a group. All collectors have one role. */
function kafkaCalls({ alloy, tenants = [] }: EnvironmentProps): PolicyRequest[] {
  const { iam, topic = 'logs', group = 'loki' } = alloy?.kafka ?? {};
  const cluster = iam?.clusterArn ?? '';
  const part = (kind: string, name: string) => `${cluster.replace(':cluster/', `:${kind}/`)}/${name}`;
  return [
    ...['Connect', 'WriteDataIdempotently'].map((name) => [name, cluster] as const),
    ...tenants.flatMap((tenant) =>
      ['DescribeTopic', 'WriteData', 'ReadData'].map((name) => [name, part('topic', `${topic}.${tenant}`)] as const),
    ),
    ...['DescribeGroup', 'AlterGroup'].map((name) => [name, part('group', group)] as const),
  ].map(([name, resource]) => ({ action: `kafka-cluster:${name}`, resource }));
}
