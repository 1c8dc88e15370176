import { defineEnvironments } from 'cdk-eks-loki/environments';

/** EKS Auto Mode: AWS starts, patches and replaces the nodes, for a surcharge. Its nodes have no audit or cloud-init log. */
export default defineEnvironments({
  dev: {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: { mode: 'auto', admins: ['arn:aws:iam::111122223333:role/admin'] } },
    volume: '100 GB/day',
    alloy: { audit: false, cloudInit: false },
  },
});
