import { stripVTControlCharacters, styleText } from 'node:util';
import { visible } from '../../charts/input/show';

/** Properties of an output that layout and colour depend on. */
export interface Output {
  /** True for a terminal. */
  readonly isTTY?: boolean;

  /** Characters in a line of the terminal. */
  readonly columns?: number;
}

/** A style of `util.styleText`. */
export type Style = Parameters<typeof styleText>[0];

/** Width of a line without a terminal. */
const DEFAULT_WIDTH = 80;

/** Width of a line in characters: that of the terminal, else the variable COLUMNS. */
export function widthOf({ columns }: Output): number {
  return [columns, Number(process.env.COLUMNS)].find((width = 0) => width > 0) ?? DEFAULT_WIDTH;
}

/** Styles text for a terminal. NO_COLOR (https://no-color.org) and FORCE_COLOR overrule what the output is. */
export function styled(style: Style, text: string, output: Output = process.stdout): string {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM } = process.env;
  const wanted = force !== undefined ? !['0', 'false'].includes(force) : !no && output.isTTY && TERM !== 'dumb';
  // By default, Node asks whether standard output is a terminal.
  return wanted ? styleText(style, text, { validateStream: false }) : text;
}

/** Command lines stay whole, so that they can be copied: a terminal folds them by itself. */
const COMMAND = /^(next: )?(npx|kubectl|aws|curl) /;

/** Breaks one line between words so that it fits a width; further lines are indented two spaces more than the first. */
export function wrap(line: string, width: number): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  if (stripVTControlCharacters(line).length <= width || COMMAND.test(line.trimStart())) return line;
  const lines = [indent];
  for (const word of line.trim().split(' ')) {
    const last = lines.at(-1) as string;
    const isEmpty = last.trim() === '';
    const joined = isEmpty ? `${last}${word}` : `${last} ${word}`;
    if (isEmpty || stripVTControlCharacters(joined).length <= width) lines[lines.length - 1] = joined;
    else lines.push(`${indent}  ${word}`);
  }
  return lines.join('\n');
}

/** Cuts a line at a width, and marks it with an ellipsis. A line that is cut loses its styles. */
export function cut(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length > width ? `${plain.slice(0, Math.max(0, width - 1))}…` : line;
}

/** Rows of text in columns as wide as their widest cell; the first row is the heading. Invisible characters are escaped. */
export function table(texts: readonly (readonly string[])[], output: Output = process.stdout): string {
  const rows = texts.map((row) => row.map(visible));
  const widths = rows.reduce<number[]>(
    (found, row) => row.map((cell, column) => Math.max(found[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row, index) => {
      const line = row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd();
      return index === 0 ? styled('bold', line, output) : line;
    })
    .join('\n');
}

/**
 * Runs slow work, and shows a line about it on a terminal.
 *
 * The work keeps the process busy, so the line does not move. It is removed at the end, and before anything else is
 * written to standard error.
 */
export async function working<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const { stderr } = process;
  if (!stderr.isTTY) return work();
  const { write } = stderr;
  const clear = (): void => {
    if (stderr.write === write) return;
    stderr.write = write;
    stderr.write('\r\u001b[K');
  };
  stderr.write(`${what} …`);
  stderr.write = ((...args: Parameters<typeof write>) => {
    clear();
    return write.apply(stderr, args);
  }) as typeof write;
  try {
    return await work();
  } finally {
    clear();
  }
}
