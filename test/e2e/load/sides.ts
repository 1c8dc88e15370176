import { type Environment, resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { likeCommunityChart } from './community';

/** The size of a prod, with fewer pods: all of them share this machine. */
const PROPS: EnvironmentProps = {
  account: '111122223333',
  region: 'us-east-1',
  cluster: { create: {} },
  volume: '500 GB/day',
  retention: '28d',
  tenants: ['platform', 'apps'],
  loki: {
    // Ingesters are ready a quarter of a minute sooner. It changes no work.
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

/** The configuration we render. */
export function ours(): Environment {
  return resolveEnvironment('load', PROPS);
}

/** The same pods with the configuration of the community chart. */
export function theirs(): Environment {
  const { region, objectStore } = ours();
  const buckets = { region, chunks: objectStore.chunkBucket, ruler: objectStore.rulerBucket };
  return resolveEnvironment('load', { ...PROPS, customize: (charts) => likeCommunityChart(charts, buckets) });
}
