/** Time that a function of a user's may take in a program, in seconds. */
export const USER_CODE_SECONDS = 8;

/** Runs a function of a user's, known by its path: `environments.dev.customize`. It may take this many seconds. */
export type UserCodeRunner = <T>(path: string, work: () => T, seconds: number) => T;

let runner: UserCodeRunner = (_path, work) => work();

/** Runs functions of users through `next` from here on. Programs limit their time; as a library, nothing does. */
export function runUserCodeThrough(next: UserCodeRunner): void {
  runner = next;
}

/**
 * Result of a function of a user's.
 *
 * @throws InputError if the program limits its time, and it takes longer
 */
export function runUserCode<T>(path: string, work: () => T, seconds = USER_CODE_SECONDS): T {
  return runner(path, work, seconds);
}
