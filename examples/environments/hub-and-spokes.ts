import { defineEnvironments } from 'cdk-eks-loki/environments';

/** One Loki for many clusters: the hub has a door, and a spoke in another account has collectors only, which write to it. */
export default defineEnvironments({
  hub: {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'], natGateways: 3 } },
    volume: '500 GB/day',
    tenants: ['platform', 'shop'],
    writers: { 'shop-cluster': { tenants: ['shop'] } },
    // A key of its own, since other accounts read the password of their writer.
    credentials: { createKey: true },
    expose: {
      host: 'logs.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
      from: ['10.0.0.0/8'],
    },
  },
  shop: {
    account: '444455556666',
    region: 'eu-west-1',
    cluster: {
      existing: {
        name: 'shop',
        oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
      },
    },
    tenants: ['shop'],
    loki: { of: 'hub', writer: 'shop-cluster' },
  },
});
