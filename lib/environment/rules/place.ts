import { regionFault } from '../../../charts/endpoint/object-store';
import { type Problem, show } from '../../../charts/input/problems';
import { parseArn } from '../aws/arn';
import { issuerRegion, partitionOf } from '../aws/partition';

/** Place of an environment or a stack. */
export interface Place {
  /** AWS account, 12 digits. @default - unknown */
  readonly account?: string;

  /** AWS region. @default - unknown */
  readonly region?: string;

  /** Owner of the place, in words. @default - the environment */
  readonly owner?: string;
}

/** Limits of where the resource of an ARN may be. */
interface Limits {
  /** Noun for the resource: `the provider`. */
  readonly noun: string;

  /** If true, it is in the account of the place. @default false */
  readonly ownAccount?: boolean;
}

/** Region of a place; undefined if it is unknown or invalid, which is a problem of its own. */
const knownRegion = ({ region }: Place): string | undefined =>
  typeof region === 'string' && regionFault(region) === undefined ? region : undefined;

/** Problems of an ARN of another partition, region or account than a place. Invalid ones are ignored. */
export function placeProblems(path: string, text: unknown, place: Place, { noun, ownAccount }: Limits): Problem[] {
  const arn = parseArn(text);
  if (!arn) return [];
  const { account, owner = 'the environment' } = place;
  const region = knownRegion(place);
  const partition = typeof region === 'string' ? partitionOf(region) : arn.partition;
  const problems: Problem[] = [];
  const add = (kind: string, is: string, wanted: string, verb = 'is in') =>
    problems.push({
      path,
      found: `${show(text)} ${verb} ${kind} ${is}, and ${owner} is in ${wanted}`,
      fix: `name ${noun} of ${wanted}`,
    });
  if (region && arn.region && arn.region !== region) add('region', arn.region, region);
  else if (arn.partition !== partition) add('partition', arn.partition, partition);
  if (ownAccount && account && arn.account !== account) add('account', arn.account, account, 'belongs to');
  return problems;
}

/** Problems of a workspace of another place than the environment. */
export const workspaceProblems = (path: string, arn: unknown, place: Place): Problem[] =>
  placeProblems(path, arn, place, { noun: 'a workspace', ownAccount: true });

/** Problem of an issuer of another region than a place. */
export function issuerProblems(path: string, issuer: unknown, place: Place): Problem[] {
  const { owner = 'the environment' } = place;
  const region = knownRegion(place);
  const found = typeof issuer === 'string' ? issuerRegion(issuer) : undefined;
  if (!region || !found || found === region) return [];
  return [
    {
      path,
      found: `${show(issuer)} is in region ${found}, and ${owner} is in ${region}`,
      fix: `use the issuer of a cluster in ${region}`,
    },
  ];
}

/** Problems of an OIDC provider of another place or issuer. `owner` is the path of both, with a dot. */
export function providerProblems(
  owner: string,
  { oidcProviderArn, oidcIssuer }: { readonly oidcProviderArn?: unknown; readonly oidcIssuer?: unknown },
  place: Place,
  names = { arn: 'oidcProviderArn', issuer: 'oidcIssuer' },
): Problem[] {
  const path = `${owner}${names.arn}`;
  const misplaced = placeProblems(path, oidcProviderArn, place, { noun: 'the provider', ownAccount: true });
  const issuer = parseArn(oidcProviderArn)?.resource.replace('oidc-provider/', 'https://');
  if (misplaced.length > 0 || issuer === undefined || issuer === oidcIssuer) return misplaced;
  if (typeof oidcIssuer !== 'string' || issuerRegion(oidcIssuer) === undefined) return [];
  const found = `${show(oidcProviderArn)} is of another issuer than ${owner}${names.issuer}`;
  return [{ path, found, fix: `name the provider of ${show(oidcIssuer)}` }];
}

/** Problems of zones of another region than a place. */
export function zonesOfRegion(
  path: string,
  zones: readonly unknown[],
  { region, owner = 'the environment' }: Place,
): Problem[] {
  return zones.flatMap((zone, index) => {
    if (typeof region !== 'string' || typeof zone !== 'string' || zone.startsWith('${')) return [];
    if (zone.replace(/[a-z]$/, '') === region) return [];
    const found = `${show(zone)} is not a zone of ${region}, where ${owner} is`;
    return [{ path: `${path}[${index}]`, found, fix: `write one such as '${region}a'` }];
  });
}
