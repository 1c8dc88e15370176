import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, relative, sep } from 'node:path';
import { isMainThread, SHARE_ENV, Worker } from 'node:worker_threads';
import type { Problem } from '../charts/input/problems';
import { USER_CODE_SECONDS } from '../charts/input/user-code';
import { IS_DEBUGGED, lateCode, tooLong } from './watchdog';

/** Time between two signs of life, in milliseconds. */
const BEAT_MS = 250;

/** Function that the thread below calls in this one, even while other code runs there. */
const NAME = 'cdk-eks-loki.standstill';

/**
 * Thread that checks whether the event loop of the main thread turns. An endless loop after an `await` stops the event
 * loop and with it every timer; only the inspector reaches a thread that is busy. The thread counts beats instead of
 * reading a clock, so that a process that was stopped has time to beat when it continues.
 */
const THREAD = `
const { Session } = require('node:inspector');
const { workerData: { beats, beatMs, most } } = require('node:worker_threads');
for (let still = 0; ; ) {
  still = Atomics.wait(beats, 0, Atomics.load(beats, 0), beatMs) === 'timed-out' ? still + 1 : 0;
  if (still < most) continue;
  still = 0;
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.evaluate', { expression: "globalThis[Symbol.for('${NAME}')]()" });
  session.disconnect();
}
`;

let report: ((problem: Problem) => void) | undefined;

/** Reports code of a user's that stops the event loop; the process then ends. */
export function onStandstill(then: (problem: Problem) => void): void {
  report = then;
}

/** Watches the event loop from here on, in programs. `file` is the path that the user knows. */
export function watchEventLoop(file: string, seconds = USER_CODE_SECONDS): void {
  // The inspector reaches the main thread alone.
  if (!report || IS_DEBUGGED || !isMainThread) return;
  (globalThis as Record<symbol, unknown>)[Symbol.for(NAME)] = () => endAtStandstill(file, seconds);
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const most = (seconds * 1000) / BEAT_MS;
  new Worker(THREAD, {
    eval: true,
    env: SHARE_ENV,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 8 },
    workerData: { beats, beatMs: BEAT_MS, most },
  }).unref();
  setInterval(() => {
    Atomics.add(beats, 0, 1);
    Atomics.notify(beats, 0);
  }, BEAT_MS).unref();
}

/** Ends the process if the running code is the user's. Code of this package, and code that `limited` runs, goes on. */
function endAtStandstill(file: string, seconds: number): void {
  const late = lateCode();
  if (!late) return;
  const frames = stack();
  const isOfUser = (frame: string) => [...late.files].some((one) => frame.includes(one));
  const isOurs = (frame: string) => frame.includes(dirname(__filename) + sep) && !isOfUser(frame);
  const place = frames.find(isOfUser);
  // Nothing runs: the loop was only slow.
  if (frames.length === 0) return;
  if (place === undefined && frames.some(isOurs)) return;
  report?.(tooLong(late.path ?? file, 'runs', seconds, place && placeOf(place)));
  // Node would write there that it waits for a debugger.
  closeSync(2);
  openSync(devNull, 'w');
  process.exit();
}

/** Lines of the stack below these functions, outermost last. */
function stack(): string[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Infinity;
  const lines = new Error().stack?.split('\n') ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  const own = lines.findLastIndex((line) => line.includes(endAtStandstill.name));
  return lines.slice(own + 2);
}

function placeOf(frame: string): string {
  const [, path] = /((?:[A-Za-z]:)?[^\s(:]+:\d+:\d+)\)?$/.exec(frame.replace('file://', '')) ?? [];
  return path === undefined ? '' : ` (${relative(process.cwd(), path)})`;
}
