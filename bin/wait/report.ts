import { timeOf } from './seen';
import { type Rollout, RolloutState } from './rollout';
import type { Trouble } from './trouble';

/** What to do next about one pod. */
export type NextFor = (rollout: Rollout, trouble: Trouble) => string;

/** What is wrong with everything that is not ready, and what to do next: a paragraph a workload. */
export function failureText(rollouts: readonly Rollout[], nextFor: NextFor): string {
  return rollouts
    .filter(({ state }) => state !== RolloutState.READY)
    .map((rollout) => {
      const { workload, state, seconds, message, troubles, events } = rollout;
      const late = state === RolloutState.LATE ? `not ready after ${seconds} s` : 'cannot become ready';
      const nexts = new Set(troubles.map((trouble) => nextFor(rollout, trouble)));
      const shown = new Set(troubles.map((trouble) => trouble.message));
      return [
        `${workload.title}: ${late}${message ? `: ${message}` : ''}`,
        ...troubles.map(({ on, reason, message: why }) => `  ${on}: ${reason}: ${why}`),
        ...events
          .filter((event) => !shown.has(event.message ?? ''))
          .map(
            ({ involvedObject: { name }, reason, message: why }) => `  event of ${name}: ${reason}: ${oneLine(why)}`,
          ),
        ...[...nexts].map((next) => `  next: ${next}`),
      ].join('\n');
    })
    .join('\n');
}

/** The same for machines, what is ready too. */
export function rolloutsJson(environment: string, rollouts: readonly Rollout[], nextFor: NextFor): string {
  const workloads = rollouts.map((rollout) => {
    const { workload, state, seconds, message, troubles, events } = rollout;
    const { kind, namespace, name } = workload;
    return {
      kind,
      namespace,
      name,
      state,
      seconds,
      message,
      pods: troubles.map((trouble) => ({
        name: trouble.on,
        reason: trouble.reason,
        message: trouble.message,
        next: nextFor(rollout, trouble),
      })),
      events: events.map((event) => ({
        of: `${event.involvedObject.kind} ${event.involvedObject.name}`,
        reason: event.reason,
        message: event.message,
        at: timeOf(event),
      })),
    };
  });
  return JSON.stringify({ environment, ready: allReady(rollouts), workloads }, null, 2);
}

/** Whether there is nothing more to wait for. */
export function allReady(rollouts: readonly Rollout[]): boolean {
  return rollouts.every(({ state }) => state === RolloutState.READY);
}

const oneLine = (text = ''): string => text.replace(/\s+/g, ' ').trim();
