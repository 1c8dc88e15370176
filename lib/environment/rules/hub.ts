import { unknownTenant } from '../../../charts/endpoint/tenants';
import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { nearest } from '../../../charts/input/nearest';
import { type Problem, show } from '../../../charts/input/problems';
import { showAll } from '../../../charts/input/show';
import { partitionOf } from '../aws/partition';
import {
  type Hub,
  hubCredentials,
  hubKey,
  hubTenants,
  hubUrl,
  hubUsers,
  isHubSecret,
  isSpoke,
  type SpokeOfHub,
} from '../hub/hub';
import type { LoggingProps } from '../props';
import { isObject, stringsOf } from '../values';
import { spokeDoorProblems } from './hub-door';

const OF = 'loki.of';

/** Problem of a hub that is not in the file. */
export function unknownHub(name: string, of: unknown, known: readonly string[]): Problem[] {
  if (typeof of !== 'string') return [];
  if (of === name) {
    const fix = 'write the name of the environment that has the Loki, or leave it out for one of its own';
    return [{ path: OF, found: `${show(of)} is this environment itself`, fix }];
  }
  if (known.includes(of)) return [];
  const others = known.filter((one) => one !== name);
  const meant = nearest(of, others);
  const fix = meant
    ? `did you mean ${meant}?`
    : others.length > 0
      ? `name one of ${others.join(', ')}, or write the url of a Loki elsewhere`
      : 'add it to the file, or write the url of a Loki elsewhere';
  return [{ path: OF, found: `${show(of)} is not an environment of this file`, fix }];
}

/** A rule about a spoke and its hub, with the fields that it reads. */
interface HubRule {
  /** Fields of the hub. */
  readonly hub: readonly string[];

  /** Fields of the spoke. */
  readonly spoke: readonly string[];

  /** Finds the problems of the two. */
  readonly problems: (spoke: SpokeOfHub) => Problem[];
}

const AT = ['loki.of', 'loki.url'];

/** Rules that run first: the other rules apply only to a hub with a Loki and a door. */
const IS_HUB: readonly HubRule[] = [
  { hub: AT, spoke: [], problems: chainProblems },
  { hub: ['expose', ...AT], spoke: [], problems: ({ hub }) => noDoor(hub) },
];

const PLACE = ['account', 'region'];

const RULES: readonly HubRule[] = [
  { hub: ['tenants'], spoke: ['tenants'], problems: ({ hub, input }) => tenantProblems(hub, input) },
  {
    hub: ['tenants', 'writers'],
    spoke: ['tenants', 'loki.writer'],
    problems: ({ hub, input }) => userProblems(hub, input, 'writer'),
  },
  {
    hub: ['tenants', 'readers'],
    spoke: ['tenants', 'loki.reader', 'canary'],
    problems: ({ hub, input }) => (hasCanary(input) ? userProblems(hub, input, 'reader') : []),
  },
  {
    hub: ['credentials', ...PLACE],
    spoke: ['credentials', 'canary', 'loki', ...PLACE],
    problems: ({ hub, input }) => credentialsProblems(hub, input),
  },
  {
    hub: ['expose', 'cluster', ...PLACE],
    spoke: ['cluster', ...PLACE],
    problems: (spoke) => (spoke.isLocal || spoke.hub.isLocal ? [] : spokeDoorProblems(spoke)),
  },
];

/** Problems of a spoke with its hub. An invalid field is reported once, where it is written. */
export function hubProblems(spoke: SpokeOfHub): Problem[] {
  const isSound = (fields: readonly string[], faults: readonly string[] = []) =>
    fields.every((field) => faults.every((fault) => !isWithin(fault, field) && !isWithin(field, fault)));
  const found = (rules: readonly HubRule[]) =>
    rules
      .filter((rule) => isSound(rule.hub, spoke.hub.faults) && isSound(rule.spoke, spoke.faults))
      .flatMap(({ problems }) => problems(spoke));
  const [problem] = found(IS_HUB);
  return problem ? [problem] : found(RULES);
}

/** True if a path equals another one, or is below it. */
const isWithin = (path: string, other: string): boolean => `${path}.`.replaceAll('[', '.').startsWith(`${other}.`);

/** Problem of a hub that is a spoke itself. */
function chainProblems({ hub: { title, props, root } }: SpokeOfHub): Problem[] {
  if (!isSpoke(props)) return [];
  const { of, url } = props.loki ?? {};
  const found = `${show(title)} has no Loki of its own: its lines go to ${show(of ?? url)}`;
  const end = root === undefined ? 'name an environment that has a Loki' : `write of: '${show(root)}'`;
  return [{ path: OF, found, fix: of === undefined ? `write url: '${show(url)}'` : end }];
}

