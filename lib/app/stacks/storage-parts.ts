import { CfnOutput } from 'aws-cdk-lib';
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

/** Buckets and passwords, which outlive an environment. */
export interface StorageParts {
  /** The buckets. */
  readonly storage: ILogStorage;

  /** The passwords. @default - they are not in Secrets Manager */
  readonly credentials?: ILogCredentials;
}

/** Makes or imports the buckets and passwords of an environment with a Loki of its own. */
export function storageParts(scope: Construct, environment: Environment): StorageParts {
  const { credentials, spokeReaders } = environment;
  return {
    storage: otherStore(scope, environment) ?? makeStorage(scope, environment),
    credentials: makeLogCredentials(scope, credentials, spokeReaders, removalPolicyOf(environment.props)),
  };
}

/** Names of the buckets and passwords, as outputs of a stack. */
export function storageOutputs(stack: Construct, environment: Environment): void {
  const { stored } = environment.credentials;
  const { objectStore } = ownLoki(environment);
  const output = (id: string, value: string, description: string) => new CfnOutput(stack, id, { value, description });
  if (stored) {
    output('WriterSecretName', stored.writerSecretName, 'Secret with the password of Alloy');
    output('ReaderSecretName', stored.readerSecretName, 'Secret with the password of Grafana');
  }
  output('ChunkBucketName', objectStore.chunkBucket, 'Bucket of chunks and index: the logs');
  output('RulerBucketName', objectStore.rulerBucket, 'Bucket of alerting rules');
}

function makeStorage(scope: Construct, environment: Environment): ILogStorage {
  const { props } = environment;
  const { objectStore, loki } = ownLoki(environment);
  const { encryption, encryptionKeyArn, otherKeyArns, createBuckets, accessLogBucket } = props.storage ?? {};
  const { chunkBucket: chunkBucketName, rulerBucket: rulerBucketName, region } = objectStore;
  if (createBuckets === false) {
    const attributes = { chunkBucketName, rulerBucketName, region, encryptionKeyArn, otherKeyArns };
    return LogStorage.fromLogStorageAttributes(scope, 'Storage', attributes);
  }
  return new LogStorage(scope, 'Storage', {
    chunkBucketName,
    rulerBucketName,
    tenants: expiringTenants(loki),
    keptTenants: keptTenants(loki),
    transition: props.storage?.transition,
    encryption: encryption === 'kms' ? LogEncryption.KMS : undefined,
    encryptionKey: encryptionKeyArn ? kms.Key.fromKeyArn(scope, 'StorageKey', encryptionKeyArn) : undefined,
    otherKeyArns,
    roleArns: storeRoleArns(environment),
    serverAccessLogsBucket: existingBucket(scope, 'AccessLogBucket', accessLogBucket),
    removalPolicy: removalPolicyOf(props),
  });
}
