import { App, Stack } from 'aws-cdk-lib';
import { LokiLogging } from '../../../lib/app/loki-logging/loki-logging';
import type { LokiLoggingProps } from '../../../lib/app/loki-logging/props';
import { EnvironmentStage } from '../../../lib/app/stacks/environment-stage';
import { ExistingLoggingCluster } from '../../../lib/cluster/existing-cluster';
import { resolveEnvironment } from '../../../lib/environment/environment';
import { LogStorage } from '../../../lib/storage/log-storage';
import { FAST_APP } from '../../helpers/fast-app';
import { ENV, ISSUER, lines } from './loki-logging/doors';

const OTHER = ISSUER.replace('0123', '3210');
const app = new App(FAST_APP);

/** A LokiLogging in a stack of its own. */
function logging(
  stackName: string,
  [clusterName, oidcIssuer]: readonly [string, string],
  props: (stack: Stack) => Omit<LokiLoggingProps, 'cluster'> = () => ({}),
): LokiLogging {
  const stack = new Stack(app, stackName, { env: ENV });
  const { cluster } = new ExistingLoggingCluster(stack, 'Cluster', { clusterName, oidcIssuer });
  return new LokiLogging(stack, 'Logging', { cluster, ...props(stack) });
}

const first = logging('First', ['team', ISSUER]);

const FIX = 'keep one Loki per cluster, and separate its teams by tenants';
const BUCKET = 'loki-team-chunks-111122223333-eu-west-1 is also the bucket of First/Logging; use a bucket of its own';

describe('a second LokiLogging in an app is refused', () => {
  test('on the same cluster, whatever its names', () => {
    const names = { environmentName: 'two', lokiNamespace: 'loki-two', alloyNamespace: 'alloy-two' };
    expect(lines(() => logging('Name', ['team', OTHER], () => names))).toEqual([
      `Name/Logging.cluster: team is also the cluster of First/Logging; ${FIX}`,
    ]);
  });

  test('on a cluster with the same issuer', () => {
    expect(lines(() => logging('Issuer', ['alias', ISSUER]))).toEqual([
      `Issuer/Logging.cluster: alias is also the cluster of First/Logging; ${FIX}`,
    ]);
  });

  test('with the same public host', () => {
    const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
    const door = { host: 'loki.example.com', access: 'public' as const, from: ['203.0.113.0/24'], vpcCidrs: ['10.0.0.0/16'] };
    const expose = { ...door, certificateArn };
    logging('Public', ['public', ISSUER.replace('0123', '1111')], () => ({ environmentName: 'public', expose }));
    expect(
      lines(() =>
        logging('Host', ['host', ISSUER.replace('0123', '2222')], () => ({ environmentName: 'host', expose })),
      ),
    ).toEqual([
      'Host/Logging.expose.host: loki.example.com is also the host of Public/Logging; write a host of its own: one name leads to one of the two doors',
    ]);
  });

  test('with the same names of roles, secrets and buckets', () => {
    expect(lines(() => logging('Names', ['other', OTHER], () => ({ environmentName: 'team' })))).toEqual([
      'Names/Logging.environmentName: team also names the roles and secrets of First/Logging; give each LokiLogging an environmentName of its own',
      `Names/Logging.storage: ${BUCKET}`,
    ]);
  });

  test('with the buckets of the first', () => {
    expect(lines(() => logging('Buckets', ['other', OTHER], () => ({ storage: first.storage })))).toEqual([
      `Buckets/Logging.storage: ${BUCKET}`,
    ]);
  });

  test('as an environment of the same app', () => {
    const cluster = { existing: { name: 'team', oidcIssuer: ISSUER } };
    const environment = resolveEnvironment('prod', { ...ENV, cluster });
    expect(lines(() => new EnvironmentStage(app, { environment }))).toEqual([
      `prod/Logging.cluster: team is also the cluster of First/Logging; ${FIX}`,
    ]);
  });
});

test('on a cluster of its own, with names of its own, it is accepted', () => {
  const names = { chunkBucketName: 'chunks-2', rulerBucketName: 'rules-2', tenants: [] };
  const make = () =>
    logging('Second', ['other', OTHER], (stack) => ({ storage: new LogStorage(stack, 'Storage', names) }));
  expect(lines(make)).toEqual([]);
});
