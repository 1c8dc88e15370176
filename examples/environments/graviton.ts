import { defineEnvironments } from 'cdk-eks-loki/environments';

/** Nodes of AWS Graviton (arm64), which cost less than those of Intel: all images are made for both. */
export default defineEnvironments({
  dev: {
    account: '111122223333',
    region: 'us-east-1',
    cluster: {
      create: {
        admins: ['arn:aws:iam::111122223333:role/admin'],
        instanceTypes: ['m7g.2xlarge', 'm6g.2xlarge'],
        nodes: 3,
      },
    },
    volume: '100 GB/day',
  },
});
