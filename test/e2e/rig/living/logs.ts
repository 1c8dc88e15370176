import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
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

/**
 * Writes the output of a pod's containers to the files of its node, as the container runtime does. What it returns writes the
 * rest and ends it.
 */
export function shipLogs(pod: LivingPod, node: string): () => void {
  const read = new Map<string, { bytes: number; rest: string; at: number; file: number }>();
  const ship = (): void => {
    const { sandbox } = pod;
    if (!sandbox) return;
    for (const { spec } of pod.all) {
      const from = sandbox.logFile(spec);
      if (!existsSync(from)) continue;
      const state = read.get(spec.name) ?? { bytes: 0, rest: '', at: 0, file: files++ % A_MILLISECOND };
      read.set(spec.name, state);
      if (statSync(from).size <= state.bytes) continue;
      const lines = (state.rest + readFrom(from, state)).split('\n');
      state.rest = lines.pop() ?? '';
      // All times are different, also those of other files, so that a query can go on after any of them.
      const at = Math.max(Date.now(), state.at);
      const text = lines.map((line, index) => {
        const nanoseconds = (index % A_MILLISECOND) * A_MILLISECOND + state.file;
        return criLine(at + Math.floor(index / A_MILLISECOND), line, { nanoseconds });
      });
      state.at = at + Math.floor(lines.length / A_MILLISECOND) + 1;
      const to = join(node, podLog(pod.object as unknown as ApiPod, spec.name));
      mkdirSync(dirname(to), { recursive: true });
      appendFileSync(to, text.join(''));
    }
  };
  const timer = setInterval(ship, EVERY);
  return () => {
    clearInterval(timer);
    ship();
  };
}

function readFrom(file: string, state: { bytes: number }): string {
  const buffer = Buffer.alloc(CHUNK);
  const open = openSync(file, 'r');
  const count = readSync(open, buffer, 0, CHUNK, state.bytes);
  closeSync(open);
  state.bytes += count;
  return buffer.toString('utf8', 0, count);
}
