import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { DEFAULT_SECRET_NAME } from '../../../charts/endpoint/credentials/kubernetes-secret';
import type { GatewayUser } from '../../../charts/endpoint/endpoint';
import { gatewayUser } from '../../../charts/endpoint/user';
import { gatewayUsers } from '../../../charts/endpoint/users';
import { partitionOf } from '../aws/partition';
import { type CredentialsFrom } from '../credentials-props';
import { DEFAULT_CREDENTIALS } from '../credentials';
import { type NameParts, passwordsKeyAlias, secretName, userSecretName } from '../names';
import type { LoggingProps } from '../props';
import { isObject, stringsOf } from '../values';
import type { HubKey, HubSecret } from './key';

/** An environment or a `LokiLogging` with a Loki, from the view of its spokes. It may be invalid. */
export interface Hub {
  /** Its title in messages. */
  readonly title: string;

  /** Path of one of its fields, as its owner wrote it. */
  readonly pathOf: (field: string) => string;

  /** Parts of the names of its AWS resources. Account and region may be unknown. */
  readonly parts: Partial<NameParts> & Pick<NameParts, 'environment'>;

  /** Its fields. */
  readonly props: LoggingProps;

  /** Address ranges of its VPC, if that is made here. @default - unknown */
  readonly madeCidrs?: readonly string[];

  /** True for a cluster on the user's machine. @default false */
  readonly isLocal?: boolean;

  /** Paths of its fields that are not valid, which are reported for that environment. @default - none */
  readonly faults?: readonly string[];

  /**
   * Name of the environment whose Loki gets its lines.
   *
   * @default - it has its own Loki, or its lines go to none
   */
  readonly root?: string;
}

/** A spoke and its hub, as their owners wrote them. */
export interface SpokeOfHub {
  /** The hub. */
  readonly hub: Hub;

  /** Fields of the spoke, defaults filled in. */
  readonly input: LoggingProps;

  /** Address ranges of the spoke's VPC, if that is made here. @default - unknown */
  readonly madeCidrs?: readonly string[];

  /** True for a cluster on the user's machine. @default false */
  readonly isLocal?: boolean;

  /** Paths of fields of the spoke that are not valid. @default - none */
  readonly faults?: readonly string[];
}

/** True for fields of an environment whose Loki is elsewhere. */
export const isSpoke = ({ loki }: Pick<LoggingProps, 'loki'>): boolean =>
  isObject(loki) && (typeof loki.of === 'string' || typeof loki.url === 'string');

/** URL of a hub's door; undefined without a door. */
export function hubUrl({ props: { expose } }: Pick<Hub, 'props'>): string | undefined {
  return isObject(expose) && typeof expose.host === 'string' ? `https://${expose.host}` : undefined;
}

/** Tenants of a hub. */
export const hubTenants = ({ parts, props: { tenants } }: Hub): string[] =>
  Array.isArray(tenants) ? stringsOf(tenants) : [parts.environment];

/** Source of the passwords of a hub. */
export const hubCredentials = ({ props: { credentials } }: Hub): CredentialsFrom =>
  (isObject(credentials) ? (credentials.from as CredentialsFrom | undefined) : undefined) ?? DEFAULT_CREDENTIALS;

/** Secret of the gateway of a hub, if that is where its passwords are. */
export const hubSecret = ({ props: { loki, credentials } }: Hub): HubSecret => ({
  namespace: loki?.namespace ?? DEFAULT_NAMESPACES.loki,
  name: credentials?.secretName ?? DEFAULT_SECRET_NAME,
});

/** Key of the passwords of a hub. */
export function hubKey({ parts, props: { credentials } }: Hub): HubKey {
  const { kmsKeyArn, createKey } = isObject(credentials) ? credentials : {};
  if (typeof kmsKeyArn === 'string') return { arn: kmsKeyArn };
  return createKey === true ? { alias: passwordsKeyAlias(parts) } : 'of-account';
}

/** Users of a hub with a role, including the standard ones. */
export function hubUsers({ props: { readers, writers } }: Hub, role: 'writer' | 'reader'): GatewayUser[] {
  const named = role === 'writer' ? writers : readers;
  const valid = Object.fromEntries(Object.entries(isObject(named) ? named : {}).filter(([, user]) => isObject(user)));
  return [gatewayUser(role, role), ...gatewayUsers(role === 'writer' ? { writers: valid } : { readers: valid })];
}

/**
 * ARN of the secret with the password of a hub's user, without the six characters that AWS adds: Secrets Manager finds
 * it (https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen). Undefined if
 * the place of the hub is unknown.
 */
export function hubSecretArn({ parts }: Hub, user: string): string | undefined {
  const { environment, account, region } = parts;
  if (account === undefined || region === undefined) return undefined;
  const known = { environment, account, region };
  const name = user === 'writer' || user === 'reader' ? secretName(user, known) : userSecretName(user, known);
  return `arn:${partitionOf(region)}:secretsmanager:${region}:${account}:secret:${name}`;
}

/** True if a spoke names the secret of a hub's user, with or without AWS's suffix, or names no secret. */
export function isHubSecret(hub: Hub, user: string, arn: string | undefined): boolean {
  const own = hubSecretArn(hub, user);
  return arn === undefined || own === undefined || arn === own || arn.slice(0, -'-abcdef'.length) === own;
}
