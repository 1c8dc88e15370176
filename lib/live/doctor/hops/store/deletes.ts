import { podsOf, warningsOf, workloadOf } from '../../commands';
import type { Fault } from '../../fault';
import { inLog } from '../in-log';

/** Faults of delete requests in the compactor and in its clients. */
export const DELETE_FAULTS: readonly Fault[] = [
  inLog(
    'deletes-failed',
    {
      ...{ id: 'deletes-failed', hop: 'store', isMild: true, follows: ['identity', 'buckets', 'store'] },
      cause: 'the store of delete requests cannot be read or written, so the requested lines are not deleted',
    },
    { says: (detail) => detail, fix: (view) => [warningsOf(view, 'compactor')] },
  ),
  inLog(
    'compactor-unreachable',
    {
      ...{ id: 'compactor-unreachable', hop: 'store', isMild: true, follows: ['store'] },
      cause: 'queriers do not reach the compactor, which tells them what was deleted',
    },
    {
      says: (detail) => detail,
      fix: (view) => [
        podsOf(view, 'compactor'),
        `compactor_address in common or compactor_grpc_address must name its Service: kubectl get services --namespace ${view.setup.lokiNamespace}`,
      ],
    },
  ),
  inLog(
    'compactor-ring',
    {
      ...{ id: 'compactor-ring', hop: 'store', isMild: true },
      cause: 'the ring names no compactor for a task, or several, so none of them does it',
    },
    {
      says: (detail) => detail,
      fix: (view) => [
        `kubectl port-forward --namespace ${view.setup.lokiNamespace} ${workloadOf(view, 'compactor')} 3100, and forget those that are gone at http://localhost:3100/compactor/ring`,
        podsOf(view, 'compactor'),
      ],
    },
  ),
];
