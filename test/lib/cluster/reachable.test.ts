import { Stack, Stage } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { LoggingCluster } from '../../../lib/cluster/logging-cluster';
import { ExistingLoggingCluster } from '../../../lib/cluster/existing-cluster';
import { LokiLogging } from '../../../lib/app/loki-logging/loki-logging';
import { OidcTrust } from '../../../lib/identity/oidc-trust';
import { fastApp } from '../../helpers/fast-app';
import { ENV, ISSUER, lines } from '../app/loki-logging/doors';

const stackOf = (env = ENV, app = fastApp(), id = 'Stack') => new Stack(app, id, { env });
const clusterIn = (stack: Stack) =>
  new ExistingLoggingCluster(stack, 'Existing', { clusterName: 'team', oidcIssuer: ISSUER }).cluster;

test.each([
  ['region', { ...ENV, region: 'us-east-1' }, 'eu-west-1', 'us-east-1'],
  ['account', { ...ENV, account: '444455556666' }, '111122223333', '444455556666'],
])('a cluster in another %s', (what, env, there, here) => {
  const app = fastApp();
  const cluster = clusterIn(stackOf(ENV, app));
  expect(lines(() => new LokiLogging(stackOf(env, app, 'Other'), 'Logging', { cluster }))).toEqual([
    `Other/Logging.cluster: is in ${what} ${there}, and the stack is in ${here}; give the stack the ${what} of the cluster`,
  ]);
});

test('a cluster in another stack of the same place is right', () => {
  const app = fastApp();
  const cluster = clusterIn(stackOf(ENV, app));
  expect(lines(() => new LokiLogging(stackOf(ENV, app, 'Other'), 'Logging', { cluster }))).toEqual([]);
});

test('a VPC in another region', () => {
  const app = fastApp();
  const vpc = new Vpc(stackOf({ ...ENV, region: 'us-east-1' }, app), 'Vpc');
  expect(lines(() => new LoggingCluster(stackOf(ENV, app, 'Other'), 'Cluster', { clusterName: 'team', vpc }))).toEqual([
    'Other/Cluster.vpc: is in region us-east-1, and the stack is in eu-west-1; give the stack the region of the VPC',
  ]);
});

test('what is in another stage or app', () => {
  const app = fastApp();
  const cluster = clusterIn(stackOf(ENV, app));
  const inStage = new Stack(new Stage(app, 'Stage', { env: ENV }), 'Stack');
  expect(lines(() => new LokiLogging(inStage, 'Logging', { cluster }))).toEqual([
    'Stage/Stack/Logging.cluster: Stack/Existing/Cluster is in the app, and this construct in the stage Stage; make both in one stage',
  ]);
  const stack = stackOf();
  const kubernetesReady = [stackOf(ENV, fastApp(), 'Far'), stack];
  expect(lines(() => new LokiLogging(stack, 'Logging', { cluster: clusterIn(stack), kubernetesReady }))).toEqual([
    'Stack/Logging.kubernetesReady[0]: Far is in another app, and this construct in the app; make both in one stage',
    'Stack/Logging.kubernetesReady[1]: Stack contains this construct, so it is ready only afterwards; name the constructs in it that come first',
  ]);
});

test('the trust of another cluster', () => {
  const stack = stackOf();
  const host = ISSUER.slice('https://'.length);
  const of = (id: string, issuer: string) =>
    lines(
      () =>
        new LokiLogging(stack, id, {
          cluster: clusterOf,
          trust: OidcTrust.fromOidcTrustAttributes(stack, `Trust${id}`, {
            providerArn: `arn:aws:iam::${ENV.account}:oidc-provider/${issuer}`,
          }),
        }),
    );
  const clusterOf = clusterIn(stack);
  const other = host.replace('0123', 'AAAA');
  expect(of('A', other)).toEqual([
    `Stack/A.trust: is of the issuer ${other}, and the cluster has ${host}; leave it out`,
  ]);
  expect(of('B', host)).toEqual([]);
});
