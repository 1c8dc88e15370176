import { visible } from '../../charts/input/show';
import { type Output, styled, widthOf, wrap } from '../terminal/terminal';
import { type Rollout, RolloutState } from './rollout';
import { timeOf } from '../../lib/live/pods';
import type { Trouble } from '../../lib/live/trouble';

/** Gives the next step for one pod. */
export type NextFor = (rollout: Rollout, trouble: Trouble) => string;

/** Reasons why workloads are not ready, and the next steps: a paragraph for each workload. */
export function failureText(rollouts: readonly Rollout[], nextFor: NextFor, output: Output): string {
  return rollouts
    .filter(({ state }) => state !== RolloutState.READY)
    .map((rollout) => {
      const { workload, state, seconds, message, troubles, events } = rollout;
      const late = state === RolloutState.LATE ? `not ready after ${seconds} s` : 'cannot become ready';
      const nexts = new Set(troubles.map((trouble) => nextFor(rollout, trouble)));
      const shown = new Set(troubles.map((trouble) => trouble.message));
      const details = [
        ...troubles.map(({ on, reason, message: why }) => `  ${on}: ${reason}: ${why}`),
        ...events
          .filter((event) => !shown.has(event.message ?? ''))
          .map(
            ({ involvedObject: { name }, reason, message: why }) => `  event of ${name}: ${reason}: ${oneLine(why)}`,
          ),
        ...[...nexts].map((next) => `  next: ${next}`),
      ];
      const first = visible(`${workload.title}: ${late}${message ? `: ${message}` : ''}`);
      return [`${styled('red', 'error', output)} ${first}`, ...details.map(visible)]
        .map((line) => wrap(line, widthOf(output)))
        .join('\n');
    })
    .join('\n');
}

/** The outcome for programs, workloads that are ready included. */
export function rolloutsJson(environment: string, rollouts: readonly Rollout[], nextFor: NextFor): object {
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
  return { environment, ready: allReady(rollouts), workloads };
}

/** True if every rollout is complete. */
export function allReady(rollouts: readonly Rollout[]): boolean {
  return rollouts.every(({ state }) => state === RolloutState.READY);
}

const oneLine = (text = ''): string => text.replace(/\s+/g, ' ').trim();
