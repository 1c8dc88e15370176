import type { Scrape } from '../snapshot';
import { LOGS } from '../unseen';
import { samplesOf, type View } from '../view';

/** Counter of pushes, by the status of their answer. */
export const PUSHES = 'loki_write_request_duration_seconds_count';

/** Statuses with which Alloy and Promtail count pushes that nobody answered. */
export const NO_ANSWER = /^(-1|failed)$/;

/** Agents whose pushes get an answer now, and how often. */
interface Answered {
  readonly pods: readonly Scrape[];
  readonly count: number;
  readonly statuses: readonly string[];
}

/**
 * Pushes that are answered so now: their number has grown, or it is all there was, while none was accepted. After a failure an
 * agent waits up to a minute before it tries again.
 */
export function answered(view: View, status: RegExp): Answered | undefined {
  const pods = view.agents.filter((scrape) => {
    if (view.grown([scrape], PUSHES, { status_code: status }) > 0) return true;
    const all = view.sum([scrape], PUSHES, { status_code: status }) ?? 0;
    return all > 0 && view.grown([scrape], PUSHES, { status_code: /^2/ }) === 0 && isRecent(view, scrape);
  });
  if (pods.length === 0) return undefined;
  const found = pods.flatMap((scrape) => samplesOf(scrape, PUSHES, { status_code: status }));
  const count = found.reduce((sum, { value }) => sum + value, 0);
  return { pods, count, statuses: [...new Set(found.map(({ labels }) => labels['status_code'] ?? ''))] };
}

/** True if the agent logged a failed push in the last minutes, or its log was not seen. */
function isRecent(view: View, { pod, namespace }: Scrape): boolean {
  const lines = view.snapshot.logs.filter((entry) => entry.pod === pod && /^(push-|dns$)/.test(entry.pattern));
  return lines.length > 0 || view.areUnseen(LOGS, namespace);
}

/** True if a push is accepted now. */
export const delivers = (view: View): boolean => view.grown(view.agents, PUSHES, { status_code: /^2/ }) > 0;
