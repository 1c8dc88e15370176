/** Time limit for a user's function in programs, in seconds. */
export const USER_CODE_SECONDS = 8;

/**
 * Runs a user's function within a time limit in seconds. `path` is its name in messages: `environments.dev.customize`.
 */
export type UserCodeRunner = <T>(path: string, work: () => T, seconds: number) => T;

let runner: UserCodeRunner = (_path, work) => work();

/** Sets the runner of users' functions. Programs set one that limits their time; without one, nothing does. */
export function runUserCodeThrough(next: UserCodeRunner): void {
  runner = next;
}

/**
 * Result of a user's function.
 *
 * @throws InputError if it takes longer than the program allows
 */
export function runUserCode<T>(path: string, work: () => T, seconds = USER_CODE_SECONDS): T {
  return runner(path, work, seconds);
}