/** Problem of a hub that other clusters cannot reach. */
function noDoor(hub: Hub): Problem[] {
  if (hubUrl(hub) !== undefined) return [];
  const found = `${show(hub.title)} has no door for other clusters`;
  const fix = `write ${hub.pathOf('expose')}: { host: 'loki.example.com', certificateArn: 'arn:aws:acm:…' }`;
  return [{ path: OF, found, fix }];
}

const hasCanary = ({ canary }: LoggingProps): boolean => canary === true || isObject(canary);

/** Problems of a spoke's tenants that its hub does not have. */
function tenantProblems(hub: Hub, { tenants }: LoggingProps): Problem[] {
  const known = hubTenants(hub);
  return (Array.isArray(tenants) ? stringsOf(tenants) : []).flatMap((tenant, index) => {
    if (known.includes(tenant)) return [];
    const meant = nearest(tenant, known);
    const found = `${show(tenant)} is not one of the tenants of ${hub.title}, ${showAll(known)}`;
    const fix = meant ? `did you mean ${meant}?` : `add ${show(tenant)} to ${hub.pathOf('tenants')}, or leave it out`;
    return [{ path: `tenants[${index}]`, found, fix }];
  });
}

/** Problems of a spoke's user that its hub does not have, or that may not act for the spoke's tenants. */
function userProblems(hub: Hub, { loki, tenants }: LoggingProps, role: 'writer' | 'reader'): Problem[] {
  const path = `loki.${role}`;
  const name = loki?.[role] ?? role;
  if (typeof name !== 'string') return [];
  const users = hubUsers(hub, role);
  const user = users.find(({ username }) => username === name);
  const own = stringsOf(tenants);
  if (!user) {
    const names = users.map(({ username }) => username);
    const meant = nearest(name, names);
    const list = own.map((tenant) => `'${show(tenant)}'`).join(', ');
    const fix = meant
      ? `did you mean ${meant}?`
      : `write ${hub.pathOf(`${role}s`)}: { ${name}: { tenants: [${list}] } }`;
    return [{ path, found: `${show(name)} is not a ${role} of ${hub.title}, ${showAll(names)}`, fix }];
  }
  const theirs = user.tenants;
  if (!theirs) return [];
  return own.flatMap((tenant) => {
    const [problem] = unknownTenant(path, tenant, theirs);
    if (!problem) return [];
    const found = `${show(name)} of ${hub.title} may act for ${showAll(theirs)} alone, and lines go to ${show(tenant)}`;
    const instead =
      role === 'writer' ? `write tenants: [${theirs.map((one) => `'${show(one)}'`).join(', ')}], or ` : '';
    return [{ path, found, fix: `${instead}add ${show(tenant)} to ${hub.pathOf(`${role}s.${name}.tenants`)}` }];
  });
}

/** Problems of passwords of a hub that its spoke cannot read. */
function credentialsProblems(hub: Hub, input: LoggingProps): Problem[] {
  const { account, region, credentials, loki = {} } = input;
  const { writer = 'writer', reader = 'reader', secretArn, readerSecretArn } = loki;
  const from = isObject(credentials) ? credentials.from : undefined;
  const ofHub = isHubSecret(hub, writer, secretArn) || (hasCanary(input) && isHubSecret(hub, reader, readerSecretArn));
  if (from === undefined || from === CredentialsKind.KUBERNETES_SECRET || !ofHub) return [];
  const { title, parts, pathOf } = hub;
  if (hubCredentials(hub) === CredentialsKind.KUBERNETES_SECRET) {
    const found = `${show(from)} is in AWS, and ${title} has its passwords in Kubernetes Secrets`;
    return [{ path: 'credentials.from', found, fix: "leave it out, or write 'kubernetes-secret'" }];
  }
  if (!parts.region || typeof region !== 'string') return [];
  const [theirs, own] = [partitionOf(parts.region), partitionOf(region)];
  if (theirs !== own) {
    const found = `${show(title)} has its passwords in partition ${theirs}, and roles of ${region} are in ${own}`;
    return [{ path: OF, found, fix: "write credentials: { from: 'kubernetes-secret' }, and bring the password there" }];
  }
  if (hubKey(hub) !== 'of-account' || loki.kmsKeyArn !== undefined || !parts.account || account === undefined)
    return [];
  if (parts.account === account) return [];
  const found = `${show(title)} is in account ${parts.account}, whose key for Secrets Manager cannot be shared with ${account}`;
  const areTheirs = isObject(hub.props.credentials) && hub.props.credentials.createSecrets === false;
  const fix = areTheirs
    ? `encrypt the secrets with a key of yours, and write ${pathOf('credentials.kmsKeyArn')}`
    : `write ${pathOf('credentials')}: { createKey: true }, or kmsKeyArn`;
  return [{ path: OF, found, fix }];
}
