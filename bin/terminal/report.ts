import { type CheckResult, errorsOf, type RuleFinding, warningsOf } from '../../lib/checks/check';
import { Severity } from '../../lib/checks/rule';
import { table } from './terminal';

/** What the rules say of one environment, or of a folder. */
export interface Report extends CheckResult {
  /** The environment's name, or the folder's path. */
  readonly of: string;
}

/** Findings as an aligned table; what is acknowledged is left out. Nothing where there is nothing to say. */
export function findingsTable(reports: readonly Report[]): string | undefined {
  const rows = reports.flatMap(({ of, findings }) =>
    [...errorsOf(findings), ...warningsOf(findings)].map(({ rule, path, found, fix }) => [
      of,
      rule.severity,
      rule.id,
      path,
      found,
      fix,
    ]),
  );
  return rows.length > 0 ? table([['ENVIRONMENT', 'SEVERITY', 'RULE', 'PATH', 'FOUND', 'FIX'], ...rows]) : undefined;
}

/** Why the rules that found something are rules, and where that is known from: each once. */
export function reasonsTable(reports: readonly Report[]): string {
  const found = reports.flatMap(({ findings }) => [...errorsOf(findings), ...warningsOf(findings)]);
  const rules = [...new Map(found.map(({ rule }) => [rule.id, rule])).values()];
  return table([['RULE', 'WHY', 'EVIDENCE'], ...rules.map(({ id, why, evidence }) => [id, why, evidence])]);
}

/** One line: how much was looked at and what was found. */
export function summary(reports: readonly Report[]): string {
  const all = reports.flatMap(({ findings }) => findings);
  const acknowledged = all.filter((finding) => finding.acknowledged !== undefined).length;
  return [
    count(Math.max(0, ...reports.map(({ rules }) => rules)), 'rule'),
    count(errorsOf(all).length, 'error'),
    count(warningsOf(all).length, 'warning'),
    ...(acknowledged > 0 ? [`${acknowledged} acknowledged`] : []),
  ].join(', ');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** Findings for machines: everything, what is acknowledged with its reason. */
export function findingsJson(reports: readonly Report[]): string {
  return JSON.stringify(
    reports.map(({ of, rules, findings }) => ({ environment: of, rules, findings: findings.map(plain) })),
    null,
    2,
  );
}

function plain({ rule, path, found, fix, acknowledged }: RuleFinding): Record<string, unknown> {
  const { id, severity, why, evidence } = rule;
  return { rule: id, severity, path, found, fix, why, evidence, acknowledged };
}

/** Says warnings on standard error, where they do not mix with what a command prints. */
export function sayWarnings(reports: readonly Report[]): void {
  const warnings = reports.map((report) => ({
    ...report,
    findings: report.findings.filter(({ rule }) => rule.severity === Severity.WARNING),
  }));
  const text = findingsTable(warnings);
  if (text) process.stderr.write(`${text}\n\n`);
}
