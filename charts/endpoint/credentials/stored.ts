import { SECRET_NAME } from '../../input/aws-forms';
import { InputError } from '../../input/problems';
import { map, type PropValidators, required, text } from '../../input/props';
import { ownValue } from '../../input/own-value';
import type { GatewayUser } from '../user';
import { WorkloadIdentity } from '../identity';
import { optionalIdentity, requiredIdentity } from '../validate';
import { requiredRegion } from '../object-store';
import type { CredentialsClient, CredentialsClientName } from './source';

/**
 * Fields of a secret in Secrets Manager: `{"password": "…", "other": ""}`. The gateway accepts `other` as well while
 * passwords are rotated; it is empty otherwise.
 */
export const SECRET_FIELDS = { password: 'password', other: 'other' } as const;

/** Properties of passwords in AWS Secrets Manager. */
export interface StoredCredentialsProps {
  /** Region of the secrets. */
  readonly region: string;

  /** Name of the secret with the writer's password. */
  readonly writerSecretName: string;

  /** Name of the secret with the reader's password. */
  readonly readerSecretName: string;

  /** Names of the secrets with the passwords of other users, by user name. @default - there are no other users */
  readonly userSecretNames?: Readonly<Record<string, string>>;

  /** Identity that reads all passwords for the gateway. */
  readonly gateway: WorkloadIdentity;

  /** Identity that reads the writer's password for Alloy. */
  readonly alloy: WorkloadIdentity;

  /** Identity that reads the reader's password, and those of readers with a datasource, for Grafana. */
  readonly grafana: WorkloadIdentity;

  /** Identity that reads the reader's password for the canary. @default - there is no canary */
  readonly canary?: WorkloadIdentity;
}

const secretName = required(text(SECRET_NAME), `'${SECRET_NAME.example}'`);

/** Validators of the properties. */
export const STORED_CREDENTIALS: PropValidators<StoredCredentialsProps> = {
  region: requiredRegion,
  writerSecretName: secretName,
  readerSecretName: secretName,
  userSecretNames: map(text(SECRET_NAME), `shop: '${SECRET_NAME.example}'`),
  gateway: requiredIdentity,
  alloy: requiredIdentity,
  grafana: requiredIdentity,
  canary: optionalIdentity,
};

/** Password of a client in Secrets Manager, and its file. */
export interface StoredPassword {
  /** Name of the secret, or its ARN. */
  readonly secretName: string;

  /** User of the password. */
  readonly user: GatewayUser;

  /** Field of the secret. */
  readonly field: keyof typeof SECRET_FIELDS;

  /** Name of the file. */
  readonly file: string;
}

/** Names of the secrets with passwords, in Secrets Manager. */
export type SecretNames = Pick<StoredCredentialsProps, 'writerSecretName' | 'readerSecretName' | 'userSecretNames'>;

/**
 * Name of the secret with a user's password.
 *
 * @throws InputError if the user has none
 */
export function secretNameOf(names: SecretNames, username: string): string {
  const { writerSecretName: writer, readerSecretName: reader, userSecretNames } = names;
  const name = ownValue({ ...userSecretNames, writer, reader }, username);
  if (name !== undefined) return name;
  const found = `has no secret for the user ${username}`;
  throw new InputError([{ path: 'credentials.userSecretNames', found, fix: `write ${username}: 'loki/prod/…'` }]);
}

/** Passwords of a client. */
export const storedPasswords = (props: StoredCredentialsProps, client: CredentialsClient): StoredPassword[] =>
  passwordsOf(client, (username) => secretNameOf(props, username));

/** Passwords of a client, in secrets that a function names. */
export function passwordsOf(client: CredentialsClient, nameOf: (username: string) => string): StoredPassword[] {
  return client.users.flatMap((user) => {
    const secretName = nameOf(user.username);
    const password = { secretName, user, field: SECRET_FIELDS.password, file: user.passwordKey };
    const other = { secretName, user, field: SECRET_FIELDS.other, file: otherPasswordKey(user) };
    return client.acceptsBothPasswords ? [password, other] : [password];
  });
}

/** Name of the file with a user's second password. */
export function otherPasswordKey({ passwordKey }: GatewayUser): string {
  return `${passwordKey}-other`;
}

/** Name of the objects of one workload of a client. */
export function workloadObjectName({ name, serviceAccountName }: CredentialsClient): string {
  return `loki-credentials-${serviceAccountName ?? name}`;
}

/** Name of a client's objects. Clients may share a namespace, but not their passwords. */
export function clientObjectName(client: CredentialsClientName): string {
  return `loki-credentials-${client}`;
}

/**
 * Identity that reads the secrets of a client.
 *
 * @throws InputError if it is a service account of another namespace
 */
export function identityOf(
  props: Partial<Readonly<Record<CredentialsClientName, WorkloadIdentity>>>,
  client: CredentialsClient,
): WorkloadIdentity {
  const { name, namespace, serviceAccountName } = client;
  const identity = props[name];
  if (!identity) {
    const found = `missing, but there is a ${name} in namespace ${namespace}`;
    throw new InputError([{ path: `credentials.${name}`, found, fix: 'write a WorkloadIdentity of that namespace' }]);
  }
  if (identity.namespace === namespace) {
    // Every workload of a client reads the same passwords with the same role.
    return serviceAccountName ? new WorkloadIdentity({ ...identity, serviceAccountName }) : identity;
  }
  throw new InputError([
    {
      path: `credentials.${name}`,
      found: `${identity.subject} reads the passwords of ${name}, which is in namespace ${namespace}`,
      fix: `write a WorkloadIdentity of ${namespace}`,
    },
  ]);
}
