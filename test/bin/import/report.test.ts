import { importReport, planText } from '../../../bin/import/report';
import { importedFixture, VALUES } from '../../lib/import/helpers';

const report = (name: string, columns: number) => importReport(importedFixture(name), { columns }).split('\n');

test.each([40, 80, 200])('every line fits %d columns, single words aside', (columns) => {
  for (const name of VALUES) {
    const long = report(name, columns).filter((line) => line.length > columns && line.trim().includes(' '));
    // Names with blocks of Alloy have spaces, and a path of one word cannot be broken.
    expect([name, long.filter((line) => !/^\s+\S+( → \S+)?$/.test(line))]).toEqual([name, []]);
  }
});

test('what somebody has to do comes first', () => {
  const headings = report('loki-distributed-mode.yaml', 160).filter((line) => /^[A-Z]/.test(line));
  expect(headings).toEqual([
    'Needs a decision',
    'Had no effect before',
    'Done here in another way',
    'Taken over',
    'Different in effect',
    'To decide in the file',
  ]);
});

test('keys with the same outcome are one row, with their number', () => {
  const lines = report('loki-distributed-mode.yaml', 160);
  expect(lines.find((line) => line.includes('loki.runtimeConfig.overrides.apps'))).toMatch(
    /apps\.\* \(2\) +loki\.tenantLimits\.apps\.\*$/,
  );
});

test('the numbers of the last lines are those of the keys', () => {
  const { keys } = importedFixture('loki-stack.yaml');
  const [total = '', ...parts] =
    /^(\d+) keys: (\d+) .*?, (\d+) .*?, (\d+) .*?, (\d+) .*?, (\d+) /
      .exec(report('loki-stack.yaml', 200).at(-2) ?? '')
      ?.slice(1) ?? [];
  expect(Number(total)).toBe(keys.length);
  expect(parts.reduce((sum, part) => sum + Number(part), 0)).toBe(keys.length);
});

test('commands of the plan stay on one line, and name the file', () => {
  const lines = planText(importedFixture('loki-distributed-mode.yaml'), 'here.ts', { columns: 60 }).split('\n');
  expect(lines).toContain('   $ npx eks-loki check imported --environments here.ts');
  const long = lines.filter((line) => line.length > 60);
  expect(long.filter((line) => !/^ {3}(\$|Back:| {4}(for|charts))|^\s*\S+$/.test(line))).toEqual([]);
});
