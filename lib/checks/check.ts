import { InputError, type Problem, show } from '../../charts/input/problems';
import { isReadable } from '../../charts/input/props';
import type { Acknowledgement } from '../environment/acknowledgement';
import { isLocal } from '../environment/local';
import { acknowledgementProblem } from './acknowledge';
import { CHANGE_RULES } from './aws/changes';
import { ownersPolicies, type PasswordsOfHub, SHARED_PASSWORD_RULES } from './aws/shared-passwords';
import { IMMUTABLE_RULES } from './kubernetes/immutable';
import { ZONE_RULES } from './loki/ingester-zones';
import { CATALOGUE, TEMPLATES_RULES, ENVIRONMENT_RULES, MANIFESTS_RULES } from './catalogue';
import {
  type TemplatesSubject,
  type EnvironmentSubject,
  type Finding,
  type ManifestsSubject,
  type Rule,
  Severity,
} from './rule';

/** Description of a rule. */
export type RuleDescription = Omit<Rule<never>, 'check'>;

/** The rule about acknowledgements themselves. It looks at findings, so it is not in the catalogue's lists. */
export const ACKNOWLEDGEMENT_RULE: RuleDescription = {
  id: 'CHECK-ACKNOWLEDGEMENT-1',
  severity: Severity.WARNING,
  title: 'every acknowledgement matches a warning',
  why: 'an acknowledgement that matches nothing would hide the next warning at that path, which nobody has reviewed',
  evidence: 'https://github.com/cdklabs/cdk-nag/blob/main/README.md',
};

/** Descriptions of all rules. */
export const RULES: readonly RuleDescription[] = [...CATALOGUE, ACKNOWLEDGEMENT_RULE];

/** A finding, and the rule that found it. */
export interface RuleFinding extends Finding {
  /** The rule. */
  readonly rule: RuleDescription;

  /** Reason of the acknowledgement. @default - it is not acknowledged */
  readonly acknowledged?: string;
}

/** Result of running rules. */
export interface CheckResult {
  /** Number of rules that ran. */
  readonly rules: number;

  /** Findings, acknowledged or not. */
  readonly findings: readonly RuleFinding[];
}

/**
 * Runs the rules about Kubernetes objects alone: for any manifests.
 *
 * @throws InputError if the subject has no manifests
 */
export function checkManifests(
  subject: ManifestsSubject,
  acknowledgements: readonly Acknowledgement[] = [],
): CheckResult {
  const { manifests }: { readonly manifests?: unknown } = isReadable(subject) ? subject : {};
  if (!isReadable(manifests) || !('ofKind' in manifests)) {
    const found = manifests === undefined ? 'missing' : `${show(manifests)} is not Manifests`;
    const fix = 'write checkManifests({ manifests: new Manifests(…) })';
    throw new InputError([{ path: 'checkManifests.manifests', found, fix }]);
  }
  return run(MANIFESTS_RULES, subject, { acknowledgements, path: 'acknowledge', isFirst: true });
}

/** Runs the rules about an environment and its objects: all that needs no template. */
export function checkEnvironment(subject: EnvironmentSubject): CheckResult {
  return run([...MANIFESTS_RULES, ...ENVIRONMENT_RULES], subject, acknowledged(subject, true));
}

/**
 * Runs only the rules about changed facts, for a construct outside any environment. `pathOf` turns the paths of findings into
 * those that the user knows.
 */
export function checkChanges(
  subject: EnvironmentSubject,
  acknowledgements: readonly Acknowledgement[],
  pathOf: (path: string) => string,
): CheckResult {
  const rules = [...CHANGE_RULES, ...ZONE_RULES].map((rule) => ({
    ...rule,
    check: (of: EnvironmentSubject) => rule.check(of).map((finding) => ({ ...finding, path: pathOf(finding.path) })),
  }));
  return run(rules, subject, { acknowledgements, path: 'acknowledge', isFirst: false });
}

/** Runs the rules about passwords that roles of other accounts read, for a construct outside any environment. */
export function checkSharedPasswords(
  passwords: PasswordsOfHub,
  readers: Parameters<typeof ownersPolicies>[1],
  acknowledgements: readonly Acknowledgement[],
  pathOf: (field: string) => string,
): CheckResult {
  const rules = SHARED_PASSWORD_RULES.map((rule) => ({
    ...rule,
    check: () => ownersPolicies(passwords, readers, pathOf),
  }));
  return run(rules, undefined, { acknowledgements, path: 'acknowledge', isFirst: false });
}

