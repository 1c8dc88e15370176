import { type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';
import { RigCluster, type RigClusterProps } from './cluster';
import { KubernetesApi } from './kubernetes-api';
import { FakeNode } from './node';

/** Cluster, node and API on which tests of Alloy run. */
export interface AlloyRig {
  readonly cluster: RigCluster;
  readonly node: FakeNode;
  readonly api: KubernetesApi;
}

/** Environment of such a cluster, with two tenants. */
const PROPS: EnvironmentProps = {
  ...{ account: '111122223333', region: 'us-east-1', cluster: { create: {} } },
  volume: '20 GB/day',
  retention: '7d',
  credentials: { from: 'external-secrets' },
  tenants: ['platform', 'apps'],
};

/** Starts one before the tests of a block, and ends it after them. The result is the one that runs. */
export function alloyRig(
  name: string,
  props: Partial<EnvironmentProps> = {},
  options: RigClusterProps = {},
): () => AlloyRig {
  let rig: AlloyRig | undefined;
  beforeAll(async () => {
    const cluster = new RigCluster(resolveEnvironment(name, { ...PROPS, ...props }), options);
    rig = { cluster, node: new FakeNode(cluster.node), api: new KubernetesApi(cluster.folder) };
    await rig.api.start();
    await cluster.startLoki();
    await cluster.startAlloy(rig.api.mounts, rig.api.env);
  }, 300_000);
  afterAll(async () => {
    rig?.api.stop();
    await rig?.cluster.stop();
  });
  return () => rig as AlloyRig;
}
