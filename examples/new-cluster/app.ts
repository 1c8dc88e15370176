import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { LogEncryption, LoggingCluster, LokiLogging } from 'cdk-eks-loki';

const app = new App();
const stack = new Stack(app, 'Observability', { env: { account: '111122223333', region: 'eu-central-1' } });

// A cluster that is ready for logging: volumes, IAM roles for service accounts, enforced network policies.
const { cluster } = new LoggingCluster(stack, 'Cluster', {
  clusterName: 'observability',
  version: '1.36',
  adminRoleArns: ['arn:aws:iam::111122223333:role/admin'],
  natGateways: 3,
});

const logging = new LokiLogging(stack, 'Logging', {
  cluster,
  gigabytesPerDay: 50,
  retention: Duration.days(14),
  encryption: LogEncryption.KMS,
  tenants: ['platform', 'shop'],
  routes: [{ tenant: 'shop', namespaces: ['shop', 'shop-*'] }],
});

new CfnOutput(stack, 'GatewayUrl', { value: logging.endpoint.url });
new CfnOutput(stack, 'ChunkBucketName', { value: logging.chunkBucket.bucketName });
