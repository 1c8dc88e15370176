import { CfnWaitConditionHandle, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../../environment/environment';
import type { ILogCredentials } from '../../identity/log-credentials';
import { type ILogStorage, LogStorage } from '../../storage/log-storage';
import { storageOutputs, storageParts } from './storage-parts';

/** Buckets and passwords of an environment, in a stack of their own, since they outlive it. */
export class StorageStack extends Stack {
  /** The buckets. */
  public readonly storage: ILogStorage;

  /** The passwords, if they are in Secrets Manager. */
  public readonly credentials?: ILogCredentials;

  constructor(scope: Construct, id: string, environment: Environment, props?: StackProps) {
    super(scope, id, { ...props, terminationProtection: environment.terminationProtection });
    const { storage, credentials } = storageParts(this, environment);
    this.storage = storage;
    this.credentials = credentials;
    if (!(storage instanceof LogStorage) && !environment.credentials.createsSecrets) {
      // CloudFormation accepts no stack without a resource, and the CDK would delete it.
      new CfnWaitConditionHandle(this, 'NothingCreated');
    }
    storageOutputs(this, environment);
  }
}
