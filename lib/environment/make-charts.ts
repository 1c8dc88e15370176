import { LoggingCharts } from '../../charts/logging/charts';
import { InputError, type Problem } from '../../charts/input/problems';
import { messageOf } from '../../charts/input/show';
import { runUserCode } from '../../charts/input/user-code';
import { patchFaults } from './patch-fault';
import type { LoggingProps } from './props';
import type { ResolvedLogging } from './resolved';

/**
 * The charts of a resolved logging stack, with the user's own changes.
 *
 * @param named a problem with paths as the user wrote them
 * @throws InputError if a chart refuses its input or the user's function throws
 */
export function makeCharts(
  { chartsProps }: ResolvedLogging,
  customize: LoggingProps['customize'],
  named: (problem: Problem) => Problem,
): LoggingCharts {
  const charts = new LoggingCharts(chartsProps, named);
  if (!customize) return charts;
  const { path } = named({ path: 'customize', found: '', fix: '' });
  const problem = customizationProblem(path, () => customize(charts));
  if (problem) throw new InputError([problem]);
  try {
    // Patches are applied only when their object is written.
    charts.manifests();
  } catch (error) {
    throw new InputError(patchFaults(error).map((fault) => named({ path: 'customize', ...fault })));
  }
  return charts;
}

/**
 * Runs a user's function that changes objects. Returns a problem if it throws, or does not change them synchronously.
 *
 * @throws InputError if the program limits its time, and it takes longer
 */
export function customizationProblem(path: string, run: () => void): Problem | undefined {
  return runUserCode(path, () => {
    let result: unknown;
    try {
      result = run() as unknown;
    } catch (error) {
      return { path, found: `throws ${messageOf(error)}`, fix: 'correct the function' };
    }
    // A generator runs only when its values are read, which never happens here.
    if (Object.prototype.toString.call(result).endsWith('Generator]')) {
      return { path, found: 'is a generator, whose code would not run', fix: 'write a function without *' };
    }
    if (!(result instanceof Promise)) return undefined;
    result.catch(() => undefined);
    return { path, found: 'returns a promise', fix: 'change the objects at once, without async' };
  });
}
