import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { SECRET_FIELDS, secretNameOf } from '../../charts/endpoint/credentials/stored';
import { ROLE_ARN } from '../environment/aws/arn';
import { arn, list, map, text } from '../environment/schema/fields';
import type { EnvironmentCredentials } from '../environment/credentials';
import { ownValue } from '../../charts/input/own-value';
import { show } from '../../charts/input/problems';
import { short } from '../../charts/input/show';
import { type Claim, claimProblems, own } from '../environment/constructs/claims';
import { key, removalPolicy } from '../environment/constructs/objects';
import { madeKeyProblems } from '../environment/constructs/made';
import { isToken, placeOf, propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';
import type { OneOwner } from '../environment/rules/one-owner';
import { keyForRoles, serviceOf } from './key-for-roles';
import { keepExports } from './kept-exports';
import { forEachUser, LogCredentialsBase, READ_ACTIONS, secretId } from './password-access';
import type {
  ILogCredentials,
  LogCredentialsAttributes,
  LogCredentialsProps,
  SharedPasswordReader,
} from './log-credentials-props';
import { refuseReaders, secretName } from './schemas';

export type * from './log-credentials-props';

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
  keyAlias: text(
    'alias/loki-prod-passwords',
    /^alias\/(?!aws\/)[\w/-]{1,250}$/,
    'is not the alias of a key',
  ).optional(),
  roleArns: list(arn(ROLE_ARN)).optional(),
  grafanaSecretNames: list(secretName, "'loki/prod/grafana/admin'").optional(),
  removalPolicy: removalPolicy.optional(),
};

/** Words for a secret. */
const ONE_SECRET: OneOwner = { is: 'is also the secret of', fix: 'write a name of its own' };

/** Claims of secrets that are made: Secrets Manager has each name once in a region of an account. */
function madeSecrets(scope: Construct, props: LogCredentialsProps): Claim[] {
  const { account, region } = placeOf(scope);
  if (account === undefined || region === undefined) return [];
  const { writerSecretName, readerSecretName, userSecretNames = {}, grafanaSecretNames = [] } = props;
  const named = [
    ...Object.entries({ writerSecretName, readerSecretName }),
    ...Object.entries(userSecretNames).map(([user, name]) => [`userSecretNames.${short(user)}`, name] as const),
    ...grafanaSecretNames.map((name, index) => [`grafanaSecretNames[${index}]`, name] as const),
  ];
  return named
    .filter(([, value]) => !isToken(value))
    .map(([path, value]) => ({ path, keys: [`made secret ${account} ${region} ${value}`], value, words: ONE_SECRET }));
}

/**
 * Validates the names of secrets, and their other properties, and makes their construct the owner of what it claims.
 *
 * @throws InputError if a property is invalid, or both users have the same secret, with all problems
 */
