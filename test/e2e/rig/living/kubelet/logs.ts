import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { ApiPod } from '../../kubernetes-api';
import { podLog } from '../../node';
import { sleep } from '../../wait';
import type { KeptContainer } from '../kept-container';
import { KubeletError, type Subject } from './subject';

/** Seconds between two looks at a log that is followed. */
const EVERY = 0.2;

/** Part of a log that is asked for. */
interface Part {
  /** Lines at most, the last ones. @default - all */
  readonly tail?: number;

  /** Time of the first line, in milliseconds since 1970. */
  readonly since: number;

  /** True if each line begins with its time. */
  readonly timestamps: boolean;

  /** Bytes at most. */
  readonly bytes: number;
}

/** Answers with the log of a container. @throws KubeletError if it has none */
export async function serveLogs({ pod, container, node, query }: Subject, response: ServerResponse): Promise<void> {
  if (!container) throw new KubeletError(400, 'no container is named');
  const { name } = pod.object.metadata;
  const run = runOf(container, query.get('previous') === 'true', name);
  const file = join(node, podLog(pod.object as unknown as ApiPod, container.spec.name, run));
  const number = (parameter: string) => (query.has(parameter) ? Number(query.get(parameter)) : undefined);
  const seconds = number('sinceSeconds');
  const since = seconds === undefined ? Date.parse(query.get('sinceTime') ?? '') || 0 : Date.now() - seconds * 1000;
  const timestamps = query.get('timestamps') === 'true';
  const part = { tail: number('tailLines'), since, timestamps, bytes: number('limitBytes') ?? Infinity };
  response.writeHead(200, { 'content-type': 'text/plain' }).flushHeaders();
  const read = (from: number) => (existsSync(file) ? readFileSync(file).subarray(from) : Buffer.alloc(0));
  const first = read(0);
  let seen = first.length;
  let sent = write(response, partOf(first, part), 0, part.bytes);
  // The last lines of a container that has ended are written a little later.
  for (let isLast = false; query.get('follow') === 'true' && !response.destroyed && !isLast;) {
    isLast = !container.runs || container.starts.at(-1)?.restart !== run;
    await sleep(isLast ? 2 * EVERY : EVERY);
    const more = read(seen);
    seen += more.length;
    sent = write(response, partOf(more, { ...part, tail: undefined }), sent, part.bytes);
  }
  response.end();
}

/** Run of a container whose log is asked for, by its number of restarts. @throws KubeletError if there was none */
function runOf({ spec, starts, runs, state, lastState }: KeptContainer, previous: boolean, pod: string): number {
  const ended = starts.slice(0, runs ? -1 : undefined);
  const isOf = `container "${spec.name}" in pod "${pod}"`;
  if (previous) {
    // One that has ended for good, or waits, is still the last one.
    const former = lastState === undefined ? undefined : ended.at('terminated' in state ? -2 : -1);
    if (!former) throw new KubeletError(400, `previous terminated ${isOf} not found`);
    return former.restart;
  }
  const last = starts.at(-1);
  if (last) return last.restart;
  throw new KubeletError(
    400,
    `${isOf} is waiting to start: ${'waiting' in state ? state.waiting.reason : 'no logs yet'}`,
  );
}

/** Part of a file in the form of the container runtime, as text. */
function partOf(bytes: Buffer, { tail, since, timestamps }: Part): string {
  const isAsked = (line: string) => line !== '' && Date.parse(line.split(' ', 1)[0] ?? '') >= since;
  const lines = bytes.toString('utf8').split('\n').filter(isAsked);
  const last = tail === undefined ? lines : lines.slice(Math.max(0, lines.length - tail));
  return last
    .map((line) => `${timestamps ? `${line.split(' ', 1)[0]} ` : ''}${line.split(' ').slice(3).join(' ')}\n`)
    .join('');
}

/** Writes a text, up to a limit, after some bytes. @returns bytes that were written in all */
function write(response: ServerResponse, text: string, sent: number, limit: number): number {
  const bytes = Buffer.from(text).subarray(0, Math.max(0, limit - sent));
  if (bytes.length > 0) response.write(bytes);
  return sent + bytes.length;
}
