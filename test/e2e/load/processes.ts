import { readdirSync, readFileSync } from 'node:fs';
import { type Counts, since } from './counts';

/** Ticks per second of CPU times in /proc, the same on every Linux since 2.6. */
const TICKS = 100;

/** CPU seconds of the Loki processes since their start, by component. */
export function lokiCpu(): Map<string, number> {
  const seconds = new Map<string, number>();
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const component = /\0-target=(?:[\w-]+,)*([^\0]+)/.exec(read(`/proc/${id}/cmdline`))?.[1];
    // The name in brackets may contain anything; utime and stime are the 12th and 13th field after it.
    const fields = read(`/proc/${id}/stat`).split(') ').at(-1)?.split(' ') ?? [];
    if (!component || fields.length < 13) continue;
    const ticks = Number(fields[11]) + Number(fields[12]);
    seconds.set(component, (seconds.get(component) ?? 0) + ticks / TICKS);
  }
  return seconds;
}

/** CPU seconds since an earlier measurement, by component. */
export function cpuSince(before: Counts): Counts {
  return since(before, lokiCpu());
}

/** Reads a file of a process, which may end meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
