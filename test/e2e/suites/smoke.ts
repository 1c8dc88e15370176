import { smokePath } from '../../../bin/smoke/path';
import { smoke, type SmokeResult } from '../../../bin/smoke/smoke';
import { manifestsOf } from '../../../lib/checks/checked-charts';
import { environmentCharts } from '../../../lib/environment/environment';
import type { AlloyRig } from '../rig/alloy';
import { RigKubectl } from './smoke-kubectl';

/** `eks-loki smoke` on the real agent, gateway and Loki; only the cluster itself stands in. */
export function smokeTests(running: () => AlloyRig): void {
  const send = async (namespace: string | undefined, seconds = 60): Promise<SmokeResult & { deleted: string[] }> => {
    const { environment } = running().cluster;
    const charts = environmentCharts(environment);
    const path = smokePath(environment, charts, manifestsOf(charts.manifests()), { namespace });
    const kubectl = new RigKubectl(running());
    const result = await smoke(kubectl, path, { timeoutSeconds: seconds, open: kubectl.open, pauseMs: 250 });
    return { ...result, deleted: kubectl.deleted };
  };

  test.each([
    ['the default tenant', undefined, 'platform'],
    ['the tenant of its namespace', 'apps', 'apps'],
  ])('a line arrives in %s, and each part of its way is timed', async (_which, namespace, tenant) => {
    const { failure, hops, seconds, deleted } = await send(namespace);
    process.stdout.write(`${hops.map(({ what, seconds: each }) => `${what} after ${each} s`).join('\n')}\n`);
    expect(failure).toBeUndefined();
    expect(hops.map(({ hop }) => hop)).toEqual(['pod', 'agent', 'reader']);
    expect(hops[2]?.what).toBe(`reader found it in tenant ${tenant}`);
    expect(seconds).toBeLessThan(30);
    expect(deleted).toHaveLength(1);
  });

  describe('a line that ends at', () => {
    const without = async (component: string, seconds: number): Promise<SmokeResult> => {
      const { cluster } = running();
      const pods = cluster.component(component);
      await Promise.all(pods.map((pod) => pod.stop('SIGKILL')));
      try {
        return await send(undefined, seconds);
      } finally {
        await Promise.all(pods.map((pod) => pod.start()));
        await cluster.ready(60, pods);
      }
    };

    test('an agent that is not there', async () => {
      const { failure } = await without('agent', 8);
      expect(failure).toMatchObject({ hop: 'agent' });
      expect(failure?.found).toMatch(/^agent alloy\/alloy-0 on node \S+ is not ready/);
    });

    test('a Loki that takes no line: the agent is refused', async () => {
      const { failure } = await without('distributor', 45);
      expect(failure).toMatchObject({ hop: 'gateway' });
      expect(failure?.found).toMatch(
        /agent alloy\/alloy-0 read the line, and its pushes are refused: .*(no answer|50\d)/,
      );
    });

    test('queries that nobody answers', async () => {
      const { failure } = await without('querier', 12);
      expect(failure).toMatchObject({ hop: 'reader' });
    });
  });
}
