import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../environment';
import { LogEncryption, LogStorage } from '../log-storage';
import { expiringTenants } from '../tenant-retention';

/** The buckets of an environment, apart from everything else: they outlive it. */
export class StorageStack extends Stack {
  /** The buckets. */
  public readonly storage: LogStorage;

  constructor(scope: Construct, id: string, environment: Environment, props?: StackProps) {
    super(scope, id, { ...props, terminationProtection: environment.terminationProtection });
    const { objectStore } = environment;
    this.storage = new LogStorage(this, 'Storage', {
      chunkBucketName: objectStore.chunkBucket,
      rulerBucketName: objectStore.rulerBucket,
      tenants: expiringTenants(environment.chartsProps.loki),
      encryption: environment.props.storage?.encryption === 'kms' ? LogEncryption.KMS : LogEncryption.S3_MANAGED,
    });
    new CfnOutput(this, 'ChunkBucketName', {
      value: objectStore.chunkBucket,
      description: 'Bucket of chunks and index: the logs',
    });
    new CfnOutput(this, 'RulerBucketName', { value: objectStore.rulerBucket, description: 'Bucket of alerting rules' });
  }
}
