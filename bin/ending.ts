/** Signals that end a process. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type Signal = (typeof SIGNALS)[number];

/** Functions that remove temporary files, or end child processes, when the process ends. */
const leftovers = new Set<() => void>();

/** True once this process listens to signals. */
let listens = false;

/**
 * Calls a function if the process ends by a signal or `process.exit`, until the function that is returned is called. While
 * nothing is left to remove, signals end the process at once.
 */
export function atEnd(remove: () => void): () => void {
  leftovers.add(remove);
  if (!listens) {
    listens = true;
    for (const signal of SIGNALS) process.on(signal, endBySignal);
    process.once('exit', removeLeftovers);
  }
  return () => leftovers.delete(remove);
}

/** Ends the process as the signal does by itself, so that a shell sees 130 or 143, with nothing left. */
export function endBySignal(signal: Signal): void {
  removeLeftovers();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/**
 * Lets a signal that arrived during synchronous work end the process: Node handles it in the next turn of its loop, which
 * the first of two turns may already have begun.
 */
export async function handleSignals(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function removeLeftovers(): void {
  for (const remove of [...leftovers].reverse()) {
    leftovers.delete(remove);
    try {
      remove();
    } catch {
      // The next run removes it.
    }
  }
}
