import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IConstruct } from 'constructs';
import { SECRET_FIELDS, secretNameOf } from '../../charts/endpoint/credentials/stored';
import { list, map } from '../environment/schema/fields';
import type { EnvironmentCredentials } from '../environment/credentials';
import { ownValue } from '../../charts/input/own-value';
import { show } from '../../charts/input/problems';
import { key, removalPolicy } from '../props/objects';
import { propProblems, type PropSchemas, refuse } from '../props/validate';
import { keepExports } from './kept-exports';
import { secretName } from './schemas';

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

  /** Grants access to secrets by their names, such as those of a Grafana that is deployed. @default - it has no others */
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

  /** Key that encrypts both secrets. @default - the account's own key for Secrets Manager */
  readonly encryptionKey?: kms.IKey;

  /** Removal policy of both secrets. @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE */
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

/** Number of letters and digits in a password: 190 bits. */
const PASSWORD_LENGTH = 32;

const ATTRIBUTES: PropSchemas<LogCredentialsAttributes> = {
  writerSecretName: secretName,
  readerSecretName: secretName,
  userSecretNames: map(secretName, "shop: 'loki/prod/shop/password'").optional(),
  encryptionKey: key.optional(),
};

const PROPS: PropSchemas<LogCredentialsProps> = {
  ...ATTRIBUTES,
  grafanaSecretNames: list(secretName, "'loki/prod/grafana/admin'").optional(),
  removalPolicy: removalPolicy.optional(),
};

/**
 * Validates the names of secrets, and what goes with them.
 *
 * @throws InputError if a property is invalid, or both users have the same secret, with all problems
 */
function validate<T extends LogCredentialsAttributes>(scope: Construct, props: T, schemas: PropSchemas<T>): void {
  refuse(scope.node.path, propProblems(props, schemas));
  const { writerSecretName, readerSecretName } = props;
  if (writerSecretName !== readerSecretName) return;
  const found = `${show(readerSecretName)} is also the writer's, so each user could do what the other may`;
  refuse(scope.node.path, [{ path: 'readerSecretName', found, fix: 'use a secret of its own' }]);
}

/** Id of the secret of another user. */
const secretId = (user: string): string => `Secret-${user}`;

/** A value for each user with a secret of its own name. */
const forEachUser = <T>(
  { userSecretNames = {} }: Pick<LogCredentialsAttributes, 'userSecretNames'>,
  valueOf: (name: string, user: string) => T,
): Record<string, T> =>
  Object.fromEntries(Object.entries(userSecretNames).map(([user, name]) => [user, valueOf(name, user)]));

