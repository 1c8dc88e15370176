import { defineEnvironments } from 'cdk-eks-loki/environments';

/** The least that can be written: a new cluster with 50 GB a day, kept for 28 days. */
export default defineEnvironments({
  dev: {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'] } },
  },
});
