import { CfnOutput, CfnWaitConditionHandle, Stack, type StackProps } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Environment } from '../../environment/environment';
import { ownLoki } from '../../environment/own-loki';
import { storeRoleArns } from '../../environment/resolve';
import { type ILogCredentials, makeLogCredentials } from '../../identity/log-credentials';
import { type ILogStorage, LogEncryption, LogStorage } from '../../storage/log-storage';
import { otherStore } from '../../storage/other-store';
import { expiringTenants, keptTenants } from '../../storage/tenant-retention';
import { existingBucket, removalPolicyOf } from '../aws-settings';

/** Buckets and passwords of an environment, in a stack of their own, since they outlive it. */
export class StorageStack extends Stack {
  /** The buckets. */
  public readonly storage: ILogStorage;

  /** The passwords, if they are in Secrets Manager. */
  public readonly credentials?: ILogCredentials;

  constructor(scope: Construct, id: string, environment: Environment, props?: StackProps) {
    super(scope, id, { ...props, terminationProtection: environment.terminationProtection });
    const { credentials, spokeReaders } = environment;
    const { objectStore } = ownLoki(environment);
    this.storage = otherStore(this, environment) ?? this.makeStorage(environment);
    this.credentials = makeLogCredentials(this, credentials, spokeReaders, removalPolicyOf(environment.props));
    if (!(this.storage instanceof LogStorage) && !credentials.createsSecrets) {
      // CloudFormation accepts no stack without a resource, and the CDK would delete it.
      new CfnWaitConditionHandle(this, 'NothingCreated');
    }
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

  private makeStorage(environment: Environment): ILogStorage {
    const { props } = environment;
    const { objectStore, loki } = ownLoki(environment);
    const { encryption, encryptionKeyArn, otherKeyArns, createBuckets, accessLogBucket } = props.storage ?? {};
    const { chunkBucket: chunkBucketName, rulerBucket: rulerBucketName, region } = objectStore;
    if (createBuckets === false) {
      const attributes = { chunkBucketName, rulerBucketName, region, encryptionKeyArn, otherKeyArns };
      return LogStorage.fromLogStorageAttributes(this, 'Storage', attributes);
    }
    return new LogStorage(this, 'Storage', {
      chunkBucketName,
      rulerBucketName,
      tenants: expiringTenants(loki),
      keptTenants: keptTenants(loki),
      transition: props.storage?.transition,
      encryption: encryption === 'kms' ? LogEncryption.KMS : undefined,
      encryptionKey: encryptionKeyArn ? kms.Key.fromKeyArn(this, 'StorageKey', encryptionKeyArn) : undefined,
      otherKeyArns,
      roleArns: storeRoleArns(environment),
      serverAccessLogsBucket: existingBucket(this, 'AccessLogBucket', accessLogBucket),
      removalPolicy: removalPolicyOf(props),
    });
  }
}
