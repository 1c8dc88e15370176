import { defineEnvironments } from 'cdk-eks-loki/environments';

/** Takes over the buckets of an older Loki without tenants (`auth_enabled: false`): its lines stay readable. */
export default defineEnvironments({
  prod: {
    account: '111122223333',
    region: 'us-east-1',
    cluster: {
      existing: {
        name: 'training-on-eks',
        oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
      },
    },
    volume: '100 GB/day',
    // What the older Loki kept for ever is deleted at the first run if it is over this.
    retention: '365d',
    // The tenant of a Loki without tenants.
    tenants: ['fake'],
    storage: { createBuckets: false, chunkBucketName: 'acme-loki-chunks', rulerBucketName: 'acme-loki-ruler' },
    loki: {
      namespace: 'loki-next', // beside the older one, until it is drained
      // Days and prefixes of its schema_config, to the day.
      schema: [
        { from: '2022-06-01', store: 'boltdb-shipper', schema: 'v11', indexPrefix: 'index_' },
        { from: '2024-04-01', indexPrefix: 'index_' },
      ],
    },
    acknowledge: [
      {
        rule: 'LOKI-KEY-2',
        path: 'ConfigMap loki-next/loki config.yaml schema_config.configs[0].store',
        reason: 'lines of this period are over the retention before we take Loki 4.0',
      },
      {
        rule: 'LOKI-KEY-2',
        path: 'ConfigMap loki-next/loki config.yaml storage_config.boltdb_shipper',
        reason: 'lines of this period are over the retention before we take Loki 4.0',
      },
    ],
  },
});
