import { isRecord, record } from '../../../manifests/shape';
import { parsedJson } from '../../../manifests/json';
import { listOf, textsOf } from './lists';
import type { PlacedResource, Templates } from './templates';

/** A statement of a policy document. */
export interface Statement {
  /** Path: `Logging/LokiRole AssumeRolePolicyDocument.Statement[0]`. */
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

  /** True if it has NotAction, NotResource or NotPrincipal, which cannot be evaluated here. */
  readonly inverted: boolean;
}

/** One condition of a statement. */
export interface Condition {
  /** Operator, such as `StringEquals`. */
  readonly operator: string;

  /** Key, such as `aws:SecureTransport`. */
  readonly key: string;

  /** Values that the key is compared with. */
  readonly values: readonly string[];
}

/**
 * Statements of a policy document: an object or, if its keys are known at deploy time only, a text. Undefined if
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
  const value = parsedJson(document);
  return value === undefined ? undefined : record(value);
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

/** True if an IAM pattern matches a text. A part that is unknown before the deployment matches anything. */
export function covers(pattern: string, text: string): boolean {
  const parts = pattern.split(/(\*|\?|\$\{[^}]*\})/).map((part) => {
    if (part === '?') return '.';
    return part === '*' || part.startsWith('${') ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 'is').test(text);
}

/** Policies of a role. */
export interface RolePolicies {
  /** Statements that allow something. */
  readonly allowing: readonly Statement[];

  /** True if a policy is missing from the templates or cannot be read: it may allow anything. */
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

/** True if the policies of a role allow an action on a resource, or may allow it. */
export function allows({ allowing, open }: RolePolicies, action: string, resource: string): boolean {
  return (
    open ||
    allowing.some(
      ({ actions, resources }) =>
        actions.some((pattern) => covers(pattern, action)) && resources.some((pattern) => covers(pattern, resource)),
    )
  );
}
