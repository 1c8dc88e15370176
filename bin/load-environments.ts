import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { types } from 'node:util';
import { createJiti } from 'jiti';
import { fillAccounts } from '../lib/environment/account';
import { checkEnvironments } from '../lib/environment/validate';
import { type Environment, type EnvironmentsProps, resolveEnvironment } from '../lib/environment/environment';
import { nearest } from '../charts/nearest';
import { InputError, type Problem, show, problemFrom } from '../charts/problems';

/**
 * Loads the file of environments and resolves those that are named, or all.
 *
 * @throws InputError with everything that is wrong with the file, all of it at once
 */
export async function loadEnvironments(file: string, names: readonly string[] = []): Promise<Environment[]> {
  const input = await readEnvironments(file);
  const problems = checkEnvironments(input);
  if (problems.length > 0) throw new InputError(problems);
  const environments = await fillAccounts(choose(input as EnvironmentsProps, names));
  const resolved: Environment[] = [];
  const late: Problem[] = [];
  for (const [name, props] of Object.entries(environments)) {
    try {
      resolved.push(resolveEnvironment(name, props));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      late.push(...error.problems);
    }
  }
  if (late.length > 0) throw new InputError(late);
  return resolved;
}

async function readEnvironments(file: string): Promise<unknown> {
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new InputError([{ path: file, found: 'no such file', fix: 'name one with --environments FILE' }]);
  }
  try {
    // Nobody has to compile the one file they edit. Its packages are loaded as they are.
    const loaded = await createJiti(__filename, { interopDefault: false }).import<Record<string, unknown>>(path);
    // `export =` and `module.exports =` are the module itself.
    return 'default' in loaded || '__esModule' in loaded ? loaded.default : loaded;
  } catch (error) {
    throw new InputError([problemFrom(file, loadProblem(error))]);
  }
}

/** What an error while loading says to the author of the file: its first lines, and where in the file. */
function loadProblem(error: unknown): string {
  if (!types.isNativeError(error)) return `throws ${show(error)}; mend the file`;
  const [first = ''] = error.message.split('\n').filter((line) => line.trim() !== '');
  const place = /([^\s(]+\.[cm]?[jt]s:\d+:\d+)/.exec(`${error.message}\n${error.stack ?? ''}`)?.[1];
  const at = place ? ` (${relative(process.cwd(), place.replace(/^file:\/\//, ''))})` : '';
  return `cannot be loaded: ${first.replace(/\s+/g, ' ').trim()}${at}`;
}

/** Those that are named, in the order of the file. */
function choose(all: EnvironmentsProps, names: readonly string[]): EnvironmentsProps {
  const known = Object.keys(all);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new InputError(
      unknown.map((name) => {
        const meant = nearest(name, known);
        return {
          path: name,
          found: `not an environment`,
          fix: `${meant ? `did you mean ${meant}?` : `there are ${known.join(', ')}`}`,
        };
      }),
    );
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.length === 0 || names.includes(name)));
}
