import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutation } from './mutations';
import { isKilled, Outcome, type Result } from './outcome';

/** Longest text of a change that is shown. */
const SHOWN = 60;

/** One line for a result. */
export function resultLine(root: string, { mutation, outcome, failed }: Result): string {
  const [test] = failed;
  const where = `${mutation.file}:${mutation.line}`;
  return `${outcome}: ${where} ${mutation.kind}: ${changeOf(root, mutation)}${test ? ` by ${test}` : ''}`;
}

/** Table of the mutations that no assertion caught, and the number of each outcome. */
export function report(root: string, results: readonly Result[]): string {
  const counts = Object.values(Outcome).map(
    (outcome) => [outcome, results.filter((one) => one.outcome === outcome).length] as const,
  );
  const killed = results.filter(isKilled).length;
  const rows = results
    .filter((one) => !isKilled(one))
    .map(({ mutation, outcome }) => [
      outcome,
      `${mutation.file}:${mutation.line}`,
      mutation.kind,
      changeOf(root, mutation),
    ]);
  const table = rows.length > 0 ? [...alignColumns([['OUTCOME', 'PLACE', 'KIND', 'CHANGE'], ...rows]), ''] : [];
  return [
    ...table,
    ...counts.map(([outcome, count]) => `${count} ${outcome}`),
    `score: ${((100 * killed) / Math.max(results.length, 1)).toFixed(1)} % of ${results.length} mutations`,
  ].join('\n');
}

function changeOf(root: string, { file, start, end, text }: Mutation): string {
  const source = readFileSync(join(root, file), 'utf8');
  const before = source.slice(start, end) || source.slice(source.lastIndexOf('\n', start) + 1, start);
  return `${short(before)} → ${short(text) || 'nothing'}`;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

function alignColumns(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
