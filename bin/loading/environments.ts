import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createJiti } from 'jiti';
import { nearest } from '../../charts/input/nearest';
import { InputError, type Problem, show } from '../../charts/input/problems';
import { fillAccounts } from '../../lib/environment/account';
import {
  type Environment,
  type EnvironmentProps,
  type EnvironmentsProps,
  resolveEnvironment,
} from '../../lib/environment/environment';
import { validateEnvironments } from '../../lib/environment/validate';
import { inputCopy } from '../../lib/environment/values';
import { duplicateProblems } from './duplicates';
import { loadProblem } from './problem';
import { trustedFolder } from '../trusted-folder.cjs';
import { watchEventLoop } from '../standstill';
import { limited, settled, withLimitedModules } from '../watchdog';
import { isFile, noFileAt } from '../output/paths';

/** Fault of a name that no environment has. */
export const NOT_AN_ENVIRONMENT = 'not an environment';

/** The bundle keeps the compiled file of a user beside it, readable for its owner only. Sources run without this cache. */
const CACHE = __filename.endsWith('.ts') ? undefined : join(__dirname, '../code-cache/environments');

/**
 * Loads the environments file and resolves the named environments, or all of them. The compiled form of a file that is soon
 * gone is not kept.
 *
 * @throws InputError if the file is invalid, with all problems at once
 */
export async function loadEnvironments(
  file: string,
  names: readonly string[] = [],
  { isSoonGone = false } = {},
): Promise<Environment[]> {
  const value = await readEnvironments(file, isSoonGone ? undefined : CACHE);
  const input = limited(file, () => inputCopy(value));
  // An unhandled rejection or error of the file ends the process now, before anything is written.
  await new Promise((resolve) => setTimeout(resolve, 1));
  process.exitCode = undefined;
  const problems = [...duplicateProblems(file), ...validateEnvironments(input)];
  if (problems.length > 0) throw new InputError(problems);
  const selected = select(input as EnvironmentsProps, names);
  const environments = await fillAccounts(withRelated(selected, input as EnvironmentsProps));
  const resolved: Environment[] = [];
  const late: Problem[] = [];
  for (const name of Object.keys(selected)) {
    try {
      resolved.push(resolveEnvironment(name, environments[name] as EnvironmentProps, environments));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      late.push(...error.problems);
    }
  }
  if (late.length > 0) throw new InputError(late);
  return resolved;
}

/** Largest file, in bytes. A thousand environments have a tenth of it, and a larger file takes minutes to compile. */
const MAX_BYTES = 5_000_000;

/** Fault of a file, before it is compiled. */
function fileFault(path: string): Omit<Problem, 'path'> | undefined {
  const fix = 'name a file with --environments FILE';
  const found = noFileAt(path);
  if (found !== undefined) return { found, fix };
  const { size } = statSync(path);
  if (size > MAX_BYTES) {
    return { found: `has ${size} bytes, which is more than any file of environments`, fix };
  }
  try {
    readFileSync(path);
    return undefined;
  } catch (error) {
    return { found: `cannot be read: ${show((error as Error).message)}`, fix: 'correct its permissions' };
  }
}

/** The nearest `tsconfig.json` above a file, whose `paths` its imports may use, as the compiler finds it; else false. */
function tsconfigAbove(file: string): string | false {
  const folder = dirname(file);
  const found = join(folder, 'tsconfig.json');
  if (isFile(found)) return found;
  return folder === file ? false : tsconfigAbove(folder);
}

/** Loader of a file and its imports. A tsconfig that cannot be read is for the compiler to report, and most files need none. */
function loaderOf(file: string, options: Parameters<typeof createJiti>[1]): ReturnType<typeof createJiti> {
  try {
    return createJiti(__filename, { ...options, tsconfigPaths: tsconfigAbove(file) });
  } catch {
    return createJiti(__filename, options);
  }
}

async function readEnvironments(file: string, cache: string | undefined): Promise<unknown> {
  const path = resolve(file);
  const fault = fileFault(path);
  if (fault) throw new InputError([{ path: file, ...fault }]);
  try {
    // The user's file is compiled here. Packages that it imports are loaded uncompiled.
    const fsCache = (cache && trustedFolder(cache, 0o700)) ?? false;
    const jiti = loaderOf(path, { interopDefault: false, fsCache });
    watchEventLoop(file);
    const folder = process.cwd();
    const loaded = await withLimitedModules(file, () => settled(file, jiti.import<Record<string, unknown>>(path)));
    // Paths of the command line are relative to where it was written.
    process.chdir(folder);
    // With `export =` and `module.exports =` the module itself is the value.
    const value = 'default' in loaded || '__esModule' in loaded ? loaded.default : loaded;
    // The value may be a promise.
    return await settled(file, Promise.resolve(value));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError([{ path: file, ...loadProblem(error) }]);
  }
}

/** Environments with the hubs and the spokes of each. */
function withRelated(selected: EnvironmentsProps, all: EnvironmentsProps): EnvironmentsProps {
  const hubOf = (name: string) => all[name]?.loki?.of;
  const isRelated = (name: string) =>
    Object.keys(selected).some((one) => one === name || hubOf(one) === name || hubOf(name) === one);
  return Object.fromEntries(Object.entries(all).filter(([name]) => isRelated(name)));
}

/** The named environments, in the order of the file. */
function select(all: EnvironmentsProps, names: readonly string[]): EnvironmentsProps {
  const known = Object.keys(all);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new InputError(
      unknown.map((name) => {
        const meant = nearest(name, known);
        const fix = meant ? `did you mean ${meant}?` : `name one of ${known.join(', ')}`;
        return { path: show(name), found: NOT_AN_ENVIRONMENT, fix };
      }),
    );
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.length === 0 || names.includes(name)));
}
