import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import PROGRAMS from './programs.json';

/** Name of a real program that tests run: its name on PATH. `<NAME>_BIN` names another file. */
export type ProgramName = keyof typeof PROGRAMS;

/** A program that tests run. */
interface Program {
  /** Package or page that has it. */
  readonly from: string;

  /** Folders to look in after those on PATH. @default - only the folders of system programs */
  readonly folders?: string;

  /** Files below the folder that `<NAME>_HOME` names, of a program that is not a single file. @default - it is a file */
  readonly home?: string;
}

/** Programs that are required, as CI sets it: a test that skips itself in CI would never run. */
const REQUIRED = (process.env.REQUIRE_PROGRAMS ?? '').split(',');

/** Program that installs packages; undefined without a registry that has those of others. */
function reachedRegistry(): string | undefined {
  const args = ['view', 'constructs', 'version', '--fetch-retries=0', '--fetch-timeout=20000'];
  return spawnSync('npm', args, { stdio: 'ignore' }).status === 0 ? 'npm' : undefined;
}

/** Paths that were looked up, by name and PATH. */
const FOUND = new Map<string, string | undefined>();

/** Path of a program; undefined if it is not on this machine. */
export function findProgram(name: ProgramName): string | undefined {
  // Namespaces are made once, around the whole run of the rig.
  if (name === 'unshare' && !process.env.E2E_INSIDE) return undefined;
  // The rig cannot use a Python without the packages of the local AWS.
  if (name === 'python3' && process.env.E2E_NO_MOTO) return undefined;
  if (name === 'npm-registry') return reachedRegistry();
  const variable = name.toUpperCase().replaceAll('-', '_');
  const named = process.env[`${variable}_BIN`];
  if (named) return named;
  const { folders, home }: Program = PROGRAMS[name];
  if (home) {
    const folder = process.env[`${variable}_HOME`];
    return folder && existsSync(join(folder, home)) ? folder : undefined;
  }
  const path = `${process.env.PATH}:/usr/sbin:/sbin${folders ? `:${folders}` : ''}`;
  const key = `${name}:${path}`;
  if (!FOUND.has(key)) {
    const found = spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8', env: { PATH: path } });
    FOUND.set(key, found.status === 0 ? found.stdout.trim() : undefined);
  }
  return FOUND.get(key);
}

/** Path of a program that a test requires. */
export function program(name: ProgramName): string {
  const found = findProgram(name);
  if (!found) throw new Error(`${name} is not on this machine: ${PROGRAMS[name].from}`);
  return found;
}

/**
 * `describe` for tests that run programs. If one is missing the tests are skipped, and the name of the suite says which;
 * they fail if `REQUIRE_PROGRAMS` names it.
 */
export function describeWith(programs: readonly ProgramName[], name: string, tests: () => void): void {
  describeWithout(
    programs.filter((one) => !findProgram(one)),
    name,
    tests,
  );
}

/** `describe` for tests that lack some of their programs. */
export function describeWithout(missing: readonly ProgramName[], name: string, tests: () => void): void {
  if (missing.length === 0) describe(name, tests);
  else if (missing.some((one) => REQUIRED.includes(one))) {
    test(name, () => {
      throw new Error(`needs ${missing.join(', ')}`);
    });
  } else describe.skip(`${name} (needs ${missing.join(', ')})`, tests);
}
