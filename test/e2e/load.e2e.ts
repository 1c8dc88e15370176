import { resolveEnvironment } from '../../lib/environment';
import type { EnvironmentProps } from '../../lib/environment-props';
import { likeCommunityChart } from './load/community';
import { makeLogs } from './load/logs';
import { measure } from './load/side';
import { describeWith, LOKI_RIG } from './rig/programs';

const MEGABYTES = Number(process.env.LOAD_MEGABYTES ?? 100);
const props: EnvironmentProps = {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: {} },
  credentials: { from: 'kubernetes-secret' },
  volume: '500 GB/day',
  retention: '28d',
  tenants: ['platform', 'apps'],
  loki: {
    sizes: {
      distributor: { replicas: 2 },
      querier: { replicas: 2 },
      queryFrontend: { replicas: 1 },
      queryScheduler: { replicas: 1 },
      indexGateway: { replicas: 1 },
      ruler: { replicas: 1 },
      patternIngester: { replicas: 1 },
      gateway: { replicas: 1 },
      chunksCache: { replicas: 1 },
      resultsCache: { replicas: 1 },
    },
  },
};
const ours = resolveEnvironment('load', props);
const theirs = resolveEnvironment('load', {
  ...props,
  customize: (charts) =>
    likeCommunityChart(charts, {
      region: ours.region,
      chunks: ours.objectStore.chunkBucket,
      ruler: ours.objectStore.rulerBucket,
    }),
});

describeWith(LOKI_RIG, 'load', () => {
  test('both', async () => {
    const end = Date.now();
    const range = { start: end - 30 * 60_000, end };
    const logs = makeLogs({ ...range, bytes: MEGABYTES * 1e6, cluster: 'load', seed: 5 });
    console.log((Date.now() - end) / 1000, logs.lines, logs.streams);
    for (const [name, environment] of [
      ['ours', ours],
      ['theirs', theirs],
    ] as const) {
      const m = await measure(environment, logs, range);
      console.log(
        name,
        JSON.stringify(m, (_key, v: unknown) => (v instanceof Map ? Object.fromEntries(v) : v)),
      );
      expect(m.lines).toBe(logs.lines);
    }
  }, 600_000);
});
