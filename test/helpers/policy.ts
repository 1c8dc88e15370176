/** Policy of IAM or of a bucket, with its intrinsic functions evaluated. */
export interface PolicyDocument {
  readonly Statement: readonly PolicyStatement[];
}

/** Statement of a policy. `NotAction`, `NotResource` and `NotPrincipal` are not supported, as none of ours uses them. */
interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | number | readonly string[]>>>>;
}

/** Request to AWS. */
export interface PolicyRequest {
  /** Action, such as `s3:GetObject`. */
  readonly action: string;

  /** ARN of the resource. @default - any: the policy belongs to the resource */
  readonly resource?: string;

  /** ARN of the principal, for policies that name principals. @default - anonymous */
  readonly principal?: string;

  /** Values of condition keys. @default - no keys */
  readonly context?: Readonly<Record<string, string>>;
}

/** Decision of policies on a request; an explicit denial outweighs all others. */
export type Decision = 'allowed' | 'denied' | 'not allowed';

const KEYS = ['Sid', 'Effect', 'Action', 'Resource', 'Principal', 'Condition'];

const OPERATORS: Record<string, (wanted: string, found: string) => boolean> = {
  ArnLike: matches,
  Bool: (wanted, found) => wanted.toLowerCase() === found.toLowerCase(),
  NumericLessThan: (wanted, found) => Number(found) < Number(wanted),
  StringEquals: (wanted, found) => wanted === found,
  StringLike: matches,
};

/** Evaluates policies as AWS does (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html). */
export function decide(documents: readonly PolicyDocument[], request: PolicyRequest): Decision {
  const effects = documents
    .flatMap(({ Statement }) => Statement)
    .filter((statement) => applies(statement, request))
    .map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'denied';
  return effects.includes('Allow') ? 'allowed' : 'not allowed';
}

function applies(statement: PolicyStatement, request: PolicyRequest): boolean {
  const unknown = Object.keys(statement).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) throw new Error(`a statement with ${unknown.join(', ')} is not supported here`);
  const { action, resource, context = {} } = request;
  return (
    listOf(statement.Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    (resource === undefined ||
      !statement.Resource ||
      listOf(statement.Resource).some((pattern) => matches(pattern, resource))) &&
    isMeant(statement.Principal, request.principal) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) => holds(operator, keys, context))
  );
}

function isMeant(principal: PolicyStatement['Principal'], who: string | undefined): boolean {
  if (principal === undefined || principal === '*') return true;
  return Object.values(principal)
    .flatMap(listOf)
    .some((arn) => arn === '*' || arn === who);
}

function holds(
  operator: string,
  keys: Readonly<Record<string, string | number | readonly string[]>>,
  context: Readonly<Record<string, string>>,
): boolean {
  const compare = OPERATORS[operator];
  if (!compare) throw new Error(`a condition with ${operator} is not supported here`);
  return Object.entries(keys).every(([key, wanted]) => {
    const found = context[key];
    return found !== undefined && listOf(wanted).some((value) => compare(String(value), found));
  });
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split(/([*?])/).map((part) => {
    if (part === '*') return '.*';
    return part === '?' ? '.' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 's').test(text);
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
