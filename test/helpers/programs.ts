import { spawnSync } from 'node:child_process';

/** Path of a program: the one a variable of the environment names, or the one on PATH; nothing where there is none. */
export function findProgram(name: string, variable = `${name.toUpperCase()}_BIN`): string | undefined {
  const named = process.env[variable];
  if (named) return named;
  const found = spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin:/sbin" command -v ${name}`], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** Programs that must be there, as CI says: a test that skips itself there would be a test nobody runs. */
const REQUIRED = (process.env.REQUIRE_PROGRAMS ?? '').split(',');

/**
 * `describe` where all programs are there. Elsewhere its tests are counted as skipped and the name says what is
 * missing; or they fail, where `REQUIRE_PROGRAMS` names one that is missing.
 */
export function describeWith(programs: Record<string, string | undefined>, name: string, tests: () => void): void {
  const missing = Object.keys(programs).filter((program) => !programs[program]);
  if (missing.length === 0) describe(name, tests);
  else if (missing.some((program) => REQUIRED.includes(program))) {
    test(name, () => {
      throw new Error(`needs ${missing.join(', ')}`);
    });
  } else describe.skip(`${name} (needs ${missing.join(', ')})`, tests);
}
