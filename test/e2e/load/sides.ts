import { type Environment, resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { likeCommunityChart } from './community';

/** Settings of a prod environment with fewer pods, as all share this machine. */
const PROPS: EnvironmentProps = {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: {} },
  volume: '500 GB/day',
  retention: '28d',
  tenants: ['platform', 'apps'],
  loki: {
    // Ingesters are ready 5 seconds sooner, on the other side 15; their work is the same.
    config: { ingester: { lifecycler: { min_ready_duration: '0s' } } },
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

/** Environment with our configuration. */
export function ours(): Environment {
  return resolveEnvironment('load', PROPS);
}

/** Environment with the same pods and the configuration of the community chart. */
export function theirs(): Environment {
  const { region, objectStore } = ours();
  const buckets = { region, chunks: objectStore.chunkBucket, ruler: objectStore.rulerBucket };
  return resolveEnvironment('load', { ...PROPS, customize: (charts) => likeCommunityChart(charts, buckets) });
}
