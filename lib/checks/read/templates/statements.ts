import { isRecord, record } from '../../../manifests/shape';
import { listOf, textsOf } from './lists';
import type { PlacedResource, Templates } from './templates';

/** A statement of a policy document. */
export interface Statement {
  /** Where it is: `Logging/LokiRole AssumeRolePolicyDocument.Statement[0]`. */
  readonly path: string;

  /** `Allow` or `Deny`. */
  readonly effect: unknown;

  /** Its actions. */
  readonly actions: readonly string[];

  /** Its resources. */
  readonly resources: readonly string[];

  /** Its principals by kind: `AWS`, `Federated`, `Service`. */
  readonly principals: Readonly<Record<string, readonly string[]>>;

  /** Its conditions: an operator, a key and its values each. */
  readonly conditions: readonly Condition[];

  /** Whether it says what it is not about, which takes all of AWS to read. */
  readonly inverted: boolean;
}

/** One condition of a statement. */
export interface Condition {
  /** Such as `StringEquals`. */
  readonly operator: string;

  /** Such as `aws:SecureTransport`. */
  readonly key: string;

  /** What the key is compared with. */
  readonly values: readonly string[];
}

/**
 * The statements of a document, which may be an object or, where its keys are made by the deploy, a text. Nothing where
 * only the deploy knows the document.
 */
export function statementsOf(document: unknown, path: string): Statement[] | undefined {
  const known = parsed(document);
  return (
    known &&
    listOf(known['Statement']).map((value, index) => {
      const statement = record(value);
      return {
        path: `${path}.Statement[${index}]`,
        effect: statement['Effect'],
        actions: textsOf(statement['Action']),
        resources: textsOf(statement['Resource']),
        principals: principalsOf(statement['Principal']),
        conditions: conditionsOf(record(statement['Condition'])),
        inverted: ['NotAction', 'NotResource', 'NotPrincipal'].some((key) => key in statement),
      };
    })
  );
}

function parsed(document: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof document !== 'string') return record(document);
  try {
    return record(JSON.parse(document) as unknown);
  } catch {
    return undefined;
  }
}

function principalsOf(principal: unknown): Statement['principals'] {
  if (!isRecord(principal)) return { AWS: textsOf(principal) };
  return Object.fromEntries(Object.entries(principal).map(([kind, value]) => [kind, textsOf(value)]));
}

function conditionsOf(conditions: Readonly<Record<string, unknown>>): Condition[] {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(record(keys)).map(([key, values]) => ({ operator, key, values: listOf(values).map(String) })),
  );
}

/** Whether an IAM pattern covers a text. What is not known before the deploy may cover anything. */
export function covers(pattern: string, text: string): boolean {
  const parts = pattern.split(/(\*|\?|\$\{[^}]*\})/).map((part) => {
    if (part === '?') return '.';
    return part === '*' || part.startsWith('${') ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 'is').test(text);
}

/** What a role's policies allow. */
export interface RolePolicies {
  /** What they allow, a statement each. */
  readonly allowing: readonly Statement[];

  /** Whether one of them is not in the templates, or not to be read: it may allow anything. */
  readonly open: boolean;
}

/** The policies of a role, wherever they are attached to it. */
export function policiesOf(role: PlacedResource, templates: Templates): RolePolicies {
  const name = templates.text({ Ref: role.id }, role.stack);
  const managed = templates.ofType('AWS::IAM::ManagedPolicy');
  const byArn = textsOf(role.properties['ManagedPolicyArns']).map((arn) =>
    managed.find(({ id, stack }) => templates.text({ Ref: id }, stack) === arn),
  );
  const byName = [...templates.ofType('AWS::IAM::Policy', 'AWS::IAM::RolePolicy'), ...managed].filter(
    ({ properties }) => textsOf(properties['Roles']).includes(name) || properties['RoleName'] === name,
  );
  const attached = new Map([...byArn, ...byName].flatMap((policy) => (policy ? [[policy.path, policy] as const] : [])));
  const read = [
    ...listOf(role.properties['Policies']).map((policy, index) =>
      statementsOf(record(policy)['PolicyDocument'], `${role.path} Policies[${index}].PolicyDocument`),
    ),
    ...[...attached.values()].map(({ path, properties }) =>
      statementsOf(properties['PolicyDocument'], `${path} PolicyDocument`),
    ),
  ];
  const allowing = read.flatMap((statements) => statements ?? []).filter(({ effect }) => effect === 'Allow');
  const isUnknown = byArn.includes(undefined) || read.includes(undefined);
  return { allowing, open: isUnknown || allowing.some(({ inverted }) => inverted) };
}

/** Whether a role's policies allow an action on a resource, or may. */
export function allows({ allowing, open }: RolePolicies, action: string, resource: string): boolean {
  return (
    open ||
    allowing.some(
      ({ actions, resources }) =>
        actions.some((pattern) => covers(pattern, action)) && resources.some((pattern) => covers(pattern, resource)),
    )
  );
}
