import { KubectlV36Layer } from '@aws-cdk/lambda-layer-kubectl-v36';
import { App, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { LokiLogging } from 'cdk-eks-loki';
import type { Construct } from 'constructs';

/** Stack that a team already has: a cluster in its own network. The additions are marked. */
class PlatformStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    const cluster = new eks.Cluster(this, 'Cluster', {
      clusterName: 'platform',
      version: eks.KubernetesVersion.V1_36,
      kubectlProviderOptions: { kubectlLayer: new KubectlV36Layer(this, 'Kubectl') },
    });

    // New: Loki, Alloy, Grafana's datasources, the buckets and the roles.
    const logging = new LokiLogging(this, 'Logging', {
      cluster,
      retention: Duration.days(28),
      gigabytesPerDay: 100,
      clientNamespaces: ['shop'], // Pods there may push and query themselves: see below.
    });

    // New: the buckets are ordinary buckets.
    new cloudwatch.Alarm(this, 'LogsGrow', {
      metric: new cloudwatch.Metric({
        namespace: 'AWS/S3',
        metricName: 'BucketSizeBytes',
        dimensionsMap: { BucketName: logging.chunkBucket.bucketName, StorageType: 'StandardStorage' },
        period: Duration.days(1),
      }),
      threshold: 5 * 1024 ** 4,
      evaluationPeriods: 1,
    });

    // New: the roles are ordinary roles.
    const boundary = iam.ManagedPolicy.fromManagedPolicyName(this, 'Boundary', 'company-boundary');
    iam.PermissionsBoundary.of(logging).apply(boundary);

    // New: an application reads Loki's address from here, so it is written once.
    const shop = cluster.addManifest('Shop', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'loki', namespace: 'shop' },
      data: {
        pushUrl: logging.endpoint.pushUrl,
        tenant: logging.endpoint.defaultTenant,
        user: logging.endpoint.writer.username,
      },
    });
    shop.node.addDependency(logging);
  }
}

new PlatformStack(new App(), 'Platform', { env: { account: '111122223333', region: 'eu-west-1' } });