function validate<T extends LogCredentialsAttributes>(
  scope: Construct,
  props: T,
  schemas: PropSchemas<T>,
  claimsOf: (scope: Construct, props: T) => readonly Claim[] = () => [],
): void {
  refuse(scope.node.path, propProblems(props, schemas));
  const { writerSecretName, readerSecretName, encryptionKey, keyAlias }: Partial<LogCredentialsProps> = props;
  const claims = claimsOf(scope, props);
  refuse(scope.node.path, [
    ...madeKeyProblems('encryptionKey', encryptionKey),
    ...(keyAlias !== undefined && encryptionKey !== undefined
      ? [{ path: 'keyAlias', found: 'names a new key, and encryptionKey is one', fix: 'leave out one of the two' }]
      : []),
    ...(writerSecretName === readerSecretName
      ? [
          {
            path: 'readerSecretName',
            found: `${show(readerSecretName)} is also the writer's, so each user could do what the other may`,
            fix: 'use a secret of its own',
          },
        ]
      : []),
    ...claimProblems(scope, claims),
  ]);
  own(scope, claims);
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

  protected override isNamedByKey(): boolean {
    return false;
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
   * Imports existing secrets, with values in the form above. They are not changed or checked.
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

  /** New key, and the roles that its policy names. */
  private readonly own?: { readonly key: kms.Key; readonly roleArns: readonly string[] };

  /** @throws InputError if a property is invalid, two contradict each other, or the app makes such a secret already, with all problems */
  constructor(scope: Construct, id: string, props: LogCredentialsProps) {
    super(scope, id, props);
    validate(this, props, PROPS, madeSecrets);
    this.own = props.keyAlias === undefined ? undefined : this.makeKey(props.keyAlias, props);
    this.writerSecret = this.secret('WriterSecret', props.writerSecretName, 'pushes', props);
    this.readerSecret = this.secret('ReaderSecret', props.readerSecretName, 'queries', props);
    this.userSecrets = forEachUser(props, (name, user) => this.secret(secretId(user), name, `is ${user}`, props));
    this.grafanaSecrets = (props.grafanaSecretNames ?? []).map((secret) => this.grafanaSecret(secret, props));
  }

  /** Grants a principal to read the passwords of users. */
  public override grantRead(grantee: iam.IGrantable, ...users: string[]): iam.Grant {
    // No released version imported secrets of other users.
    const secrets = { writer: this.writerSecret, reader: this.readerSecret };
    keepExports(
      this,
      grantee,
      users.flatMap((user) => ownValue(secrets, user)?.secretArn ?? []),
    );
    return super.grantRead(grantee, ...users);
  }

  /**
   * Lets roles of other accounts read passwords, by the policy of each secret, and of a key that is created here. The
   * owner of any other key must write its policy.
   *
   * @throws InputError if a user has no secret
   */
  public shareWith(...readers: readonly SharedPasswordReader[]): void {
    refuseReaders(this.node.path, readers);
    for (const { account, roleArn, user } of readers) {
      const name = secretNameOf(this.attributes, user);
      // A condition names the roles, because AWS refuses a policy that names a role before it exists.
      const to = (actions: string[], conditions: Record<string, Record<string, string>> = {}) =>
        new iam.PolicyStatement({
          principals: [new iam.AccountPrincipal(account)],
          actions,
          resources: ['*'],
          conditions: { ...conditions, ArnEquals: { 'aws:PrincipalArn': roleArn } },
        });
      this.secretOf(user).addToResourcePolicy(to(READ_ACTIONS));
      this.own?.key.addToResourcePolicy(
        to(['kms:Decrypt'], {
          StringEquals: { 'kms:ViaService': serviceOf(this, 'secretsmanager') },
          StringLike: { 'kms:EncryptionContext:SecretARN': this.arnPattern(name) },
        }),
      );
    }
  }

  protected override get encryptionKey(): kms.IKey | undefined {
    return this.own?.key ?? super.encryptionKey;
  }

  protected override isNamedByKey(grantee: iam.IGrantable): boolean {
    const { roleArn } = grantee as { readonly roleArn?: unknown };
    return this.own?.roleArns.some((arn) => arn === roleArn) ?? false;
  }

  private secretOf(user: string): secretsmanager.Secret {
    const all = { ...this.userSecrets, writer: this.writerSecret, reader: this.readerSecret };
    return ownValue(all, user) as secretsmanager.Secret;
  }

  private makeKey(alias: string, { roleArns = [], removalPolicy: policy }: LogCredentialsProps) {
    const key = keyForRoles(this, 'Key', {
      description: `Loki: passwords in ${this.attributes.writerSecretName} and beside it`,
      removalPolicy: policy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...{ alias, roleArns, service: 'secretsmanager', actions: ['kms:Decrypt'] },
    });
    return { key, roleArns };
  }

  /** Secret of a Grafana, by the last part of its name. */
  private grafanaSecret(name: string, props: LogCredentialsProps): secretsmanager.Secret {
    return new secretsmanager.Secret(this, `Grafana-${name.slice(name.lastIndexOf('/') + 1)}`, {
      secretName: name,
      description: 'Grafana: password of admin, or key of what it stores',
      encryptionKey: this.encryptionKey,
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
      encryptionKey: this.encryptionKey,
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
  { stored, createsSecrets, grafanaSecretNames, kmsKeyArn, madeKeyAlias }: EnvironmentCredentials,
  readers: readonly SharedPasswordReader[],
  policy?: RemovalPolicy,
): ILogCredentials | undefined {
  if (!stored) return undefined;
  const attributes: LogCredentialsAttributes = {
    writerSecretName: stored.writerSecretName,
    readerSecretName: stored.readerSecretName,
    userSecretNames: stored.userSecretNames,
    encryptionKey: kmsKeyArn ? kms.Key.fromKeyArn(scope, 'CredentialsKey', kmsKeyArn) : undefined,
  };
  if (!createsSecrets) return LogCredentials.fromLogCredentialsAttributes(scope, 'Credentials', attributes);
  const { gateway, alloy, grafana, canary } = stored;
  const credentials = new LogCredentials(scope, 'Credentials', {
    ...attributes,
    grafanaSecretNames,
    keyAlias: madeKeyAlias,
    roleArns: [gateway, alloy, grafana, canary].flatMap((client) => client?.roleArn ?? []),
    removalPolicy: policy,
  });
  credentials.shareWith(...readers);
  return credentials;
}
