import { KubernetesSecretCredentials } from '../../../charts/endpoint/credentials/kubernetes-secret';
import { IdentityKind, WorkloadIdentity } from '../../../charts/endpoint/identity';
import { InputError } from '../../../charts/input/problems';
import { LoggingCharts, type LoggingChartsProps } from '../../../charts/logging/charts';

const REMOTE: NonNullable<LoggingChartsProps['remoteLoki']> = {
  url: 'https://loki.example.com',
  tenants: ['shop'],
  credentials: new KubernetesSecretCredentials(),
};

/** Problems of charts whose Loki is elsewhere. */
function problems(props: Partial<LoggingChartsProps>): string[] {
  try {
    new LoggingCharts({ environment: 'shop', clusterName: 'shop', remoteLoki: REMOTE, ...props });
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ path, found, fix }) => `${path}: ${found}; ${fix}`);
  }
}

test('charts without a Loki have the collectors alone, with the address of the other', () => {
  const charts = new LoggingCharts({ environment: 'shop', clusterName: 'shop', remoteLoki: REMOTE });
  expect(charts.charts.map(({ node }) => node.id)).toEqual(['00-namespaces', '20-alloy']);
  expect(JSON.stringify(charts.manifests())).toContain('https://loki.example.com/loki/api/v1/push');
});

test('what is beside a Loki is refused where it is elsewhere, each by its name', () => {
  const beside = {
    grafanaDeploy: true,
    grafanaDashboards: true,
    grafanaDatasources: { prometheus: { url: 'http://prometheus:9090' } },
    maxLines: 5,
  };
  expect(problems(beside)).toEqual(
    ['maxLines', 'grafanaDatasources', 'grafanaDashboards', 'grafanaDeploy'].map(
      (key) => `${key}: has no effect, since Loki is elsewhere; leave it out`,
    ),
  );
});

test('settings of pods that are beside a Loki are refused where it is elsewhere', () => {
  const workloads = { alloy: { priorityClassName: 'a' }, ingester: { priorityClassName: 'a' }, grafana: {} };
  expect(problems({ workloads })).toEqual([
    'workloads.ingester: {"priorityClassName":"a"} has no effect, since Loki is elsewhere; leave it out',
    'workloads.grafana: {} has no effect, since Loki is elsewhere; leave it out',
  ]);
});

test('a Loki is in one place', () => {
  const loki = {
    identity: new WorkloadIdentity({
      namespace: 'loki',
      serviceAccountName: 'loki',
      roleArn: 'arn:aws:iam::111122223333:role/loki',
    }),
    store: { chunkBucket: 'our-chunks', rulerBucket: 'our-rules', region: 'eu-west-1' },
    tenants: ['shop'],
  };
  expect(problems({ loki })).toEqual(['remoteLoki: is beside a Loki of its own; leave out one of the two']);
  expect(problems({ remoteLoki: undefined })).toEqual([
    'loki: missing; write one such as { identity, store, tenants }, or remoteLoki',
  ]);
});

test('a collector of metrics that signs is known to AWS in the way of the spoke', () => {
  const remoteWrite = {
    workspaceArn: 'arn:aws:aps:eu-west-1:444455556666:workspace/ws-12345678-1234-1234-1234-123456789012',
  };
  const charts = new LoggingCharts({
    environment: 'shop',
    clusterName: 'shop',
    remoteLoki: { ...REMOTE, identityKind: IdentityKind.POD_IDENTITY },
    monitoring: { from: 'alloy', remoteWrite, roleArn: 'arn:aws:iam::444455556666:role/metrics' },
  });
  expect(charts.monitoring?.identity?.kind).toBe(IdentityKind.POD_IDENTITY);
});
