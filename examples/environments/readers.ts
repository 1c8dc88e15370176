import { defineEnvironments } from 'cdk-eks-loki/environments';

/** Teams that see their own lines only: a tenant for each, with readers, writers, limits and retentions. */
export default defineEnvironments({
  prod: {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } },
    volume: '300 GB/day',
    // The first gets the logs of nodes and all lines without a route.
    tenants: ['platform', 'shop', 'audit'],
    tenantNamespaces: { shop: ['shop', 'shop-*'], audit: ['vault'] },
    readers: {
      'team-shop': { tenants: ['shop'] },
      auditors: { tenants: ['shop', 'audit'], datasource: { organization: 2 } },
    },
    writers: { 'ci-runners': { tenants: ['shop'] } },
    loki: {
      tenantRetention: { audit: '365d', shop: '14d' },
      tenantLimits: { shop: { ingestion_rate_mb: 20, ingestion_burst_size_mb: 40 } },
    },
  },
});
