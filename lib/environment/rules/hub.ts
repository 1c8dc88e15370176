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

/** Problems of a spoke with its hub. */
export function hubProblems(spoke: SpokeOfHub): Problem[] {
  const { hub, input } = spoke;
  const { title, props, pathOf } = hub;
  if (isSpoke(props)) {
    const of = props.loki?.of;
    const found = `${show(title)} has no Loki of its own: its lines go ${of === undefined ? `to ${show(props.loki?.url)}` : `to ${show(of)}`}`;
    const fix = of === undefined ? `write url: '${show(props.loki?.url)}'` : `write of: '${show(of)}'`;
    return [{ path: OF, found, fix }];
  }
  if (hubUrl(hub) === undefined) {
    const found = `${show(title)} has no door for other clusters`;
    const fix = `write ${pathOf('expose')}: { host: 'loki.example.com', certificateArn: 'arn:aws:acm:…' }`;
    return [{ path: OF, found, fix }];
  }
  return [
    ...tenantProblems(hub, input),
    ...userProblems(hub, input, 'writer'),
    ...(input.canary === true || isObject(input.canary) ? userProblems(hub, input, 'reader') : []),
    ...credentialsProblems(hub, input),
    ...(spoke.isLocal || hub.isLocal ? [] : spokeDoorProblems(spoke)),
  ];
}

/** Tenants of a spoke that its hub does not let in. */
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

/** Problems of the user of a spoke that its hub does not have, or that it does not let act for its tenants. */
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
    return [{ path, found, fix: `add ${show(tenant)} to ${hub.pathOf(`${role}s.${name}.tenants`)}` }];
  });
}

/** Problems of passwords that a spoke cannot read where its hub has them. */
function credentialsProblems(hub: Hub, { account, region, credentials, loki }: LoggingProps): Problem[] {
  const from = isObject(credentials) ? credentials.from : undefined;
  if (
    from === undefined ||
    from === CredentialsKind.KUBERNETES_SECRET ||
    !isHubSecret(hub, loki?.writer ?? 'writer', loki?.secretArn)
  )
    return [];
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
  if (hubKey(hub) !== 'of-account' || loki?.kmsKeyArn !== undefined || !parts.account || account === undefined)
    return [];
  if (parts.account === account) return [];
  const found = `${show(title)} is in account ${parts.account}, whose key for Secrets Manager cannot be shared with ${account}`;
  return [{ path: OF, found, fix: `write ${pathOf('credentials')}: { createKey: true }, or kmsKeyArn` }];
}
