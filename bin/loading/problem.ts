import { relative } from 'node:path';
import { types } from 'node:util';
import type { Problem } from '../../charts/input/problems';
import { messageOf } from '../../charts/input/show';

/** Why the file cannot be loaded: the first line of the error, and its place in the file. */
export function loadProblem(error: unknown): Omit<Problem, 'path'> {
  if (!types.isNativeError(error)) return { found: `throws ${messageOf(error)}`, fix: 'correct the file' };
  const [first = ''] = error.message.split('\n').filter((line) => line.trim() !== '');
  // Places in packages, such as the one that loads the file, mean nothing to the user.
  const places = [...`${error.message}\n${error.stack ?? ''}`.matchAll(/([^\s(]+\.[cm]?[jt]s:\d+:\d+)/g)];
  const place = places.map(([, one = '']) => one).find((one) => !/[\\/]node_modules[\\/]/.test(one));
  const at = place ? ` (${relative(process.cwd(), place.replace(/^file:\/\//, ''))})` : '';
  return { found: `cannot be loaded: ${first.replace(/\s+/g, ' ').trim()}${at}`, fix: 'correct the file' };
}
