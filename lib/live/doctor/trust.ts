import { isRecord, record, records } from '../../manifests/shape';

/** Who must be trusted. */
interface Trusted {
  readonly kind: 'irsa' | 'pod-identity' | 'none';

  /** Issuer of the cluster without `https://`. @default - any */
  readonly issuer?: string;

  /** `sub` claim of the tokens. */
  readonly subject: string;
}

const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');

/** True if an action matches one of a policy, in which upper and lower case are the same. */
const permits = (pattern: string, action: string): boolean => matches(action.toLowerCase(), pattern.toLowerCase());

/** True if a text matches one of IAM, in which * and ? stand for any. */
function matches(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`).test(text);
}

/** True if a trust policy admits tokens of a service account. Conditions that are not known are taken to hold. */
export function trusts(policy: unknown, { kind, issuer, subject }: Trusted): boolean {
  const statements = records(asList(record(policy)['Statement'])).filter(({ Effect }) => Effect === 'Allow');
  if (kind === 'pod-identity') {
    return statements.some(
      ({ Principal, Action }) =>
        listOf(record(Principal)['Service']).includes('pods.eks.amazonaws.com') &&
        listOf(Action).some((action) => permits(action, 'sts:AssumeRole')),
    );
  }
  return statements.some(
    ({ Principal, Action, Condition }) =>
      listOf(Action).some((action) => permits(action, 'sts:AssumeRoleWithWebIdentity')) &&
      listOf(record(Principal)['Federated']).some(
        (arn) => issuer === undefined || arn.endsWith(`oidc-provider/${issuer}`),
      ) &&
      holds(Condition, 'sub', subject, issuer) &&
      holds(Condition, 'aud', 'sts.amazonaws.com', issuer),
  );
}

const asList = (value: unknown): unknown => (isRecord(value) ? [value] : value);

/** True if every condition about a claim has its value; keys of another issuer have none. */
function holds(conditions: unknown, claim: string, value: string, issuer: string | undefined): boolean {
  return Object.entries(record(conditions)).every(([operator, keys]) => {
    const isLike = /StringLike(IfExists)?$/i.test(operator);
    const ignoresCase = /StringEqualsIgnoreCase(IfExists)?$/i.test(operator);
    if (!isLike && !ignoresCase && !/StringEquals(IfExists)?$/i.test(operator)) return true;
    const holdsFor = (wanted: string): boolean =>
      isLike ? matches(value, wanted) : ignoresCase ? wanted.toLowerCase() === value.toLowerCase() : wanted === value;
    return Object.entries(record(keys))
      .filter(([key]) => key.endsWith(`:${claim}`))
      .every(
        ([key, wanted]) => (issuer === undefined || key === `${issuer}:${claim}`) && listOf(wanted).some(holdsFor),
      );
  });
}
