import type { Drift } from '../../../../../lib/live/doctor/drift';
import {
  addEvent,
  addLog,
  breakPod,
  type Draft,
  podsOf,
  setMetric,
  TAKEN_AT,
} from '../../../../helpers/healthy-snapshot';
import { waiting } from '../../../../helpers/fake-kubectl';
import type { FaultCase } from './fault-case';

/** An object of Loki that is not as rendered. */
const drifted = (kind: string, name: string, more: Partial<Drift> = {}): Drift => ({
  ...{ kind, namespace: 'loki', name, hop: 'query', isGone: false, differences: [] },
  ...more,
});

const workloadOf = (draft: Draft, name: string) =>
  draft.workloads.find(({ metadata }) => metadata.name === name) as Draft['workloads'][number];

/** Objects that somebody deleted or changed, and pods that others made. */
export const DRIFT_CASES: readonly FaultCase[] = [
  {
    id: 'object-missing',
    hop: 'query',
    make: (draft) => {
      draft.drift = [drifted('Service', 'loki-query-frontend', { isGone: true, isNamed: true })];
      draft.answers = [{ user: 'reader', tenant: 'dev', status: 502 }];
    },
    evidence: /^not in the cluster: Service loki\/loki-query-frontend$/,
    fix: /^npx cdk deploy 'dev\/\*\*'; if it finds no changes: npx eks-loki render dev && kubectl apply --server-side --force-conflicts -f k8s\.out\/dev$/,
  },
  {
    id: 'object-missing',
    hop: 'gateway',
    make: (draft) => {
      const name = 'loki-credentials-gateway';
      draft.drift = [
        drifted('SecretProviderClass', name, { hop: 'gateway', isGone: true, isUnknownKind: true }),
        drifted('SecretProviderClass', 'other', { namespace: 'elsewhere', isGone: true }),
      ];
      podsOf(draft, 'gateway').forEach((_, index) => breakPod(draft, 'gateway', waiting('ContainerCreating'), index));
      for (const { metadata } of podsOf(draft, 'gateway'))
        addEvent(draft, 'loki', 'Pod', metadata.name, 'FailedMount', `SecretProviderClass "loki/${name}" not found`);
    },
    evidence:
      /^no CustomResourceDefinition of SecretProviderClass: SecretProviderClass loki\/loki-credentials-gateway$/,
    fix: /aws eks list-addons --cluster-name dev/,
  },
  {
    id: 'object-differs',
    hop: 'distributor',
    make: (draft) => {
      draft.drift = [
        drifted('Service', 'loki-distributor', {
          ...{ hop: 'distributor', isNamed: true },
          differences: ['spec.selector[of] was added'],
        }),
      ];
      setMetric(draft, 'agent', 'loki_write_request_duration_seconds_count{status_code=204}', 300, 0);
      setMetric(draft, 'agent', 'loki_write_request_duration_seconds_count{status_code=502}', 9, 3);
    },
    evidence: /^Service loki\/loki-distributor: spec\.selector\[of\] was added$/,
    fix: /^npx eks-loki diff dev --cluster\nnpx cdk deploy .* kubectl apply/,
  },
  {
    id: 'object-differs',
    hop: 'query',
    make: (draft) => {
      const differences = ['spec.template.spec.nodeSelector was added', 'a', 'b', 'c'];
      draft.drift = [
        drifted('Deployment', 'loki-querier', {
          differences,
          patch: '[{"op":"remove","path":"/spec/template/spec/nodeSelector"}]',
        }),
        drifted('PodDisruptionBudget', 'loki-querier', { differences }),
      ];
      podsOf(draft, 'querier').forEach((_, index) => breakPod(draft, 'querier', waiting('CrashLoopBackOff'), index));
    },
    evidence:
      /^Deployment loki\/loki-querier: .* was added, a, b and 1 more; also PodDisruptionBudget loki\/loki-querier$/,
    fix: /kubectl patch deployment --namespace loki loki-querier --type json --patch '\[\{"op":"remove","path":"\/spec\/template\/spec\/nodeSelector"\}\]'/,
  },
  {
    id: 'object-missing',
    hop: 'agent',
    make: (draft) => {
      draft.drift = [drifted('ClusterRoleBinding', 'alloy', { namespace: undefined, hop: 'agent', isGone: true })];
      addLog(draft, 'agent', 'api-forbidden', 'pods');
    },
    evidence: /^not in the cluster: ClusterRoleBinding alloy$/,
    fix: /kubectl apply/,
  },
  {
    id: 'object-missing',
    hop: 'gateway',
    make: (draft) => {
      draft.drift = [drifted('PriorityClass', 'loki-path', { namespace: undefined, hop: 'ingester', isGone: true })];
      draft.pods = draft.pods.filter(({ metadata }) => !metadata.name.startsWith('loki-gateway'));
      const why = 'pods "loki-gateway-5d-" is forbidden: no PriorityClass with name loki-path was found';
      addEvent(draft, 'loki', 'ReplicaSet', 'loki-gateway-5d', 'FailedCreate', why);
    },
    evidence: /^not in the cluster: PriorityClass loki-path$/,
    fix: /kubectl apply/,
  },
  {
    id: 'config-missing',
    hop: 'distributor',
    make: (draft) => (draft.configs = draft.configs.filter(({ name }) => name !== 'loki-runtime')),
    evidence: /^ConfigMap loki\/loki-runtime does not exist$/,
    fix: /kubectl apply/,
  },
  {
    id: 'config-differs',
    hop: 'gateway',
    make: (draft) => {
      const config = draft.configs.find(({ name }) => name === 'loki-gateway') as Draft['configs'][number];
      config.digest = 'other';
      draft.answers = [{ user: 'reader', tenant: 'dev', status: 403 }];
    },
    evidence: /^ConfigMap loki\/loki-gateway has another content/,
    fix: /^npx eks-loki diff dev --cluster\n/,
  },
  {
    id: 'claim-terminating',
    hop: 'ingester',
    make: (draft) => {
      const [claim] = draft.claims as [Draft['claims'][number]];
      claim.metadata.deletionTimestamp = TAKEN_AT;
    },
    evidence:
      /^PersistentVolumeClaim loki\/data-loki-ingester-0 is being deleted, and pod loki-ingester-0 has its volume$/,
    fix: /persistentVolumeReclaimPolicy":"Retain"[^]*kubectl delete pod --namespace loki loki-ingester-0/,
  },
  {
    id: 'pod-foreign',
    hop: 'distributor',
    make: (draft) => {
      for (const { metadata } of draft.pods) {
        const name = metadata.name.replace(/-\d+$/, '');
        const { kind = '' } = draft.workloads.find((one) => one.metadata.name === name) ?? {};
        metadata.ownerReferences = [
          kind === 'Deployment' ? { kind: 'ReplicaSet', name: `${name}-7f` } : { kind, name },
        ];
      }
      const other = structuredClone(podsOf(draft, 'distributor')[0]) as Draft['pods'][number];
      other.metadata.name = 'former-1';
      other.metadata.ownerReferences = [{ kind: 'ReplicaSet', name: 'former-5d' }];
      draft.pods.push(other);
    },
    evidence: /^former-1 of ReplicaSet former-5d is ready and has the labels of Deployment loki\/loki-distributor$/,
    fix: /--selector app\.kubernetes\.io\/component=distributor,app\.kubernetes\.io\/name=loki/,
  },
  {
    id: 'ring-leaving',
    hop: 'ingester',
    make: (draft) => {
      draft.ring = [0, 1, 2].map((index) => ({
        id: `loki-ingester-${index}`,
        state: index === 0 ? 'LEAVING' : 'ACTIVE',
      }));
      const running = { running: { startedAt: '2026-11-21T08:00:00Z' } };
      const [pod] = podsOf(draft, 'ingester');
      pod?.status?.containerStatuses?.forEach((one) => (one.state = running));
    },
    evidence: /^loki-ingester-0 has left the ring or leaves it, and its pod runs$/,
    fix: /kubectl delete pod --namespace loki loki-ingester-0/,
  },
  {
    id: 'ring-leaving',
    hop: 'ingester',
    make: (draft) => {
      draft.ring = [1, 2].map((index) => ({ id: `loki-ingester-${index}`, state: 'ACTIVE' }));
      const running = { running: { startedAt: '2026-11-21T08:00:00Z' } };
      const [pod] = podsOf(draft, 'ingester');
      pod?.status?.containerStatuses?.forEach((one) => (one.state = running));
      addLog(draft, 'ingester', 'ingester-leaving', 'Ingester is shutting down');
    },
    evidence: /^loki-ingester-0 has left the ring or leaves it, and its pod runs$/,
    fix: /kubectl delete pod --namespace loki loki-ingester-0/,
  },
  {
    id: 'rollout-partition',
    hop: 'ingester',
    make: (draft) => {
      const found = workloadOf(draft, 'loki-ingester');
      found.spec.updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 2 } };
      found.spec.podManagementPolicy = 'Parallel';
      found.status = { ...found.status, updateRevision: 'loki-ingester-2' };
    },
    evidence: /^StatefulSet loki\/loki-ingester has a new version, and .*partition 2$/,
    fix: /^kubectl patch statefulset --namespace loki loki-ingester --type json/,
  },
  {
    id: 'workload-scaled-down',
    hop: 'ingester',
    make: (draft) => {
      workloadOf(draft, 'loki-ingester').spec.replicas = 1;
      draft.pods = draft.pods.filter(({ metadata }) => !/^loki-ingester-[12]$/.test(metadata.name));
      draft.ring = [{ id: 'loki-ingester-0', state: 'ACTIVE' }];
    },
    evidence: /^StatefulSet loki\/loki-ingester has 1 replica instead of 3$/,
    fix: /^kubectl scale --namespace loki statefulset\/loki-ingester --replicas 3$/,
  },
];