/** Ids of the rules that compare with what was deployed, one rule about the schema of Loki among them. */
const ABOUT_CHANGES: ReadonlySet<string> = new Set([
  'LOKI-SCHEMA-5',
  ...[...IMMUTABLE_RULES, ...CHANGE_RULES, ...ZONE_RULES].map(({ id }) => id),
]);

/** True for a finding about a change of what is deployed; false for one about the new state alone. */
export const isAboutChange = ({ rule }: RuleFinding): boolean => ABOUT_CHANGES.has(rule.id);

/** Runs the rules about the templates of an environment, and no others. */
export function checkTemplates(subject: TemplatesSubject): CheckResult {
  return run(TEMPLATES_RULES, subject, acknowledged(subject, false));
}

/** Acknowledgements and their owner. */
interface Acknowledged {
  readonly acknowledgements: readonly Acknowledgement[];

  /** Path of the acknowledgements. */
  readonly path: string;

  /** Reasons of warnings that follow from the kind of cluster, by rule. @default - none */
  readonly accepted?: Readonly<Record<string, string>>;

  /** True if these rules run first: only that run reports acknowledgements of unknown rules. */
  readonly isFirst: boolean;
}

/** Warnings that a local cluster cannot avoid, with the reason. */
const LOCAL_ACCEPTED: Readonly<Record<string, string>> = {
  'LOKI-REPLICATION-2': 'a local cluster has one node, which would take all copies of a line with it',
};

function acknowledged({ environment }: EnvironmentSubject, isFirst: boolean): Acknowledged {
  const { acknowledge = [] } = environment.props;
  const accepted = isLocal(environment.props) ? LOCAL_ACCEPTED : {};
  return { acknowledgements: acknowledge, accepted, path: `environments.${environment.name}.acknowledge`, isFirst };
}

function run<S>(rules: readonly Rule<S>[], subject: S, known: Acknowledged): CheckResult {
  const findings = rules.flatMap((rule) => rule.check(subject).map((finding) => ({ ...finding, rule })));
  return {
    rules: rules.length,
    findings: [
      ...findings.map((finding) => ({ ...finding, acknowledged: reasonOf(finding, known) })),
      ...stale(rules, findings, known),
    ],
  };
}

/** Acknowledgements that match nothing. Those of rules outside this run are ignored. */
function stale(
  rules: readonly RuleDescription[],
  findings: readonly RuleFinding[],
  { acknowledgements, path, isFirst }: Acknowledged,
): RuleFinding[] {
  const isMine = (id: string) =>
    rules.some((rule) => rule.id === id) || (isFirst && !CATALOGUE.some((rule) => rule.id === id));
  return acknowledgements.flatMap((one, index) => {
    if (!isMine(one.rule)) return [];
    const paths = findings.filter(({ rule }) => rule.id === one.rule).map((finding) => finding.path);
    const problem = acknowledgementProblem(one, CATALOGUE, paths);
    return problem ? [{ rule: ACKNOWLEDGEMENT_RULE, path: `${path}[${index}]`, ...problem }] : [];
  });
}

function reasonOf({ rule, path }: RuleFinding, { acknowledgements, accepted }: Acknowledged): string | undefined {
  if (rule.severity === Severity.ERROR) return undefined;
  return acknowledgements.find((one) => one.rule === rule.id && one.path === path)?.reason ?? accepted?.[rule.id];
}

/** The findings that stop synthesis. */
export function errorsOf(findings: readonly RuleFinding[]): RuleFinding[] {
  return findings.filter(({ rule }) => rule.severity === Severity.ERROR);
}

/** Warnings that are not acknowledged. */
export function warningsOf(findings: readonly RuleFinding[]): RuleFinding[] {
  return findings.filter(({ rule, acknowledged }) => rule.severity === Severity.WARNING && acknowledged === undefined);
}

/** A finding as a problem. `owner` is the environment or construct that the checked objects belong to. */
export function problemOf({ rule, path, found, fix }: RuleFinding, owner?: string): Problem {
  const isInput = path.startsWith('environments.');
  return { path, found, fix, rule: rule.id, owner: isInput ? undefined : owner };
}
