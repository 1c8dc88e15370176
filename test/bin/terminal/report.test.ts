import { findingsJson, findingsText, type Report, summary } from '../../../bin/terminal/report';
import { MANIFESTS_RULES } from '../../../lib/checks/catalogue';
import { ACKNOWLEDGEMENT_RULE, type RuleFinding } from '../../../lib/checks/check';
import { Severity } from '../../../lib/checks/rule';

const WIDE = { columns: 1000 };
const finding = (path: string, more: Partial<RuleFinding> = {}, severity = Severity.WARNING): RuleFinding => ({
  rule: { id: 'LOKI-SAMPLE-1', severity, title: 'a sample', why: 'it is one', evidence: 'https://example.com' },
  path,
  found: 'wrong',
  fix: 'write this',
  ...more,
});
const report = (findings: RuleFinding[], more: Partial<Report> = {}): Report => ({
  of: 'prod',
  isEnvironment: true,
  rules: MANIFESTS_RULES.length,
  findings,
  ...more,
});
const lines = (...reports: Report[]) => findingsText(reports, WIDE)?.split('\n');

test('errors come first, and name the environment of an object', () => {
  const findings = [finding('environments.prod.retention'), finding('Service loki/a', {}, Severity.ERROR)];
  expect(lines(report(findings))?.slice(0, 2)).toEqual([
    'error environments.prod: Service loki/a: wrong; write this (LOKI-SAMPLE-1)',
    'warning environments.prod.retention: wrong; write this (LOKI-SAMPLE-1)',
  ]);
});

test('one acknowledgement for all warnings of an environment, as code', () => {
  const odd = `ConfigMap loki/a it's \\ "odd"`;
  const text = lines(report([finding('Service a'), finding(odd), finding('x', {}, Severity.ERROR)])) as string[];
  expect(text.at(-2)).toBe('If these are intended, write in environments.prod, with a reason:');
  const code = (text.at(-1) as string).trim().replace(/^acknowledge: (.*),$/, '$1');
  expect(code).toContain("path: 'ConfigMap loki/a it\\'s \\\\ \"odd\"'");
  expect(new Function(`return ${code}`)()).toEqual([
    { rule: 'LOKI-SAMPLE-1', path: 'Service a', reason: '…' },
    { rule: 'LOKI-SAMPLE-1', path: odd, reason: '…' },
  ]);
});

test.each([
  ['errors', report([finding('a', {}, Severity.ERROR)])],
  ['manifests of others', report([finding('a')], { isEnvironment: false })],
  ['acknowledgements themselves', report([finding('a', { rule: ACKNOWLEDGEMENT_RULE })])],
])('%s cannot be acknowledged', (_what, only) => {
  expect(lines(only)).toHaveLength(1);
});

test('an acknowledged finding is only in the JSON and in the summary', () => {
  const only = report([finding('a', { acknowledged: 'as agreed' })]);
  expect(findingsText([only], WIDE)).toBeUndefined();
  expect(summary([only])).toMatch(/^0 errors, 0 warnings, 1 acknowledged\n/);
  expect(findingsJson([only])).toMatchObject([{ environment: 'prod', findings: [{ acknowledged: 'as agreed' }] }]);
});

test('the summary tells which rules ran', () => {
  const objects = MANIFESTS_RULES.length;
  expect(summary([report([], { isEnvironment: false })])).toBe(
    `0 errors, 0 warnings\nchecked ${objects} rules: ${objects} about Kubernetes objects`,
  );
  const without = report([finding('a', {}, Severity.ERROR)], { rules: objects + 2 });
  expect(summary([without, report([], { rules: objects + 5, templateRules: 3 })])).toBe(
    `1 error, 0 warnings\nchecked ${objects + 5} rules: ${objects} about Kubernetes objects, 2 about the environment, ` +
      '3 about CloudFormation templates',
  );
});
