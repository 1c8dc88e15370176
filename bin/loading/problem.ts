import { relative } from 'node:path';
import { types } from 'node:util';
import type { Problem } from '../../charts/input/problems';
import { messageOf } from '../../charts/input/show';
import { missingPackage } from '../missing-package.cjs';

/** Places in packages and in what loads the file, which mean nothing to the user. */
const NOT_THE_USERS = /[\\/]node_modules[\\/]|[\\/]bin[\\/]loading[\\/]/;

/** Problem of a file that cannot be loaded: the first line of the error, and its place in the file. */
export function loadProblem(error: unknown): Omit<Problem, 'path'> {
  const [, extension] = /Unknown file extension "?(\.\w+)/.exec(messageOf(error)) ?? [];
  if (extension !== undefined) {
    return { found: `${extension} is not a kind of file of environments`, fix: 'write it as .ts, .js or .json' };
  }
  const missing = missingPackage(error);
  if (missing) return { found: `imports ${missing.path}, which ${missing.found}`, fix: missing.fix };
  if (!types.isNativeError(error)) return { found: `throws ${messageOf(error)}`, fix: 'correct the file' };
  const [first = 'an error without a message'] = error.message.split('\n').filter((line) => line.trim() !== '');
  const places = [...`${error.message}\n${error.stack ?? ''}`.matchAll(/([^\s(]+\.[cm]?[jt]s:\d+:\d+)/g)];
  const place = places.map(([, one = '']) => one).find((one) => !NOT_THE_USERS.test(one));
  const at = place ? ` (${relative(process.cwd(), place.replace(/^file:\/\//, ''))})` : '';
  return { found: `cannot be loaded: ${first.replace(/\s+/g, ' ').trim()}${at}`, fix: 'correct the file' };
}
