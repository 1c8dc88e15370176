import { deleteArgs, patchArgs } from './grow';
import type { SetPlan } from './plan';

/** Steps for a StatefulSet, in words and as commands. */
export function stepsOf({ set, sizes, claims, recreated }: SetPlan): string[] {
  const growing = claims.filter(({ grows }) => grows);
  const waits = claims.map(({ name, capacity = 'no volume', size }) => `${name} has ${size} instead of ${capacity}`);
  const shown = Object.entries(sizes).map(([name, size]) => `${name}: ${size}`);
  return [
    ...growing.map(({ name, size }) => commandOf(patchArgs(set, name, size))),
    ...(recreated
      ? [
          commandOf(deleteArgs(set)),
          `create ${set.title} again as it was, with volumes of ${shown.join(', ')}`,
          `wait until ${set.title} owns its pods; no pod restarts`,
        ]
      : []),
    ...waits.map((line) => `wait until ${line}`),
  ];
}

/** Command line of kubectl, to be copied. */
const commandOf = (args: readonly string[]): string =>
  ['kubectl', ...args.map((arg) => (/^[\w./=:-]+$/.test(arg) ? arg : `'${arg}'`))].join(' ');
