import { isRecord, record } from '../../manifests/shape';
import type { Container } from '../../manifests/pods';
import type { Workload } from '../../manifests/workloads';

/** Seconds that Kubernetes gives a pod, by the numbers of its manifest. */
export interface PodTimes {
  /** Longest time to end: its grace period. */
  readonly stop: number;

  /** Longest time from the start of its containers until it is ready, by its probes. */
  readonly start: number;

  /** Shortest such time: the delays of its probes. */
  readonly delay: number;

  /** Time that it must stay ready before the next pod's turn: `minReadySeconds`. */
  readonly settle: number;
}

/** Defaults of Kubernetes for fields that a manifest leaves out. */
const DEFAULTS = { grace: 30, period: 10, failures: 3, successes: 1 };

const numberAt = (value: unknown, key: string, byDefault: number): number => {
  const found = record(value)[key];
  return typeof found === 'number' ? found : byDefault;
};

/** Times of the pods of a workload. Scheduling, volumes, images and plain init containers have no number in a manifest. */
export function podTimes({ pod, spec }: Workload): PodTimes {
  const sidecars = (pod.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const longest = (times: readonly number[]) => Math.max(0, ...times);
  // Sidecars start one after the other, and the containers then together.
  const before = sidecars.reduce((sum, one) => sum + startupLimit(one), 0);
  return {
    stop: numberAt(pod, 'terminationGracePeriodSeconds', DEFAULTS.grace),
    start: before + longest(pod.containers.map((one) => startupLimit(one) + firstSuccess(one))),
    delay: longest(pod.containers.map((one) => delayOf(one['startupProbe']) + delayOf(one['readinessProbe']))),
    settle: numberAt(spec, 'minReadySeconds', 0),
  };
}

const delayOf = (probe: unknown): number => numberAt(probe, 'initialDelaySeconds', 0);

/** Time after which a container that has not started is killed; 0 without a startup probe. */
function startupLimit({ startupProbe }: Container): number {
  if (!isRecord(startupProbe)) return 0;
  const period = numberAt(startupProbe, 'periodSeconds', DEFAULTS.period);
  return delayOf(startupProbe) + period * numberAt(startupProbe, 'failureThreshold', DEFAULTS.failures);
}

/** Time until the readiness probe of a container that answers has succeeded. */
function firstSuccess({ readinessProbe }: Container): number {
  if (!isRecord(readinessProbe)) return 0;
  const period = numberAt(readinessProbe, 'periodSeconds', DEFAULTS.period);
  return delayOf(readinessProbe) + period * numberAt(readinessProbe, 'successThreshold', DEFAULTS.successes);
}
