import { KubectlV35Layer } from '@aws-cdk/lambda-layer-kubectl-v35';
import { App, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { LokiLogging } from 'cdk-eks-loki';
import type { Construct } from 'constructs';

/** The stack a team has already: a cluster in a network of its own. What is new in it is marked. */
class PlatformStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    const cluster = new eks.Cluster(this, 'Cluster', {
      clusterName: 'platform',
      version: eks.KubernetesVersion.V1_35,
      kubectlProviderOptions: { kubectlLayer: new KubectlV35Layer(this, 'Kubectl') },
    });

    // New: Loki, Alloy on every node, Grafana's datasources, the buckets and the role.
    const logging = new LokiLogging(this, 'Logging', {
      cluster,
      retention: Duration.days(28),
      gigabytesPerDay: 100,
      clientNamespaces: ['shop'], // Pods there may push and query by themselves: see below.
    });

    // The buckets are ordinary buckets,
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

    // the roles are ordinary roles,
    const boundary = iam.ManagedPolicy.fromManagedPolicyName(this, 'Boundary', 'company-boundary');
    iam.PermissionsBoundary.of(logging).apply(boundary);

    // and your own applications are told where Loki is, instead of somebody writing it down twice.
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
