import { defineEnvironments } from 'cdk-eks-loki/environments';

/** 5 TB a day: ingesters in zones, autoscalers, a KMS key, cheaper storage for old chunks, a NAT gateway in each zone. */
export default defineEnvironments({
  prod: {
    account: '111122223333',
    region: 'us-east-1',
    cluster: {
      create: { admins: ['arn:aws:iam::111122223333:role/admin'], natGateways: 3, interfaceEndpoints: true },
    },
    volume: '5 TB/day',
    retention: '90d',
    storage: { encryption: 'kms', transition: { to: 'INTELLIGENT_TIERING', afterDays: 7 } },
    // The metrics server must be in the cluster: see the how-to on autoscaling.
    loki: { autoscaling: { querier: { max: 60 } } },
  },
});
