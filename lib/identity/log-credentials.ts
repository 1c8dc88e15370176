import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IConstruct } from 'constructs';
import { SECRET_FIELDS } from '../../charts/endpoint/credentials/stored';
import type { GatewayUserName } from '../../charts/endpoint/endpoint';
import type { EnvironmentCredentials } from '../environment/credentials';

/** The secrets with the gateway's passwords. */
export interface ILogCredentials extends IConstruct {
  /** The writer's secret. */
  readonly writerSecret: secretsmanager.ISecret;

  /** The reader's secret. */
  readonly readerSecret: secretsmanager.ISecret;

  /** Lets a principal read the secrets of these users, and nothing else. */
  grantRead(grantee: iam.IGrantable, ...users: GatewayUserName[]): iam.Grant;
}

/** What `LogCredentials` are made of. */
export interface LogCredentialsProps {
  /** Name of the writer's secret. Changing it makes a new secret with a new password. */
  readonly writerSecretName: string;

  /** Name of the reader's secret. Changing it makes a new secret with a new password. */
  readonly readerSecretName: string;

  /** Key that encrypts both. @default - the account's own key for Secrets Manager */
  readonly encryptionKey?: kms.IKey;

  /** What happens to both when they leave the stack. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** Letters and digits of a password: 190 bits. */
const PASSWORD_LENGTH = 32;

/**
 * The passwords of the gateway's two users in AWS Secrets Manager, which makes them: no template ever has one.
 *
 * Each secret is `{"password": "…", "other": ""}`; see the how-to on passwords for what `other` is. Nothing here changes
 * a secret that exists, whatever it was changed to since.
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

  private secret(id: string, secretName: string, what: string, props: LogCredentialsProps): secretsmanager.Secret {
    return new secretsmanager.Secret(this, id, {
      secretName,
      description: `Loki: password of who ${what}`,
      encryptionKey: props.encryptionKey,
      // Never to be changed: CloudFormation would generate a new password over the one in use.
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

/** The secrets of resolved credentials; nothing where passwords are not in Secrets Manager. */
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
