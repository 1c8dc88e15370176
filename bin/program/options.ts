import { type Command, InvalidArgumentError } from 'commander';

/** Adds a command to the program; `file` is the file with the environments, which is known when the command runs. */
export type AddCommand = (program: Command, file: () => string) => void;

/** Option with which commands print JSON, errors included. */
export const JSON_OPTION = '--json';

/** Options that were given: commander would silently take the last value of one. */
const given = new Set<(value: string) => string>();

/** A value that is not empty and is given once. Each option needs a function of its own. */
export function once(what: string): (value: string) => string {
  const wanted = what === 'name' ? 'write one' : `name a ${what}`;
  const parse = (value: string): string => {
    if (value.trim() === '') throw new InvalidArgumentError(`It is empty: ${wanted}.`);
    // Only a path can be written in another way.
    const such = /^(file|folder)\b/.test(what) ? `, such as ./${value}` : '';
    if (value === '-' && such !== '') {
      throw new InvalidArgumentError(`Standard input and output are not supported: ${wanted}${such}.`);
    }
    if (value.startsWith('--')) throw new InvalidArgumentError(`It is an option: ${wanted}${such}.`);
    if (value.includes('\0')) throw new InvalidArgumentError('It has a NUL character, which no name can have.');
    if (given.has(parse)) throw new InvalidArgumentError('It is given twice: leave out one of them.');
    given.add(parse);
    return value;
  };
  return parse;
}

/** Option of commands that compare with what was deployed. */
export const RECORD = [
  '--record <folder>',
  'folder of the records of what was deployed, for rules about changes',
] as const;

/** Option of commands that ask a cluster. */
export const CONTEXT = ['--context <name>', 'context of the kubeconfig to use instead of the current one'] as const;
