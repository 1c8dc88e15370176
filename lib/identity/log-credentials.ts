import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IConstruct } from 'constructs';
import { SECRET_FIELDS } from '../../charts/endpoint/credentials/stored';
import type { GatewayUserName } from '../../charts/endpoint/endpoint';
import type { EnvironmentCredentials } from '../environment/credentials';

/** Secrets with the gateway's passwords. */
export interface ILogCredentials extends IConstruct {
  /** Secret of the log writer. */
  readonly writerSecret: secretsmanager.ISecret;

  /** Secret of the log reader. */
  readonly readerSecret: secretsmanager.ISecret;

  /** Grants access to the secrets of these users, and to no others. */
  grantRead(grantee: iam.IGrantable, ...users: GatewayUserName[]): iam.Grant;
}

/** Properties of `LogCredentials`. */
export interface LogCredentialsProps {
  /** Name of the writer's secret. Another name creates a new secret with a new password. */
  readonly writerSecretName: string;

  /** Name of the reader's secret. Another name creates a new secret with a new password. */
  readonly readerSecretName: string;

  /** Key that encrypts both secrets. @default - the account's own key for Secrets Manager */
  readonly encryptionKey?: kms.IKey;

  /** Removal policy of both secrets. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** Number of letters and digits in a password: 190 bits. */
const PASSWORD_LENGTH = 32;

/**
 * Passwords of the gateway's two users in AWS Secrets Manager, which generates them: no template contains a password.
 *
 * Each secret is `{"password": "…", "other": ""}`; the how-to on passwords explains `other`. An existing secret is
 * never changed, even if its value was changed by hand.
 */
export class LogCredentials extends Construct implements ILogCredentials {
  public readonly writerSecret: secretsmanager.Secret;
  public readonly readerSecret: secretsmanager.Secret;

  private readonly encryptionKey?: kms.IKey;

  constructor(scope: Construct, id: string, props: LogCredentialsProps) {
    super(scope, id);
    this.encryptionKey = props.encryptionKey;
    this.writerSecret = this.secret('WriterSecret', props.writerSecretName, 'pushes', props);
    this.readerSecret = this.secret('ReaderSecret', props.readerSecretName, 'queries', props);
  }

  public grantRead(grantee: iam.IGrantable, ...users: GatewayUserName[]): iam.Grant {
    const secrets = { writer: this.writerSecret, reader: this.readerSecret };
    const grant = iam.Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      resourceArns: users.map((user) => secrets[user].secretArn),
    });
    if (!this.encryptionKey) return grant;
    const { region, urlSuffix } = Stack.of(this);
    const key = iam.Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt'],
      resourceArns: [this.encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.${urlSuffix}` } },
    });
    return grant.combine(key);
  }

  private secret(id: string, secretName: string, action: string, props: LogCredentialsProps): secretsmanager.Secret {
    return new secretsmanager.Secret(this, id, {
      secretName,
      description: `Loki: password of who ${action}`,
      encryptionKey: props.encryptionKey,
      // Never change this: CloudFormation would replace the password in use by a new one.
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ [SECRET_FIELDS.other]: '' }),
        generateStringKey: SECRET_FIELDS.password,
        passwordLength: PASSWORD_LENGTH,
        excludePunctuation: true,
      },
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
  }
}

/** Creates the secrets of resolved credentials; undefined if the passwords are not in Secrets Manager. */
export function makeLogCredentials(
  scope: Construct,
  { stored, kmsKeyArn }: EnvironmentCredentials,
  removalPolicy?: RemovalPolicy,
): LogCredentials | undefined {
  if (!stored) return undefined;
  return new LogCredentials(scope, 'Credentials', {
    writerSecretName: stored.writerSecretName,
    readerSecretName: stored.readerSecretName,
    encryptionKey: kmsKeyArn ? kms.Key.fromKeyArn(scope, 'CredentialsKey', kmsKeyArn) : undefined,
    removalPolicy,
  });
}
