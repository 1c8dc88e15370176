import { resolveEnvironment } from '../../lib/environment/environment';
import { describeWith } from '../helpers/programs';
import { LOKI_RIG, RigCluster } from './rig/cluster';
import { KubernetesApi } from './rig/kubernetes-api';
import { FakeNode } from './rig/node';
import type { AlloyRig } from './suites/alloy';
import { logcliTests } from './suites/logcli';
import { ownCanaryTests } from './suites/own-canary';
import { smokeTests } from './suites/smoke';

describeWith([...LOKI_RIG, 'alloy'], 'a line from its pod to the reader', () => {
  let rig: AlloyRig | undefined;
  const running = () => rig as AlloyRig;

  beforeAll(async () => {
    const cluster = new RigCluster(
      resolveEnvironment('smoke', {
        ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
        volume: '20 GB/day',
        retention: '7d',
        credentials: { from: 'external-secrets' },
        tenants: ['platform', 'apps'],
        canary: true,
      }),
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

  smokeTests(running);
  describeWith(['loki-canary'], 'the canary', () => ownCanaryTests(running));
  describeWith(['logcli', 'bash', 'curl'], 'logcli', () => logcliTests(() => running().cluster));
});
