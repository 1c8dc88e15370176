import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS } from '../lib/live/doctor/diagnose';
import { HOPS } from '../lib/live/doctor/hops';
import { POD_HINTS } from '../lib/live/hints';
import { POD_FAULTS } from '../lib/live/doctor/hops/pods';
import { prose } from './prose';

/** A row of a table. */
type Row = readonly [id: string, cause: string, isMild?: boolean];

/** The text of docs/reference/faults.md. */
export function faultsMarkdown(): string {
  const ofPods = POD_FAULTS.map(({ id }) => id);
  const pods: Row[] = [
    ...POD_FAULTS.filter(({ id }) => !POD_HINTS.has(id)).map(({ id, cause, isMild }): Row => [id, cause, isMild]),
    ...[...POD_HINTS].map(([id, cause]): Row => [id, cause]),
  ];
  const parts = HOPS.map(({ name, title }) => ({
    title: `${name}: ${title}`,
    rows: FAULTS.filter(({ id, hop }) => hop === name && !ofPods.includes(id)).map(({ id, cause, isMild }): Row => [
      id,
      cause,
      isMild,
    ]),
  }));
  const all = [{ title: 'Workloads and pods, in any part of the path', rows: pods }, ...parts];
  const count = all.reduce((sum, { rows }) => sum + rows.length, 0);
  return [
    '# Faults that doctor names',
    '',
    '<!-- Generated from lib/live/doctor/hops/ and lib/live/hints.ts by `npm run generate`. -->',
    '',
    prose(
      `${count} faults, each with its cause. [\`eks-loki doctor\`](../how-to/doctor.md) adds the evidence and what to do. ` +
        'Faults in _italics_ do not stop lines.',
    ),
    ...all.flatMap(({ title, rows }) => ['', `## ${title}`, '', ...table(rows)]),
    '',
  ].join('\n');
}

function table(rows: readonly Row[]): string[] {
  const cells = rows.map(([id, cause, isMild = false]) => [isMild ? `_${id}_` : id, cause.replaceAll('|', '\\|')]);
  const [first = 0, second = 0] = [0, 1].map((column) => Math.max(5, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (a: string, b: string): string => `| ${a.padEnd(first)} | ${b.padEnd(second)} |`;
  return [
    line('fault', 'cause'),
    `| ${'-'.repeat(first)} | ${'-'.repeat(second)} |`,
    ...cells.map(([id = '', cause = '']) => line(id, cause)),
  ];
}

if (require.main === module) {
  writeFileSync(join(__dirname, '../docs/reference/faults.md'), faultsMarkdown());
}
