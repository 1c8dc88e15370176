import { defineEnvironments } from 'cdk-eks-loki/environments';

const REGISTRY = '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror';

/** A cluster in your VPC whose Kubernetes API is reached from there only, and whose images come from your registry. */
export default defineEnvironments({
  prod: {
    account: '111122223333',
    region: 'us-east-1',
    cluster: {
      create: {
        admins: ['arn:aws:iam::111122223333:role/admin'],
        endpointAccess: 'private',
        vpcId: 'vpc-0a1b2c3d4e5f60718',
        privateSubnetIds: ['subnet-0a1b2c3d4e5f60711', 'subnet-0a1b2c3d4e5f60712', 'subnet-0a1b2c3d4e5f60713'],
      },
    },
    volume: '200 GB/day',
    registry: REGISTRY,
    permissionsBoundary: 'arn:aws:iam::111122223333:policy/company-boundary',
    tags: { 'cost-center': 'platform' },
  },
});
