import { isRecord, record, records } from '../../manifests/shape';

/** Principal that must be trusted. */
interface Trusted {
  readonly kind: 'irsa' | 'pod-identity' | 'none';

  /** Issuer of the cluster without `https://`. @default - any */
  readonly issuer?: string;

  /** `sub` claim of the tokens. */
  readonly subject: string;

  /** If true, EKS Pod Identity adds no tags to sessions. @default false */
  readonly isUntagged?: boolean;
}

const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');

/** True if an action matches one of a policy, in which upper and lower case are the same. */
const permits = (pattern: string, action: string): boolean => matches(action.toLowerCase(), pattern.toLowerCase());

/** True if a text matches an IAM pattern with * and ?. */
function matches(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`).test(text);
}

/** True if a trust policy admits tokens of a service account. Unknown conditions count as true. */
export function trusts(policy: unknown, { kind, issuer, subject, isUntagged = false }: Trusted): boolean {
  const all = records(asList(record(policy)['Statement']));
  const statements = all.filter(({ Effect }) => Effect === 'Allow');
  const has = (Action: unknown, wanted: string): boolean => listOf(Action).some((action) => permits(action, wanted));
  // A denial with a condition may be about others.
  const isDenied = (action: string): boolean =>
    all.some(
      ({ Effect, Action, Principal, Condition }) =>
        Effect === 'Deny' && has(Action, action) && isAnybody(Principal) && Condition === undefined,
    );
  if (kind === 'pod-identity') {
    const needed = ['sts:AssumeRole', ...(isUntagged ? [] : ['sts:TagSession'])];
    return needed.every(
      (action) =>
        !isDenied(action) &&
        statements.some(
          ({ Principal, Action }) =>
            listOf(record(Principal)['Service']).includes('pods.eks.amazonaws.com') && has(Action, action),
        ),
    );
  }
  if (isDenied('sts:AssumeRoleWithWebIdentity')) return false;
  return statements.some(
    ({ Principal, Action, Condition }) =>
      has(Action, 'sts:AssumeRoleWithWebIdentity') &&
      listOf(record(Principal)['Federated']).some(
        (arn) => issuer === undefined || arn.endsWith(`oidc-provider/${issuer}`),
      ) &&
      holds(Condition, 'sub', subject, issuer) &&
      holds(Condition, 'aud', 'sts.amazonaws.com', issuer),
  );
}

/** True if a principal is everybody. */
const isAnybody = (principal: unknown): boolean =>
  principal === '*' || Object.values(record(principal)).some((one) => listOf(one).includes('*'));

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
