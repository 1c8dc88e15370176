import { counted } from '../../charts/input/counted';
import { MANIFESTS_RULES } from '../../lib/checks/catalogue';
import { ACKNOWLEDGEMENT_RULE, errorsOf, problemOf, type RuleFinding, warningsOf } from '../../lib/checks/check';
import { visible } from '../../charts/input/show';
import { problemBlock } from './problems';
import { type Output, styled, widthOf, wrap } from './terminal';

/** Findings of one environment, or of a folder of manifests. */
export interface Report {
  /** Name of the environment, or path of the folder. */
  readonly of: string;

  /** True for an environment: its warnings can be acknowledged. */
  readonly isEnvironment: boolean;

  /** Number of rules that ran, those about templates included. */
  readonly rules: number;

  /** Number of rules about CloudFormation templates that ran. @default 0 */
  readonly templateRules?: number;

  /** Findings, acknowledged or not. */
  readonly findings: readonly RuleFinding[];
}

/** All findings that are not acknowledged, errors first; undefined if there are none. */
export function findingsText(reports: readonly Report[], output: Output): string | undefined {
  const blocks = reports.map((report) => {
    const { of, isEnvironment, findings } = report;
    const open = [...errorsOf(findings), ...warningsOf(findings)];
    return [
      ...open.map((finding) =>
        problemBlock(
          finding.rule.severity,
          problemOf(finding, isEnvironment ? `environments.${of}` : undefined),
          output,
        ),
      ),
      ...acknowledgements(report, output),
    ].join('\n');
  });
  return blocks.filter((block) => block !== '').join('\n\n') || undefined;
}

/** Text to paste into an environment to acknowledge its warnings. */
function acknowledgements({ of, isEnvironment, findings }: Report, output: Output): string[] {
  const open = warningsOf(findings).filter(({ rule }) => rule.id !== ACKNOWLEDGEMENT_RULE.id);
  if (!isEnvironment || open.length === 0) return [];
  const intro = `If ${open.length === 1 ? 'this is' : 'these are'} intended, write in environments.${of}, with a reason:`;
  const entries = open.map(({ rule, path }) => [`rule: ${quoted(rule.id)}`, `path: ${quoted(path)}`, "reason: '…'"]);
  const short = `  acknowledge: [${entries.map((fields) => `{ ${fields.join(', ')} }`).join(', ')}],`;
  const long = entries.flatMap((fields) => ['    {', ...fields.map((field) => `      ${field},`), '    },']);
  const code = short.length <= widthOf(output) ? [short] : ['  acknowledge: [', ...long, '  ],'];
  return [[wrap(intro, widthOf(output)), ...code].join('\n')];
}

/** A string literal of TypeScript. */
function quoted(text: string): string {
  return `'${visible(JSON.stringify(text)).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Reason and evidence of every rule with findings, each rule once. */
export function reasonsText(reports: readonly Report[], output: Output): string {
  const found = reports.flatMap(({ findings }) => [...errorsOf(findings), ...warningsOf(findings)]);
  const rules = [...new Map(found.map(({ rule }) => [rule.id, rule])).values()];
  return rules
    .flatMap(({ id, why, evidence }) => [
      wrap(`${styled('bold', id, output)} ${why}`, widthOf(output)),
      wrap(`  ${evidence}`, widthOf(output)),
    ])
    .join('\n');
}

/** Summary: the number of errors and warnings, and the rules that ran. */
export function summary(reports: readonly Report[]): string {
  const findings = reports.flatMap((report) => report.findings);
  const acknowledged = findings.filter((finding) => finding.acknowledged !== undefined).length;
  const found = [
    counted(errorsOf(findings).length, 'error'),
    counted(warningsOf(findings).length, 'warning'),
    ...(acknowledged > 0 ? [`${acknowledged} acknowledged`] : []),
  ];
  const most = (number: (report: Report) => number) => Math.max(0, ...reports.map(number));
  const templates = most(({ templateRules = 0 }) => templateRules);
  const environment = most(({ rules, templateRules = 0 }) => rules - templateRules) - MANIFESTS_RULES.length;
  const kinds: [number, string][] = [
    [MANIFESTS_RULES.length, 'about Kubernetes objects'],
    [environment, 'about the environment'],
    [templates, 'about CloudFormation templates'],
  ];
  const ran = kinds.filter(([rules]) => rules > 0).map(([rules, what]) => `${rules} ${what}`);
  return `${found.join(', ')}\nchecked ${most(({ rules }) => rules)} rules: ${ran.join(', ')}`;
}

/** Findings for programs: all of them, acknowledged ones with their reason. */
export function findingsJson(reports: readonly Report[]): object[] {
  return reports.map(({ of, rules, findings }) => ({ environment: of, rules, findings: findings.map(plain) }));
}

function plain({ rule, path, found, fix, acknowledged }: RuleFinding): Record<string, unknown> {
  const { id, severity, why, evidence } = rule;
  return { rule: id, severity, path, found, fix, why, evidence, acknowledged };
}

/** Prints warnings on standard error, apart from the output of the command. */
export function printWarnings(reports: readonly Pick<Report, 'of' | 'findings'>[]): void {
  const warnings = reports.map(({ of, findings }) => ({
    of,
    isEnvironment: true,
    rules: 0,
    findings: warningsOf(findings),
  }));
  const text = findingsText(warnings, process.stderr);
  if (text) process.stderr.write(`${text}\n\n`);
}
