/** Rows of a table, its head first. */
export type Table = readonly (readonly string[])[];

/** A table in Markdown, as Prettier formats it. */
function markdownTable([head = [], ...rows]: Table): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/**
 * Text with another table below a heading. The words around it stay.
 *
 * @throws Error if there is no such heading, or no table below it
 */
export function withTable(text: string, heading: string, table: Table): string {
  const start = text.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`there is no heading ${heading}`);
  const next = text.indexOf('\n## ', start + 1);
  const section = text.slice(start, next < 0 ? undefined : next);
  const found = /^\|.*\n(\|.*\n)*/m.exec(section);
  if (!found) throw new Error(`there is no table below ${heading}`);
  const changed = section.replace(found[0], () => `${markdownTable(table)}\n`);
  return `${text.slice(0, start)}${changed}${next < 0 ? '' : text.slice(next)}`;
}
