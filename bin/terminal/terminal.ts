import { styleText } from 'node:util';

/** Rows of text in columns as wide as their widest cell; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string {
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
      return index === 0 ? emphasis(line) : line;
    })
    .join('\n');
}

/** Bold, where a person looks at it. */
export function emphasis(text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return stream.isTTY ? styleText('bold', text) : text;
}

/** Errors that JavaScript itself throws: a fault of ours, and the stack trace is all we would have to find it by. */
const FAULTS = [TypeError, ReferenceError, RangeError, SyntaxError];

/** Says what is wrong and ends with exit code 1: one line a problem, and no stack trace for what a user wrote. */
export function fail(error: unknown): void {
  const fault = FAULTS.some((kind) => error instanceof kind);
  const text = error instanceof Error ? (fault ? error.stack : error.message) : String(error);
  const lines = `${text}\n`;
  process.stderr.write(process.stderr.isTTY ? styleText('red', lines) : lines);
  process.exitCode = 1;
}

/**
 * Shows that something takes a while, where a person looks at it, and runs it.
 *
 * The work itself keeps the process busy, so this is a line that appears and goes, not a moving one.
 */
export async function working<T>(what: string, work: () => Promise<T>): Promise<T> {
  const { stderr } = process;
  if (!stderr.isTTY) return work();
  stderr.write(`${what} …`);
  try {
    return await work();
  } finally {
    stderr.write('\r\u001b[K');
  }
}
