import type { Draft } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** Gives the ingesters another version, which nobody rolls out. */
const rolledOnDelete = (draft: Draft, labels: Record<string, string>): void => {
  const found = draft.workloads.find(({ metadata }) => metadata.name === 'loki-ingester') as Draft['workloads'][number];
  found.metadata.labels = labels;
  found.spec.updateStrategy = { type: 'OnDelete' };
  found.status = { ...found.status, updateRevision: 'loki-ingester-2' };
};

/** Rollouts that wait for somebody. */
export const ROLLOUT_CASES: readonly FaultCase[] = [
  {
    id: 'rollout-on-delete',
    hop: 'ingester',
    make: (draft) => rolledOnDelete(draft, {}),
    evidence: /^loki-ingester-0 and 2 more of StatefulSet loki\/loki-ingester runs a former version/,
    fix: /^kubectl delete pod --namespace loki loki-ingester-0, and the next one when it is ready again$/,
  },
  {
    id: 'rollout-on-delete',
    hop: 'ingester',
    make: (draft) => rolledOnDelete(draft, { 'rollout-group': 'ingester' }),
    evidence: /updateStrategy is OnDelete/,
    fix: /^npx eks-loki roll dev$/,
  },
];
