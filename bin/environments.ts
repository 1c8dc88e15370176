import { defineEnvironments } from '../lib/environment/props';

/**
 * The environments of this deployment: the only file to edit. Your editor completes and explains every field, as
 * docs/reference/environment.md does.
 */
export default defineEnvironments({
  dev: {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } },
    volume: '20 GB/day',
    retention: '7d',
  },
  prod: {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: {} },
    volume: '500 GB/day',
    retention: '28d',
    tenants: ['platform', 'apps'],
  },
  'training-on-eks': {
    account: '111122223333',
    region: 'us-east-1',
    retention: '28d',
    cluster: {
      existing: {
        name: 'training-on-eks',
        oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
      },
    },
  },
});
