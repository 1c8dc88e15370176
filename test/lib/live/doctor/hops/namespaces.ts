import type { Draft } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** Faults of namespaces. */
export const NAMESPACE_CASES: readonly FaultCase[] = [
  {
    id: 'namespace-missing',
    hop: 'agent',
    make: (draft) => {
      draft.namespaces = draft.namespaces.filter(({ metadata }) => metadata.name !== 'alloy');
      draft.workloads = draft.workloads.filter(({ metadata }) => metadata.namespace !== 'alloy');
      draft.pods = draft.pods.filter(({ metadata }) => metadata.namespace !== 'alloy');
      draft.metrics = draft.metrics.filter(({ namespace }) => namespace !== 'alloy');
      draft.configs = draft.configs.filter(({ namespace }) => namespace !== 'alloy');
    },
    evidence: /^namespace alloy does not exist/,
    fix: /cdk deploy/,
  },
  {
    id: 'namespace-terminating',
    hop: 'agent',
    make: (draft) => {
      const found = draft.namespaces.find(({ metadata }) => metadata.name === 'alloy') as Draft['namespaces'][number];
      const condition = (type: string, status: string, message: string) => ({ type, status, message });
      found.status = {
        phase: 'Terminating',
        conditions: [
          condition('NamespaceDeletionDiscoveryFailure', 'False', 'All resources successfully discovered'),
          condition(
            'NamespaceContentRemaining',
            'True',
            'Some resources are remaining: configmaps. has 1 resource instances',
          ),
          condition('NamespaceFinalizersRemaining', 'True', 'example.com/gone in 1 resource instances'),
        ],
      };
    },
    evidence: /namespace alloy is Terminating: example\.com\/gone in 1 resource instances$/,
    fix: /kubectl get namespace alloy[\s\S]*remove that finalizer[\s\S]*when it is gone: npx cdk deploy/,
  },
  {
    id: 'namespace-terminating',
    hop: 'grafana',
    make: (draft) => {
      const found = draft.namespaces.find(({ metadata }) => metadata.name === 'grafana') as Draft['namespaces'][number];
      found.status = { phase: 'Terminating' };
    },
    evidence: /^namespace grafana is Terminating$/,
    fix: /kubectl get namespace grafana/,
  },
];
