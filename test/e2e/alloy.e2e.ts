import { resolveEnvironment } from '../../lib/environment/environment';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import { KubernetesApi } from './rig/kubernetes-api';
import { FakeNode } from './rig/node';
import { describeWith } from '../helpers/programs';
import { type AlloyRig, alloyTests } from './suites/alloy';
import { canaryTests } from './suites/canary';
import { nodeFaultTests } from './suites/node-faults';

describeWith([...LOKI_RIG, 'alloy', 'systemd-journal-remote'], 'Alloy on a node', () => {
  let rig: AlloyRig | undefined;
  const running = () => rig as AlloyRig;

  beforeAll(async () => {
    const cluster = new RigCluster(
      resolveEnvironment('node', {
        account: '111122223333',
        region: 'us-east-1',
        cluster: { create: {} },
        volume: '20 GB/day',
        retention: '7d',
        credentials: { from: 'external-secrets' },
        tenants: ['platform', 'apps'],
      }),
    );
    rig = { cluster, node: new FakeNode(cluster.node), api: new KubernetesApi(cluster.folder) };
    await rig.api.start();
    await cluster.startLoki();
    await cluster.startAlloy(rig.api.mounts, rig.api.env);
  });
  afterAll(async () => {
    rig?.api.stop();
    await rig?.cluster.stop();
  });

  alloyTests(running);
  describeWith(['loki-canary'], 'a canary', () => canaryTests(running));
  describe('faults', () => nodeFaultTests(running));
});