abstract class LogCredentialsBase extends Construct implements ILogCredentials {
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
    return this.grantReadSecrets(grantee, ...users.map((user) => secretNameOf(this.attributes, user)));
  }

  public grantReadSecrets(grantee: iam.IGrantable, ...secretNames: string[]): iam.Grant {
    const { encryptionKey } = this.attributes;
    const stack = Stack.of(this);
    const grant = iam.Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      // By name: a reference from another stack would become an export, which cannot be removed while it is imported.
      // AWS adds a hyphen and six characters to the name.
      resourceArns: secretNames.map((secret) =>
        stack.formatArn({
          service: 'secretsmanager',
          resource: 'secret',
          resourceName: `${secret}-??????`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ),
    });
    if (!encryptionKey) return grant;
    const key = iam.Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt'],
      resourceArns: [encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.${stack.urlSuffix}` } },
    });
    return grant.combine(key);
  }
}

class ImportedLogCredentials extends LogCredentialsBase {
  public readonly writerSecret: secretsmanager.ISecret;
  public readonly readerSecret: secretsmanager.ISecret;
  public readonly userSecrets: Readonly<Record<string, secretsmanager.ISecret>>;

  constructor(scope: Construct, id: string, attributes: LogCredentialsAttributes) {
    super(scope, id, attributes);
    validate(this, attributes, ATTRIBUTES);
    const secret = (secretId: string, name: string) => secretsmanager.Secret.fromSecretNameV2(this, secretId, name);
    this.writerSecret = secret('WriterSecret', attributes.writerSecretName);
    this.readerSecret = secret('ReaderSecret', attributes.readerSecretName);
    this.userSecrets = forEachUser(attributes, (name, user) => secret(secretId(user), name));
  }
}

/**
 * Passwords of the gateway's users in AWS Secrets Manager, which generates them: no template contains a password.
 *
 * Each secret is `{"password": "…", "other": ""}`; the how-to on passwords explains `other`. An existing secret is
 * never changed, even if its value was changed by hand.
 */
export class LogCredentials extends LogCredentialsBase {
  /**
   * Imports existing secrets, with values in the form above. They are neither changed nor checked.
   *
   * @throws InputError if an attribute is invalid, or both users have the same secret, with all problems
   */
  public static fromLogCredentialsAttributes(
    scope: Construct,
    id: string,
    attributes: LogCredentialsAttributes,
  ): ILogCredentials {
    return new ImportedLogCredentials(scope, id, attributes);
  }

  /** Secret with the password of the writer. */
  public readonly writerSecret: secretsmanager.Secret;

  /** Secret with the password of the reader. */
  public readonly readerSecret: secretsmanager.Secret;

  /** Secrets with the passwords of other users, by user name. */
  public readonly userSecrets: Readonly<Record<string, secretsmanager.Secret>>;

  /** Secrets that a Grafana reads. */
  public readonly grafanaSecrets: readonly secretsmanager.Secret[];

  /** @throws InputError if a property is invalid, or both users have the same secret, with all problems */
  constructor(scope: Construct, id: string, props: LogCredentialsProps) {
    super(scope, id, props);
    validate(this, props, PROPS);
    this.writerSecret = this.secret('WriterSecret', props.writerSecretName, 'pushes', props);
    this.readerSecret = this.secret('ReaderSecret', props.readerSecretName, 'queries', props);
    this.userSecrets = forEachUser(props, (name, user) => this.secret(secretId(user), name, `is ${user}`, props));
    this.grafanaSecrets = (props.grafanaSecretNames ?? []).map((name) => this.grafanaSecret(name, props));
  }

  /** Grants a principal to read the passwords of users. */
  public override grantRead(grantee: iam.IGrantable, ...users: string[]): iam.Grant {
    // No released version imported those of other users.
    const secrets = { writer: this.writerSecret, reader: this.readerSecret };
    keepExports(
      this,
      grantee,
      users.flatMap((user) => ownValue(secrets, user)?.secretArn ?? []),
    );
    return super.grantRead(grantee, ...users);
  }

  /** Secret of a Grafana, by the last part of its name. */
  private grafanaSecret(name: string, props: LogCredentialsProps): secretsmanager.Secret {
    return new secretsmanager.Secret(this, `Grafana-${name.slice(name.lastIndexOf('/') + 1)}`, {
      secretName: name,
      description: 'Grafana: password of admin, or key of what it stores',
      encryptionKey: props.encryptionKey,
      // Never change this: CloudFormation would replace the password in use by a new one.
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: SECRET_FIELDS.password,
        passwordLength: PASSWORD_LENGTH,
        excludePunctuation: true,
      },
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  private secret(id: string, name: string, action: string, props: LogCredentialsProps): secretsmanager.Secret {
    return new secretsmanager.Secret(this, id, {
      secretName: name,
      description: `Loki: password of who ${action}`,
      encryptionKey: props.encryptionKey,
      // Never change this: CloudFormation would replace the password in use by a new one.
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ [SECRET_FIELDS.other]: '' }),
        generateStringKey: SECRET_FIELDS.password,
        passwordLength: PASSWORD_LENGTH,
        excludePunctuation: true,
      },
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}

/** Creates or imports the secrets of resolved credentials; undefined if the passwords are not in Secrets Manager. */
export function makeLogCredentials(
  scope: Construct,
  { stored, createsSecrets, grafanaSecretNames, kmsKeyArn }: EnvironmentCredentials,
  policy?: RemovalPolicy,
): ILogCredentials | undefined {
  if (!stored) return undefined;
  const attributes: LogCredentialsAttributes = {
    writerSecretName: stored.writerSecretName,
    readerSecretName: stored.readerSecretName,
    userSecretNames: stored.userSecretNames,
    encryptionKey: kmsKeyArn ? kms.Key.fromKeyArn(scope, 'CredentialsKey', kmsKeyArn) : undefined,
  };
  return createsSecrets
    ? new LogCredentials(scope, 'Credentials', { ...attributes, grafanaSecretNames, removalPolicy: policy })
    : LogCredentials.fromLogCredentialsAttributes(scope, 'Credentials', attributes);
}
