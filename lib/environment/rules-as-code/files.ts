import { isList, textForm } from '../../../charts/input/forms';
import { readOf } from '../../../charts/input/plain-copy';
import { type Problem, show } from '../../../charts/input/problems';
import { isReadable, list, text, unknownKey, type Validator } from '../../../charts/input/props';
import { filled } from '../../../charts/input/combine';
import { short } from '../../../charts/input/show';
import type { RuleGroup, TenantRules } from '../../../charts/loki/rules/props';
import { byTenant, ruleGroup } from '../../../charts/loki/rules/validate';
import { parseYaml } from '../../manifests/yaml/parse';
import { userFile } from '../user-file';
import { isObject } from '../values';

/** Name of a file with rules. */
const FILE = textForm('rules/apps.yaml', /^\P{Cc}+\.ya?ml$/u, 'is not the name of a YAML file');

const EXAMPLE = `apps: ['${FILE.example}']`;

/** A group, or the name of a file. */
const groupOrFile: Validator = (path, value) =>
  typeof value === 'string' ? text(FILE)(path, value) : ruleGroup(path, value);

/** Rules of tenants as a user writes them. What files contain is found by `ruleProblems`. */
export const rulesOfTenants: Validator = byTenant(filled(list(groupOrFile, `'${FILE.example}'`)), EXAMPLE);

/** A group of a tenant with the place where it is written: `apps[0]`, or `apps[0] groups[2]` in a file. */
export interface PlacedGroup {
  /** Its path, below that of the rules. */
  readonly path: string;

  /** The group, valid or not. */
  readonly group: unknown;
}

/** Groups of a tenant, and problems of its files. */
interface Read {
  readonly groups: readonly PlacedGroup[];
  readonly problems: readonly Problem[];
}

/** Groups of a tenant, those of files among them. `path` is the path of the tenant. */
export function readGroups(path: string, written: unknown): Read {
  const all = isList(written) ? Array.from({ length: written.length }, (_, index) => readOf(written, index)) : [];
  const read = all.map((value, index): Read => {
    const at = `${path}[${index}]`;
    if (typeof value !== 'string') return { groups: [{ path: at, group: value }], problems: [] };
    return FILE.faultOf(value) ? { groups: [], problems: [] } : readFile(at, value);
  });
  return { groups: read.flatMap(({ groups }) => groups), problems: read.flatMap(({ problems }) => problems) };
}

function readFile(path: string, name: string): Read {
  const file = userFile(name);
  if (file.text === undefined) return { groups: [], problems: [{ path, found: file.found, fix: file.fix }] };
  return groupsInText(path, file.text, `${show(name)} `);
}

/** Groups in the text of a file, and problems of the rest of the file. `what` names the file in messages. */
export function groupsInText(path: string, text: string, what = ''): Read {
  const wrong = (found: string, fix: string): Read => ({
    groups: [],
    problems: [{ path, found: `${what}${found}`, fix }],
  });
  const { documents, problem } = parseYaml(text);
  if (problem) {
    const isQuery = /\bexpr:\s*\{/.test(text.split('\n')[problem.line - 1] ?? '');
    const fix = isQuery ? 'put the query in single quotes, since YAML reads { as an object' : 'correct the file';
    return wrong(`is not YAML: ${problem.message} in line ${problem.line}`, fix);
  }
  const [content, another] = documents;
  if (!isObject(content) || another !== undefined || !isList(content['groups'])) {
    return wrong('has no list of groups at its top', 'begin the file with groups:');
  }
  const problems = Object.keys(content)
    .filter((key) => key !== 'groups')
    .map((key) => ({ path: `${path} ${short(key)}`, ...unknownKey(key, ['groups']) }));
  const { groups } = content;
  return {
    groups: Array.from({ length: groups.length }, (_, index) => ({
      path: `${path} groups[${index}]`,
      group: readOf(groups, index),
    })),
    problems,
  };
}

/** Problems of a group in a file. */
export const groupProblems = ({ path, group }: PlacedGroup): Problem[] =>
  isObject(group)
    ? ruleGroup(path, group)
    : [{ path, found: `${show(group)} is not a group`, fix: 'write name: and rules:' }];

/** Problems of groups whose names earlier groups of the tenant have. */
export function namesTwice(groups: readonly PlacedGroup[]): Problem[] {
  const names = groups.map(({ group }) => (isObject(group) ? group['name'] : undefined));
  return groups.flatMap(({ path }, index) =>
    typeof names[index] === 'string' && names.indexOf(names[index]) < index
      ? [{ path: `${path}.name`, found: `${show(names[index])} occurs twice`, fix: 'rename one' }]
      : [],
  );
}

/** Problems of files and of the groups in them, and of names that occur twice in a tenant. */
export function fileProblems(path: string, written: unknown): Problem[] {
  const { groups, problems } = readGroups(path, written);
  const inFiles = groups.filter((one) => one.path.includes(' '));
  return [...problems, ...inFiles.flatMap(groupProblems), ...namesTwice(groups)];
}

/** Rules of tenants with those of files, for rules that are valid. */
export function rulesWithFiles(rules: Readonly<Record<string, readonly (RuleGroup | string)[]>>): TenantRules {
  return Object.fromEntries(
    Object.entries(rules).map(([tenant, written]) => [
      tenant,
      readGroups(tenant, written).groups.map(({ group }) => group as RuleGroup),
    ]),
  );
}

/** Tenants, each with its rules as the user wrote them. */
export function rulesByTenant(rules: unknown): [tenant: string, written: unknown][] {
  return isReadable(rules) ? Object.keys(rules).map((tenant) => [tenant, readOf(rules, tenant)]) : [];
}
