import { Stack } from 'aws-cdk-lib';
import { LokiLogging } from '../../../../lib/app/loki-logging/loki-logging';
import { LoggingCluster } from '../../../../lib/cluster/logging-cluster';
import { fastApp } from '../../../helpers/fast-app';
import { ENV, environment, library, lines } from './doors';

const ZONE = 'topology.kubernetes.io/zone';
const workloads = { ingester: { nodeSelector: { [ZONE]: 'eu-west-1a' } } };
const pending = 'the others would be pending; select nodes in 3 zones';
const left = `ingester.nodeSelector.${ZONE}: eu-west-1a leaves one zone, and`;

describe('environments and LokiLogging refuse nodes on which ingesters find no place', () => {
  test('of a cluster that exists, from a volume with ingesters in zones on', () => {
    const problem = `${left} each of three StatefulSets of ingesters takes a zone: ${pending}`;
    expect(lines(() => library({ workloads, gigabytesPerDay: 2000 }))).toEqual([`Stack/Logging.workloads.${problem}`]);
    expect(lines(environment({ workloads, volume: '2 TB/day' }))).toEqual([`environments.team.workloads.${problem}`]);
    expect(lines(() => library({ workloads, gigabytesPerDay: 50 }))).toEqual([]);
  });

  test('of a cluster that is made, whose zones are known', () => {
    const stack = new Stack(fastApp(), 'Stack', { env: ENV });
    const { cluster } = new LoggingCluster(stack, 'Cluster', { clusterName: 'team' });
    const problem = `${left} the ingesters are spread over 3 zones: ${pending}`;
    expect(lines(() => new LokiLogging(stack, 'Logging', { cluster, workloads }))).toEqual([
      `Stack/Logging.workloads.${problem}`,
    ]);
    expect(lines(environment({ workloads }))).toEqual([`environments.team.workloads.${problem}`]);
  });
});
