import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';

/** Secrets with the gateway's passwords. */
export interface ILogCredentials extends IConstruct {
  /** Secret of the log writer. */
  readonly writerSecret: secretsmanager.ISecret;

  /** Secret of the log reader. */
  readonly readerSecret: secretsmanager.ISecret;

  /** Secrets of other users, by user name. @default - there are no other users */
  readonly userSecrets?: Readonly<Record<string, secretsmanager.ISecret>>;

  /** Grants access to the secrets of these users, and to no others. */
  grantRead(grantee: iam.IGrantable, ...users: string[]): iam.Grant;

  /**
   * Grants access to secrets by their names, such as those of a Grafana that is deployed.
   *
   * @default - it has no others
   */
  grantReadSecrets?(grantee: iam.IGrantable, ...secretNames: string[]): iam.Grant;
}

/** Properties of `LogCredentials`. */
export interface LogCredentialsProps {
  /** Name of the writer's secret. Another name creates a new secret with a new password. */
  readonly writerSecretName: string;

  /** Name of the reader's secret. Another name creates a new secret with a new password. */
  readonly readerSecretName: string;

  /** Names of the secrets of other users, by user name. @default - there are no other users */
  readonly userSecretNames?: Readonly<Record<string, string>>;

  /** Names of secrets that a Grafana reads, its password among them. @default - none */
  readonly grafanaSecretNames?: readonly string[];

  /**
   * Key that encrypts the secrets.
   *
   * @default - a new one with `keyAlias`, or else the account's own key for Secrets Manager
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Alias of a new key that encrypts the secrets, such as `alias/loki-prod-passwords`. Roles of other accounts can only
   * read secrets with a key of their own. Not with `encryptionKey`.
   *
   * @default - no key is made
   */
  readonly keyAlias?: string;

  /** ARNs of roles of this account that the policy of the new key lets decrypt. @default - `grantRead` grants it */
  readonly roleArns?: string[];

  /** Removal policy of the secrets and their key. @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE */
  readonly removalPolicy?: RemovalPolicy;
}

/** Attributes of existing secrets. */
export interface LogCredentialsAttributes {
  /** Name of the writer's secret. */
  readonly writerSecretName: string;

  /** Name of the reader's secret. */
  readonly readerSecretName: string;

  /** Names of the secrets of other users, by user name. @default - there are no other users */
  readonly userSecretNames?: Readonly<Record<string, string>>;

  /** Key that encrypts both secrets. @default - the account's own key for Secrets Manager */
  readonly encryptionKey?: kms.IKey;
}

/** Role of another account that reads the password of a user. */
export interface SharedPasswordReader {
  /** Its account, 12 digits. */
  readonly account: string;

  /** Its ARN. It need not exist yet. */
  readonly roleArn: string;

  /** User whose password it reads. */
  readonly user: string;
}
