import { appendFileSync, closeSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { criLine, podLog } from '../node';
import type { ApiPod } from '../kubernetes-api';
import type { LivingPod } from './living-pod';

/** Milliseconds between two looks at the output of containers. */
const EVERY = 200;

/** Lines that a file gets with the same millisecond. Files share it, each with nanoseconds of its own. */
const A_MILLISECOND = 1000;

/** Number of files so far. */
let files = 0;

/** Bytes that are read at once. */
const CHUNK = 1024 * 1024;

/** Progress in the output of a container. */
interface Read {
  /** Bytes so far. */
  bytes: number;

  /** Beginning of a line that is not whole yet. */
  rest: string;

  /** Time of the next line. */
  at: number;

  /** Which of its runs it is in; each has a file. */
  run: number;

  /** Number of that file. */
  file: number;
}

/**
 * Writes the output of a pod's containers to the files of its node, as the container runtime does: each run has its own. What it
 * returns writes the rest and ends it.
 */
export function shipLogs(pod: LivingPod, node: string): () => void {
  const read = new Map<string, Read>();
  const nextFile = () => files++ % A_MILLISECOND;
  const ship = (): void => {
    const { sandbox } = pod;
    if (!sandbox) return;
    for (const { spec, starts } of pod.all) {
      const from = sandbox.logFile(spec);
      const state = read.get(spec.name) ?? { bytes: 0, rest: '', at: 0, run: 0, file: nextFile() };
      read.set(spec.name, state);
      while (sandbox.logSize(spec) > state.bytes) {
        const end = starts[state.run + 1]?.from ?? Infinity;
        const lines = (state.rest + readFrom(from, state, end)).split('\n');
        state.rest = lines.pop() ?? '';
        const isOver = state.bytes >= end;
        if (isOver && state.rest !== '') lines.push(state.rest);
        write(state, lines, join(node, podLog(pod.object as unknown as ApiPod, spec.name, starts[state.run]?.restart)));
        if (!isOver) break;
        Object.assign(state, { rest: '', run: state.run + 1, file: nextFile() });
      }
    }
  };
  const timer = setInterval(ship, EVERY);
  return () => {
    clearInterval(timer);
    ship();
  };
}

/** Writes lines. All times are different, also those of other files, so that a query can go on after any of them. */
function write(state: Read, lines: readonly string[], to: string): void {
  const at = Math.max(Date.now(), state.at);
  const text = lines.map((line, index) => {
    const nanoseconds = (index % A_MILLISECOND) * A_MILLISECOND + state.file;
    return criLine(at + Math.floor(index / A_MILLISECOND), line, { nanoseconds });
  });
  state.at = at + Math.floor(lines.length / A_MILLISECOND) + 1;
  mkdirSync(dirname(to), { recursive: true });
  appendFileSync(to, text.join(''));
}

/** Reads more of a file, up to an end. */
function readFrom(file: string, state: { bytes: number }, end: number): string {
  const buffer = Buffer.alloc(Math.min(CHUNK, end - state.bytes));
  const open = openSync(file, 'r');
  const count = readSync(open, buffer, 0, buffer.length, state.bytes);
  closeSync(open);
  state.bytes += count;
  return buffer.toString('utf8', 0, count);
}
