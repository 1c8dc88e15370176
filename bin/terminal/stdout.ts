import { UNSEEN } from '../../charts/input/show';

/** Writes to the original standard output, even if it has been replaced since. */
const write = process.stdout.write.bind(process.stdout);

/** Sends everything else that is written to standard output, by a user's file for example, to standard error. */
export function reserveStdout(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
}

/** Prints a result as JSON, which is all that programs read. What cannot be seen is escaped: terminals show it, too. */
export function printJson(value: unknown): void {
  write(`${visibleJson(JSON.stringify(value, null, 2))}\n`);
}

/** JSON whose texts have no character that cannot be seen. Only texts have such characters, spaces and line breaks aside. */
function visibleJson(json: string): string {
  const escapes = (text: string) =>
    [...Array(text.length).keys()].map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
  return json.replace(UNSEEN, (text) => (text === '\n' ? text : escapes(text)));
}

/**
 * Ends the process once standard output is flushed, even if a user's file has left something open. `onError` hears of output that could
 * not be written.
 */
export function endProcess(onError: (error: Error) => void): void {
  write('', (error) => {
    if (error) onError(error);
    process.exit();
  });
}
