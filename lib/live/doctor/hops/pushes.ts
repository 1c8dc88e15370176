import type { Scrape } from '../snapshot';
import { LOGS } from '../unseen';
import { samplesOf, type View } from '../view';

/** Counter of pushes, by the status of their answer. */
export const PUSHES = 'loki_write_request_duration_seconds_count';

/** Statuses with which Alloy and Promtail count unanswered pushes. */
export const NO_ANSWER = /^(-1|failed)$/;

/** Agents whose pushes get an answer now, and how often. */
interface Answered {
  readonly pods: readonly Scrape[];
  readonly count: number;
  readonly statuses: readonly string[];

  /** True if it was none between the two readings, in which pushes of other agents were accepted: it may be over. */
  readonly isFormer: boolean;
}

/**
 * Pushes with this answer now: their number has grown, or no push was accepted and this was the only answer so far.
 * After a failure an agent waits up to a minute before it tries again.
 */
export function answered(view: View, status: RegExp): Answered | undefined {
  const pods = view.agents.filter((scrape) => {
    if (view.grown([scrape], PUSHES, { status_code: status }) > 0) return true;
    const all = view.sum([scrape], PUSHES, { status_code: status }) ?? 0;
    return all > 0 && view.grown([scrape], PUSHES, { status_code: /^2/ }) === 0 && isNow(view, scrape);
  });
  if (pods.length === 0) return undefined;
  const found = pods.flatMap((scrape) => samplesOf(scrape, PUSHES, { status_code: status }));
  const count = found.reduce((sum, { value }) => sum + value, 0);
  const statuses = [...new Set(found.map(({ labels }) => labels['status_code'] ?? ''))];
  const isFormer = delivers(view) && view.grown(pods, PUSHES, { status_code: status }) === 0;
  return { pods, count, statuses, isFormer };
}

/** True if pushes still fail: the agent logs it, or has lines and failed in only one way. */
function isNow(view: View, scrape: Scrape): boolean {
  return isRecent(view, scrape) || (failedPushes(scrape).length === 1 && holds(view, scrape));
}

/** Bytes of its files that an agent has not read yet. */
export const leftToRead = (view: View, scrape: Scrape): number =>
  (view.sum([scrape], 'loki_source_file_file_bytes_total') ?? 0) -
  (view.sum([scrape], 'loki_source_file_read_bytes_total') ?? 0);

/** Pushes of an agent that failed until now, by status. */
export const failedPushes = (scrape: Scrape) =>
  samplesOf(scrape, PUSHES, { status_code: /^(?!2)/ }).filter(({ value }) => value > 0);

/** Bytes that an agent may have left to read when it waits for the rest of a line. */
const REST_BYTES = 64 * 1024;

/**
 * True if an agent has lines, and no push was accepted between the two readings. After some failures it waits for a
 * minute before it tries again, and logs only the last try.
 */
function holds(view: View, scrape: Scrape): boolean {
  const pushed = view.sum([scrape], PUSHES, { status_code: /^(?!2)/ }) ?? 0;
  if (pushed === 0 || view.grown([scrape], PUSHES) > 0) return false;
  const read = view.grown([scrape], 'loki_source_file_read_lines_total');
  const kept = read - view.grown([scrape], 'loki_process_dropped_lines_total');
  const written = view.grown([scrape], 'loki_source_file_file_bytes_total');
  return kept > 0 || (read === 0 && written > 0) || leftToRead(view, scrape) > REST_BYTES;
}

/** Agents that hold lines for several reasons: their pushes failed in more than one way. */
export const held = (view: View): Scrape[] =>
  view.agents.filter((scrape) => failedPushes(scrape).length > 1 && holds(view, scrape) && !isRecent(view, scrape));

/** True if the agent logged a failed push in the last minutes, or its log was not seen. */
function isRecent(view: View, { pod, namespace }: Scrape): boolean {
  const lines = view.snapshot.logs.filter((entry) => entry.pod === pod && /^(push-|dns$)/.test(entry.pattern));
  return lines.length > 0 || view.areUnseen(LOGS, namespace);
}

/** True if a push is accepted now. */
export const delivers = (view: View): boolean => view.grown(view.agents, PUSHES, { status_code: /^2/ }) > 0;
