import { InputError } from '../../charts/input/problems';
import type { Environment } from '../../lib/environment/environment';

/** Refusal by a command that needs a Loki in the environment. */
export interface NeedOfLoki {
  /** Consequence for the command. */
  readonly lacks: string;

  /** Commands that say something about the environment, if any. @default - none */
  readonly instead?: string;

  /** Command to run for an environment with a Loki. */
  readonly command: (name: string) => string;
}

/**
 * Refuses an environment whose Loki is elsewhere, with the command for the one that has it.
 *
 * @throws InputError if Loki is elsewhere
 */
export function refuseElsewhere({ name, remote }: Environment, { lacks, instead, command }: NeedOfLoki): void {
  if (!remote) return;
  const { of, url } = remote;
  const there = of === undefined ? 'name an environment that has a Loki' : `run ${command(of)}`;
  throw new InputError([
    {
      path: `environments.${name}.loki.${of === undefined ? 'url' : 'of'}`,
      found: `its Loki is ${of === undefined ? `at ${url}` : `that of ${of}`}, so ${lacks}`,
      fix: instead === undefined ? there : `${instead}, and for its Loki ${there}`,
    },
  ]);
}
