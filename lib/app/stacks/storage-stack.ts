import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../../environment/environment';
import { type LogCredentials, makeLogCredentials } from '../../identity/log-credentials';
import { LogEncryption, LogStorage } from '../../storage/log-storage';
import { expiringTenants } from '../../storage/tenant-retention';

/** Buckets and passwords of an environment, in a stack of their own, since they outlive it. */
export class StorageStack extends Stack {
  /** The buckets. */
  public readonly storage: LogStorage;

  /** The passwords, if they are in Secrets Manager. */
  public readonly credentials?: LogCredentials;

  constructor(scope: Construct, id: string, environment: Environment, props?: StackProps) {
    super(scope, id, { ...props, terminationProtection: environment.terminationProtection });
    const { objectStore, credentials } = environment;
    this.storage = new LogStorage(this, 'Storage', {
      chunkBucketName: objectStore.chunkBucket,
      rulerBucketName: objectStore.rulerBucket,
      tenants: expiringTenants(environment.chartsProps.loki),
      encryption: environment.props.storage?.encryption === 'kms' ? LogEncryption.KMS : LogEncryption.S3_MANAGED,
    });
    this.credentials = makeLogCredentials(this, credentials);
    if (credentials.stored) {
      const { writerSecretName, readerSecretName } = credentials.stored;
      new CfnOutput(this, 'WriterSecretName', {
        value: writerSecretName,
        description: 'Secret with the password of Alloy',
      });
      new CfnOutput(this, 'ReaderSecretName', {
        value: readerSecretName,
        description: 'Secret with the password of Grafana',
      });
    }
    new CfnOutput(this, 'ChunkBucketName', {
      value: objectStore.chunkBucket,
      description: 'Bucket of chunks and index: the logs',
    });
    new CfnOutput(this, 'RulerBucketName', { value: objectStore.rulerBucket, description: 'Bucket of alerting rules' });
  }
}
