import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { secretNameOf } from '../../charts/endpoint/credentials/stored';
import { granted } from './granted';
import { serviceOf } from './key-for-roles';
import type { ILogCredentials, LogCredentialsAttributes } from './log-credentials-props';

/** Actions of a reader of a secret. */
export const READ_ACTIONS = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'];

/** Id of the secret of another user. */
export const secretId = (user: string): string => `Secret-${user}`;

/** A value for each user who has a secret. */
export const forEachUser = <T>(
  { userSecretNames = {} }: Pick<LogCredentialsAttributes, 'userSecretNames'>,
  valueOf: (name: string, user: string) => T,
): Record<string, T> =>
  Object.fromEntries(Object.entries(userSecretNames).map(([user, name]) => [user, valueOf(name, user)]));

/** Access to secrets, new or existing. */
export abstract class LogCredentialsBase extends Construct implements ILogCredentials {
  public abstract readonly writerSecret: secretsmanager.ISecret;
  public abstract readonly readerSecret: secretsmanager.ISecret;

  constructor(
    scope: Construct,
    id: string,
    protected readonly attributes: LogCredentialsAttributes,
  ) {
    super(scope, id);
  }

  public grantRead(grantee: iam.IGrantable, ...users: string[]): iam.Grant {
    const names = users.map((user) => secretNameOf(this.attributes, user));
    return granted(this, { method: 'grantRead', grantee, named: { user: users } }, () => this.grantTo(grantee, names));
  }

  public grantReadSecrets(grantee: iam.IGrantable, ...secretNames: string[]): iam.Grant {
    const granting = { method: 'grantReadSecrets', grantee, named: { secret: secretNames } };
    return granted(this, granting, () => this.grantTo(grantee, secretNames));
  }

  private grantTo(grantee: iam.IGrantable, secretNames: readonly string[]): iam.Grant {
    const { encryptionKey } = this;
    const grant = iam.Grant.addToPrincipal({
      grantee,
      actions: READ_ACTIONS,
      // By name: a reference from another stack would become an export, which cannot be removed while it is imported.
      resourceArns: secretNames.map((secret) => this.arnPattern(secret)),
    });
    if (!encryptionKey || this.isNamedByKey(grantee)) return grant;
    const key = iam.Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt'],
      resourceArns: [encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': serviceOf(this, 'secretsmanager') } },
    });
    return grant.combine(key);
  }

  /** ARN of a secret by its name: AWS adds a hyphen and six characters to it. */
  protected arnPattern(name: string): string {
    return Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${name}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** Key that encrypts the secrets; undefined if it is that of the account. */
  protected get encryptionKey(): kms.IKey | undefined {
    return this.attributes.encryptionKey;
  }

  /** True if the policy of the key itself lets a grantee use it. */
  protected abstract isNamedByKey(grantee: iam.IGrantable): boolean;
}
