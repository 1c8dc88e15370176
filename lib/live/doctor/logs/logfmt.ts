/** Fields that come first in a line of logfmt, as programs write it: what a line is about, before its details. */
const FIRST = ['logger', 'level', 'ts', 't', 'caller', 'msg'];

/** Fields of the error of a line, which come last. */
const LAST = ['err', 'error'];

/** Fields that repeat what others say. */
const LONG = ['stacktrace'];

/** Place of a field in a line of logfmt. */
const placeOf = (name: string): number =>
  FIRST.includes(name) ? FIRST.indexOf(name) - FIRST.length : LAST.includes(name) ? 1 : 0;

/** A line in logfmt, if a program wrote it as JSON: patterns know one form. Programs sort the fields of JSON by their names. */
export function asLogfmt(line: string): string {
  if (!/^\s*\{"/.test(line)) return line;
  const fields = parsed(line);
  if (!fields) return line;
  return Object.entries(fields)
    .filter(([name, value]) => !LONG.includes(name) && !(typeof value === 'object'))
    .sort(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([name, value]) => `${name}=${quoted(String(value))}`)
    .join(' ');
}

const quoted = (value: string): string => (/^[^\s"=]+$/.test(value) ? value : JSON.stringify(value));

/** Fields of a line of JSON; undefined if it is none, such as one that was cut. */
function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
