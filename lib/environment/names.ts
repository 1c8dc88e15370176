import type { CredentialsClientName } from '../../charts/endpoint/credentials/source';
import type { GatewayUserName } from '../../charts/endpoint/endpoint';
import { checksum } from '../../charts/kubernetes/objects';
import { partitionOf } from './aws/partition';

/** Parts of the names of an environment's AWS resources. Every part is concrete: no token. */
export interface NameParts {
  /** Name of the environment. */
  readonly environment: string;

  /** AWS account, 12 digits. */
  readonly account: string;

  /** AWS region. */
  readonly region: string;

  /** Path of its roles. @default / */
  readonly rolePath?: string;
}

/** Maximum number of tenants: the highest that was tried, with limits for each tenant. */
export const MAX_TENANTS = 1000;

/**
 * Maximum number of tenants whose chunks S3 expires: a bucket has 1000 lifecycle rules, and two are for the whole bucket
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html). Loki deletes chunks of all tenants;
 * S3 only those that Loki has missed.
 */
export const MAX_EXPIRING_TENANTS = 998;

/** Name of one of the two buckets: unique over all of AWS by account and region. */
export function bucketName(purpose: 'chunks' | 'ruler', parts: NameParts): string {
  return `loki-${parts.environment}-${purpose}-${parts.account}-${parts.region}`;
}

/** Name of Loki's role: unique in the account by environment and region. */
export function lokiRoleName(parts: NameParts): string {
  return `loki-${parts.environment}-${parts.region}`;
}

/** Name of the role of the ruler, if it has one of its own. */
export function rulerRoleName(parts: NameParts): string {
  return `loki-${parts.environment}.ruler-${parts.region}`;
}

/**
 * Name of the role of a client: it reads passwords for the gateway, Alloy, Grafana or the canary, reaches Kafka, or writes or
 * queries metrics. Names of environments have no dot, so the gateway's role of `dev` is not Loki's role of `dev-gateway`.
 */
export function clientRoleName(
  client: CredentialsClientName | 'kafka' | 'metrics' | 'query',
  parts: NameParts,
): string {
  return `loki-${parts.environment}.${client}-${parts.region}`;
}

/**
 * Name of the secret with a user's password, unique in account and region by environment. A hyphen before the user
 * would make it look like the six random characters of an ARN
 * (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html).
 */
export function secretName(user: GatewayUserName, parts: NameParts): string {
  return `loki/${parts.environment}/${user}`;
}

/**
 * Name of the secret with the password of another user. It does not end in a name of the user's own, which could look like
 * the random characters of an ARN.
 */
export function userSecretName(user: string, parts: NameParts): string {
  return `loki/${parts.environment}/${user}/password`;
}

/** Alias of the key of an environment's passwords, by which roles of other stacks name it. */
export const passwordsKeyAlias = ({ environment }: Pick<NameParts, 'environment'>): string =>
  `alias/loki-${environment}-passwords`;

/** Longest name of a target group. */
const MAX_TARGET_GROUP = 32;

/** Name of the target group of the gateway's pods, with a hash if the environment has a long name. */
export function targetGroupName({ environment }: NameParts): string {
  const name = `loki-${environment}`;
  if (name.length <= MAX_TARGET_GROUP) return name;
  const hash = checksum(environment).slice(0, 8);
  return `${name.slice(0, MAX_TARGET_GROUP - 1 - hash.length)}-${hash}`;
}

/** ARN of a role of the environment's account. */
export function roleArn(roleName: string, parts: NameParts): string {
  return `arn:${partitionOf(parts.region)}:iam::${parts.account}:role${parts.rolePath ?? '/'}${roleName}`;
}

/** ARN of the role with which collectors reach Kafka, where they have no other role. */
export const kafkaRoleArn = (parts: NameParts): string => roleArn(clientRoleName('kafka', parts), parts);

/** ARN of the role with which the collector of metrics writes to a workspace. */
export const metricsRoleArn = (parts: NameParts): string => roleArn(clientRoleName('metrics', parts), parts);

/** ARN of the role with which Grafana queries a workspace, where it has no other role. */
export const queryRoleArn = (parts: NameParts): string => roleArn(clientRoleName('query', parts), parts);
