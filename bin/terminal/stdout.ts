/** Writes to standard output, whatever has been put in its place since. */
const write = process.stdout.write.bind(process.stdout);

/** Sends everything else that is written to standard output, by a user's file for example, to standard error. */
export function reserveStdout(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
}

/** Prints a result as JSON, which is all that programs read. */
export function printJson(value: unknown): void {
  write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Ends the process once standard output is flushed, whatever a user's file has left open. */
export function endProcess(): void {
  write('', () => process.exit());
}
