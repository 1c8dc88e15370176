import { spawnSync } from 'node:child_process';

/** Path of a program: the one a variable of the environment names, or the one on PATH; nothing where there is none. */
export function findProgram(name: string, variable = `${name.toUpperCase()}_BIN`): string | undefined {
  const named = process.env[variable];
  if (named) return named;
  const found = spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin:/sbin" command -v ${name}`], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** `describe` where all programs are there; elsewhere its tests are counted as skipped, and the name says what is missing. */
export function describeWith(programs: Record<string, string | undefined>, name: string, tests: () => void): void {
  const missing = Object.entries(programs).filter(([, path]) => !path);
  if (missing.length === 0) describe(name, tests);
  else describe.skip(`${name} (needs ${missing.map(([program]) => program).join(', ')})`, tests);
}
