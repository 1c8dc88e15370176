import vm from 'node:vm';
import { InputError } from '../charts/problems';

/** Time that one piece of a user's code may take, in milliseconds. */
const LIMIT_MS = 8_000;

/** Place of the work for the script below, in the context that `runInThisContext` means. */
const SLOT = Symbol.for('cdk-eks-loki.work');
const context = vm.runInThisContext('globalThis') as Record<symbol, () => void>;
const script = new vm.Script(`globalThis[Symbol.for('cdk-eks-loki.work')]()`);

/**
 * Result of work that may contain an endless loop of the user: V8 interrupts it from another thread.
 *
 * @throws InputError if it takes too long
 */
export function limited<T>(path: string, work: () => T, timeout = LIMIT_MS): T {
  let result: { readonly value: T } | undefined;
  context[SLOT] = () => (result = { value: work() });
  try {
    script.runInThisContext({ timeout });
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw tooLong(path, 'runs', timeout);
  }
  return (result as { readonly value: T }).value;
}

/** Result of a promise. @throws InputError if it is not settled in time */
export async function settled<T>(path: string, promise: Promise<T>, timeout = LIMIT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLong(path, 'waits', timeout)), timeout).unref();
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Makes the functions that `vm.runInThisContext` compiles during some work, a user's modules, limited. */
export async function withLimitedModules<T>(path: string, work: () => Promise<T>): Promise<T> {
  const { runInThisContext } = vm;
  vm.runInThisContext = (...args: Parameters<typeof runInThisContext>): unknown => {
    const compiled = runInThisContext(...args) as unknown;
    if (typeof compiled !== 'function') return compiled;
    return (...rest: unknown[]) => limited(path, () => (compiled as (...all: unknown[]) => unknown)(...rest));
  };
  return work().finally(() => (vm.runInThisContext = runInThisContext));
}

function tooLong(path: string, what: 'runs' | 'waits', timeout: number): InputError {
  const found = `${what} for more than ${timeout / 1000} s`;
  return new InputError([{ path, found, fix: 'correct what never ends in the file' }]);
}
