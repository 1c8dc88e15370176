import vm from 'node:vm';
import { InputError, type Problem } from '../charts/input/problems';
import { runUserCodeThrough, USER_CODE_SECONDS } from '../charts/input/user-code';
import { endBySignal } from './ending';

/** A debugger stops the program for any time. */
export const IS_DEBUGGED = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((one) =>
  one.includes('--inspect'),
);

/** Key of the work for the script below, in the context of `runInThisContext`. */
const SLOT = Symbol.for('cdk-eks-loki.work');
const context = vm.runInThisContext('globalThis') as Record<symbol, () => void>;
const script = new vm.Script(`globalThis[Symbol.for('cdk-eks-loki.work')]()`);

/** Files of the user that were compiled. */
const files = new Set<string>();

/** Path of the last piece of a user's code that ran. Work that it started may run later. */
let last: string | undefined;

/** Paths of the pieces that run now, one in the other. One that is interrupted leaves its path. */
const running: string[] = [];

/**
 * Runs work that may contain an endless loop of the user; V8 interrupts it from another thread. Work within limited
 * work has no limit of its own, but a message names it.
 *
 * @throws InputError if it takes too long
 */
export function limited<T>(path: string, work: () => T, seconds = USER_CODE_SECONDS): T {
  const level = running.length;
  const [outer] = running;
  last = outer === undefined || path.startsWith(outer) ? path : `${outer}.${path}`;
  running.push(last);
  if (level > 0) return within(level, work);
  // The exit code says what this program found; a user's code cannot change it.
  const { exitCode } = process;
  let result: { readonly value: T } | undefined;
  context[SLOT] = () => (result = { value: work() });
  try {
    script.runInThisContext({ ...(IS_DEBUGGED ? {} : { timeout: Math.ceil(seconds * 1000) }), breakOnSigint: true });
  } catch (error) {
    const { code } = (error ?? {}) as NodeJS.ErrnoException;
    if (code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') endBySignal('SIGINT');
    if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new InputError([tooLong(running.at(-1) ?? path, 'runs', seconds)]);
  } finally {
    running.length = level;
    process.exitCode = exitCode;
  }
  return (result as { readonly value: T }).value;
}

/** Runs work whose path is the last one. An interruption does not run `finally`, so its path stays. */
function within<T>(level: number, work: () => T): T {
  try {
    return work();
  } finally {
    running.length = level;
  }
}

/** Waits for a promise. @throws InputError if it is not settled in time */
export async function settled<T>(path: string, promise: Promise<T>, seconds = USER_CODE_SECONDS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const refuse = () => reject(new InputError([tooLong(path, 'waits', seconds)]));
    timer = setTimeout(refuse, seconds * 1000).unref();
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * Limits a user's functions, and those that `vm.runInThisContext` compiles during some work: modules of the user.
 */
export async function withLimitedModules<T>(path: string, work: () => Promise<T>): Promise<T> {
  runUserCodeThrough(limited);
  const { runInThisContext } = vm;
  vm.runInThisContext = (...args: Parameters<typeof runInThisContext>): unknown => {
    const compiled = runInThisContext(...args) as unknown;
    if (typeof compiled !== 'function') return compiled;
    const [, options] = args;
    if (typeof options === 'object' && options.filename) files.add(options.filename);
    return (...rest: unknown[]) => limited(path, () => (compiled as (...all: unknown[]) => unknown)(...rest));
  };
  return work().finally(() => (vm.runInThisContext = runInThisContext));
}

/** Files of the user, and the path of the code that started what runs now; undefined if a limit ends it anyway. */
export function lateCode(): { readonly path?: string; readonly files: ReadonlySet<string> } | undefined {
  return running.length > 0 ? undefined : { path: last, files };
}

/** Problem of what does not end. `at` is its place in words. */
export function tooLong(path: string, what: 'runs' | 'waits', seconds: number, at = ''): Problem {
  return { path, found: `${what} for more than ${seconds} s${at}`, fix: 'correct what never ends in the file' };
}
