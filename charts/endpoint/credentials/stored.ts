import type { GatewayUser } from '../endpoint';
import { WorkloadIdentity } from '../identity';
import type { CredentialsClient, CredentialsClientName } from './source';

/**
 * The form of a secret in Secrets Manager: `{"password": "…", "other": ""}`. `other` holds as well while passwords are
 * changed, and is empty otherwise.
 */
export const SECRET_FIELDS = { password: 'password', other: 'other' } as const;

/** What is known of passwords in AWS Secrets Manager. */
export interface StoredCredentialsProps {
  /** Region of the secrets. */
  readonly region: string;

  /** Name of the secret with the writer's password. */
  readonly writerSecretName: string;

  /** Name of the secret with the reader's password. */
  readonly readerSecretName: string;

  /** Who reads both for the gateway. */
  readonly gateway: WorkloadIdentity;

  /** Who reads the writer's for Alloy. */
  readonly alloy: WorkloadIdentity;

  /** Who reads the reader's for Grafana. */
  readonly grafana: WorkloadIdentity;
}

/** One file of a client: where its text is. */
export interface StoredPassword {
  /** Name of the secret. */
  readonly secretName: string;

  /** The secret's user. */
  readonly user: GatewayUser;

  /** Field of the secret. */
  readonly field: keyof typeof SECRET_FIELDS;

  /** Name of the file. */
  readonly file: string;
}

/** The files of a client. */
export function storedPasswords(props: StoredCredentialsProps, client: CredentialsClient): StoredPassword[] {
  return client.users.flatMap((user) => {
    const secretName = { writer: props.writerSecretName, reader: props.readerSecretName }[user.username];
    const password = { secretName, user, field: SECRET_FIELDS.password, file: user.passwordKey };
    const other = { secretName, user, field: SECRET_FIELDS.other, file: otherPasswordKey(user) };
    return client.takesOthers ? [password, other] : [password];
  });
}

/** Name of the file with a user's other password. */
export function otherPasswordKey({ passwordKey }: GatewayUser): string {
  return `${passwordKey}-other`;
}

/** Name of the objects of one workload of a client. */
export function workloadObjectName({ name, serviceAccountName }: CredentialsClient): string {
  return `loki-credentials-${serviceAccountName ?? name}`;
}

/** Name of a client's objects: clients may share a namespace, and none may read another's. */
export function clientObjectName(client: CredentialsClientName): string {
  return `loki-credentials-${client}`;
}

/**
 * Who reads the secrets for a client.
 *
 * @throws where that is an account of another namespace
 */
export function identityOf(props: StoredCredentialsProps, client: CredentialsClient): WorkloadIdentity {
  const { name, namespace, serviceAccountName } = client;
  const identity = props[name];
  if (identity.namespace === namespace) {
    // Every workload of a client reads the same passwords, by the same role.
    return serviceAccountName ? new WorkloadIdentity({ ...identity, serviceAccountName }) : identity;
  }
  throw new Error(
    `credentials: ${name} is in namespace ${namespace}, and ${identity.subject} reads its passwords; ` +
      `give ${name} a WorkloadIdentity of ${namespace}`,
  );
}
