import { knownLines } from '../../../../../lib/live/doctor/logs';
import { waiting } from '../../../../helpers/fake-kubectl';
import { addEvent, breakPod, type Draft, podsOf } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** Pods of a component that should have ended at some time, and are not ready. */
const deleted = (draft: Draft, component: string, deletionTimestamp: string): void => {
  for (const pod of podsOf(draft, component)) {
    pod.metadata.deletionTimestamp = deletionTimestamp;
    pod.status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] };
  }
};

/** Containers of a component that were ended for their memory, and run again. */
export const ended = (draft: Draft, component: string, finishedAt: string): void => {
  for (const pod of podsOf(draft, component)) {
    const terminated = { reason: 'OOMKilled', exitCode: 137, finishedAt };
    const state = { running: { startedAt: finishedAt } };
    Object.assign(pod.status as object, {
      containerStatuses: [{ name: component, restartCount: 9, state, lastState: { terminated } }],
    });
  }
};

/** The first pod of a component was restarted nine times, lately. */
const restarted = (draft: Draft, component: string, exitCode: number): void => {
  const terminated = { reason: 'Error', exitCode, finishedAt: '2026-11-21T11:58:29Z' };
  Object.assign(podsOf(draft, component)[0]?.status as object, {
    containerStatuses: [{ name: component, restartCount: 9, state: {}, lastState: { terminated } }],
  });
};

const PROBE =
  'Liveness probe failed: Get "http://10.0.0.9:3100/ready": context deadline exceeded (Client.Timeout exceeded while awaiting headers)';

/** Faults of present and former pods. */
export const POD_STATE_CASES: readonly FaultCase[] = [
  {
    id: 'pod-restarts',
    hop: 'query',
    make: (draft) => restarted(draft, 'querier', 2),
    evidence: /^Deployment loki\/loki-querier: loki-querier-0: 9 restarts, the last one in the last hour, with code 2$/,
    fix: /--previous --tail 50$/,
  },
  {
    id: 'pod-probe',
    hop: 'query',
    make: (draft) => {
      restarted(draft, 'querier', 137);
      addEvent(draft, 'loki', 'Pod', 'loki-querier-0', 'Unhealthy', PROBE);
    },
    evidence: /with code 137: Liveness probe failed: Get/,
    fix: /kubectl logs --namespace loki loki-querier-0/,
  },
  {
    id: 'pod-probe',
    hop: 'query',
    make: (draft) => {
      const lastState = { terminated: { reason: 'Error', exitCode: 137, finishedAt: '2026-11-21T11:58:29Z' } };
      breakPod(draft, 'querier', waiting('CrashLoopBackOff', 'back-off 5m0s', { restartCount: 9, lastState }));
      addEvent(draft, 'loki', 'Pod', 'loki-querier-0', 'Unhealthy', PROBE);
    },
    evidence: /ProbeFailed: Liveness probe failed: Get/,
    fix: /it hangs, or is slow; kubectl top pod/,
  },
  {
    // A program that ends by itself has failed probes, too.
    id: 'pod-crashes',
    hop: 'query',
    make: (draft) => {
      const lastState = { terminated: { reason: 'Error', exitCode: 1, finishedAt: '2026-11-21T11:58:29Z' } };
      breakPod(draft, 'querier', waiting('CrashLoopBackOff', 'back-off 5m0s', { restartCount: 9, lastState }));
      addEvent(draft, 'loki', 'Pod', 'loki-querier-0', 'Unhealthy', PROBE);
    },
    evidence: /CrashLoopBackOff: container main exits with code 1/,
    fix: /--previous/,
  },
  {
    id: 'pod-terminating',
    hop: 'store',
    make: (draft) => deleted(draft, 'index-gateway', '2026-11-21T11:00:00Z'),
    evidence: /StatefulSet loki\/loki-index-gateway: loki-index-gateway-0.* should have ended at 2026-11-21T11:00:00Z/,
    fix: /kubectl get node node-a\n.*finalizers.*\nif its node is gone: kubectl delete pod --namespace loki loki-index-gateway-0 --force/,
  },
  {
    id: 'pod-out-of-memory',
    hop: 'query',
    make: (draft) => ended(draft, 'querier', '2026-11-21T11:30:00Z'),
    evidence:
      /Deployment loki\/loki-querier: loki-querier-0 and \d more: OOMKilled in the last hour, and runs again after 9/,
    fix: /more memory/,
  },
  {
    id: 'pod-image-platform',
    hop: 'query',
    make: (draft) =>
      podsOf(draft, 'querier').forEach(({ metadata: { name } }, index) => {
        breakPod(draft, 'querier', waiting('CrashLoopBackOff'), index);
        const of = { namespace: 'loki', pod: name, component: 'querier' };
        draft.logs.push(...knownLines('exec /usr/bin/loki: exec format error', of));
      }),
    evidence: /Deployment loki\/loki-querier: exec format error: 2 lines of loki-querier-0/,
    fix: /kubernetes\.io\/arch/,
  },
];
