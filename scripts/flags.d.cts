import type { parseArgs, ParseArgsConfig } from 'node:util';

/** Values of flags. Ends the process with the usage for --help (exit code 0), and for a flag that does not exist (exit code 2). */
export function flagsOf<T extends NonNullable<ParseArgsConfig['options']>>(
  usage: string,
  options: T,
): ReturnType<typeof parseArgs<{ options: T }>>['values'];
