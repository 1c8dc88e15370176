import { type Problem, show } from './problems';

/** Problem of a field that another choice makes useless. A value that is undefined is not shown. */
export const noEffect = (path: string, value: unknown, why: string, fix = 'leave it out'): Problem => ({
  path,
  found: `${value === undefined ? '' : `${show(value)} `}has no effect, since ${why}`,
  fix,
});
