import { resolveEnvironment } from '../../lib/environment/environment';
import { describeWith } from '../helpers/programs';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import { KubernetesApi } from './rig/kubernetes-api';
import { FakeNode } from './rig/node';
import type { AlloyRig } from './suites/alloy';
import { doctorTests } from './suites/doctor';

describeWith([...LOKI_RIG, 'alloy'], 'eks-loki doctor', () => {
  let rig: AlloyRig | undefined;

  beforeAll(async () => {
    const cluster = new RigCluster(
      resolveEnvironment('doctor', {
        ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
        volume: '20 GB/day',
        retention: '7d',
        credentials: { from: 'external-secrets' },
        tenants: ['platform', 'apps'],
        // The rig has one collector, and a node without a journal.
        alloy: { events: false, journal: false },
      }),
      // Small enough to be filled by a test.
      { claimBytes: { ingester: 256 * 1024 * 1024 } },
    );
    rig = { cluster, node: new FakeNode(cluster.node), api: new KubernetesApi(cluster.folder) };
    await rig.api.start();
    await cluster.startLoki();
    await cluster.startAlloy(rig.api.mounts, rig.api.env);
  }, 300_000);
  afterAll(async () => {
    rig?.api.stop();
    await rig?.cluster.stop();
  });

  doctorTests(() => rig as AlloyRig);
});
