import { unscheduled, waiting } from '../../../../helpers/fake-kubectl';
import { addEvent, breakPod, type Draft, podsOf } from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** Breaks all pods of a component with a message of the scheduler. */
const pending = (draft: Draft, component: string, message: string): void => {
  podsOf(draft, component).forEach((_, index) => breakPod(draft, component, unscheduled(message), index));
};

/** Breaks all pods of a component with a state of their container. */
const stuck = (draft: Draft, component: string, reason: string, message?: string, more: object = {}): void => {
  podsOf(draft, component).forEach((_, index) => breakPod(draft, component, waiting(reason, message, more), index));
};

/** Breaks all pods of a component, whose events say why. */
const warned = (draft: Draft, component: string, reason: string, message: string): void => {
  stuck(draft, component, 'ContainerCreating');
  for (const { metadata } of podsOf(draft, component)) {
    addEvent(draft, metadata.namespace ?? '', 'Pod', metadata.name, reason, message);
  }
};

const DISK =
  "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match PersistentVolume's node affinity. no new claims to deallocate, preemption: 0/3 nodes are available";

/** Faults of workloads, pods and nodes. */
export const POD_CASES: readonly FaultCase[] = [
  {
    id: 'workload-missing',
    hop: 'query',
    make: (draft) => {
      draft.workloads = draft.workloads.filter(({ metadata }) => metadata.name !== 'loki-querier');
      draft.pods = draft.pods.filter(({ metadata }) => !metadata.name.startsWith('loki-querier'));
    },
    evidence: /Deployment loki\/loki-querier does not exist/,
    fix: /cdk deploy/,
  },
  {
    id: 'workload-scaled-down',
    hop: 'distributor',
    make: (draft) => {
      const found = draft.workloads.find(({ metadata }) => metadata.name === 'loki-distributor');
      (found as Draft['workloads'][number]).spec.replicas = 0;
      draft.pods = draft.pods.filter(({ metadata }) => !metadata.name.startsWith('loki-distributor'));
    },
    evidence: /loki-distributor has 0 replicas instead of 2/,
    fix: /kubectl scale --namespace loki deployment\/loki-distributor --replicas 2/,
  },
  {
    id: 'workload-no-pods',
    hop: 'query',
    make: (draft) =>
      (draft.pods = draft.pods.filter(({ metadata }) => !metadata.name.startsWith('loki-query-frontend'))),
    evidence: /Deployment loki\/loki-query-frontend has 0 pods instead of 2/,
    fix: /kubectl describe --namespace loki deployment loki-query-frontend/,
  },
  {
    id: 'rollout-stuck',
    hop: 'store',
    make: (draft) => {
      const found = draft.workloads.find(({ metadata }) => metadata.name === 'loki-index-gateway');
      (found as Draft['workloads'][number]).status = {
        currentRevision: 'loki-index-gateway-1',
        updateRevision: 'loki-index-gateway-2',
      };
      stuck(draft, 'index-gateway', 'CrashLoopBackOff');
    },
    evidence: /loki-index-gateway-0 of the former one is not ready/,
    fix: /kubectl delete pod --namespace loki loki-index-gateway-0/,
    besides: ['pod-crashes'],
  },
  {
    id: 'config-differs',
    hop: 'gateway',
    make: (draft) => {
      const found = draft.configs.find(({ name }) => name === 'loki-gateway') as Draft['configs'][number];
      found.digest = 'edited';
    },
    evidence: /ConfigMap loki\/loki-gateway has another content/,
    fix: /eks-loki diff dev/,
  },
  {
    id: 'pod-image',
    hop: 'gateway',
    make: (draft) => stuck(draft, 'gateway', 'ImagePullBackOff', 'Back-off pulling image'),
    evidence: /Deployment loki\/loki-gateway: loki-gateway-0 and 1 more: ImagePullBackOff/,
    fix: /registry of the image/,
  },
  {
    id: 'pod-out-of-memory',
    hop: 'query',
    make: (draft) =>
      stuck(draft, 'querier', 'CrashLoopBackOff', '', {
        lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
      }),
    evidence: /OOMKilled: container main needed more memory/,
    fix: /more memory/,
  },
  {
    id: 'pod-crashes',
    hop: 'distributor',
    make: (draft) => stuck(draft, 'distributor', 'CrashLoopBackOff'),
    evidence: /CrashLoopBackOff/,
    fix: /kubectl logs --namespace loki loki-distributor-0 --all-containers --previous/,
  },
  {
    id: 'pod-secret-missing',
    hop: 'gateway',
    make: (draft) => stuck(draft, 'gateway', 'CreateContainerConfigError', 'secret "loki-credentials" not found'),
    evidence: /secret "loki-credentials" not found/,
    fix: /create the Secret loki-credentials/,
  },
  {
    id: 'pod-secrets-driver',
    hop: 'agent',
    make: (draft) =>
      warned(
        draft,
        'agent',
        'FailedMount',
        'driver name secrets-store.csi.k8s.io not found in the list of registered CSI drivers',
      ),
    evidence: /secrets-store\.csi\.k8s\.io not found/,
    fix: /create-addon --cluster-name dev --addon-name aws-secrets-store/,
  },
  {
    id: 'pod-secret-denied',
    hop: 'gateway',
    make: (draft) => warned(draft, 'gateway', 'FailedMount', 'AccessDeniedException: User is not authorized'),
    evidence: /AccessDeniedException/,
    fix: /may not read the secret/,
  },
  {
    id: 'pod-no-room',
    hop: 'ingester',
    make: (draft) => pending(draft, 'ingester', '0/3 nodes are available: 3 Insufficient cpu.'),
    evidence: /loki-ingester-0 and 2 more: Pending: 0\/3 nodes are available: 3 Insufficient cpu/,
    fix: /add nodes, or larger ones/,
  },
  {
    id: 'pod-volume-zone',
    hop: 'ingester',
    make: (draft) => {
      // What the claim waited for an hour ago says nothing of now.
      addEvent(
        draft,
        'loki',
        'PersistentVolumeClaim',
        'data-loki-ingester-0',
        'ProvisioningFailed',
        'no topology key found',
      );
      breakPod(draft, 'ingester', unscheduled(DISK));
    },
    evidence: /didn't match PersistentVolume's node affinity\. *\.?$/,
    fix: /zone without a node/,
  },
  {
    id: 'pod-volume',
    hop: 'ingester',
    make: (draft) => {
      const [claim] = draft.claims as Draft['claims'];
      Object.assign(claim as object, {
        metadata: {
          ...claim?.metadata,
          annotations: {
            'volume.kubernetes.io/selected-node': 'node-a',
            'volume.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com',
          },
        },
        status: { phase: 'Pending' },
      });
      breakPod(draft, 'ingester', { conditions: [] });
    },
    evidence: /volume claim data-loki-ingester-0 waits for ebs\.csi\.aws\.com to make a volume/,
    fix: /--addon-name aws-ebs-csi-driver/,
  },
  {
    id: 'pod-no-zone',
    hop: 'ingester',
    make: (draft) =>
      breakPod(draft, 'ingester', unscheduled("0/3 nodes: 3 node(s) didn't match pod anti-affinity rules")),
    evidence: /anti-affinity/,
    fix: /three nodes in three zones/,
  },
  {
    id: 'pod-repelled',
    hop: 'query',
    make: (draft) =>
      pending(draft, 'query-frontend', '0/3 nodes are available: 3 node(s) had untolerated taint {dedicated: x}.'),
    evidence: /untolerated taint/,
    fix: /toleration/,
  },
  {
    id: 'pod-account-missing',
    hop: 'store',
    make: (draft) => {
      draft.pods = draft.pods.filter(({ metadata }) => !metadata.name.startsWith('loki-compactor'));
      const message = 'error looking up service account loki/loki: serviceaccount "loki" not found';
      addEvent(draft, 'loki', 'StatefulSet', 'loki-compactor', 'FailedCreate', message);
    },
    evidence: /serviceaccount "loki" not found/,
    fix: /cdk deploy/,
  },
  {
    id: 'pod-quota',
    hop: 'distributor',
    make: (draft) => {
      draft.pods = draft.pods.filter(({ metadata }) => metadata.name !== 'loki-distributor-1');
      addEvent(
        draft,
        'loki',
        'ReplicaSet',
        'loki-distributor-6c4d',
        'FailedCreate',
        'pods "x" is forbidden: exceeded quota: q',
      );
    },
    evidence: /exceeded quota/,
    fix: /resourcequota[^]*at once: kubectl annotate --overwrite --namespace loki deployment\/loki-distributor tried=/,
  },
  {
    id: 'pod-security',
    hop: 'agent',
    make: (draft) => {
      draft.pods = draft.pods.filter(({ metadata }) => metadata.name !== 'alloy-1');
      const found = draft.workloads.find(({ metadata }) => metadata.name === 'alloy') as Draft['workloads'][number];
      found.status = { desiredNumberScheduled: 3 };
      const message =
        '(combined from similar events): Error creating: pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsUser=0';
      addEvent(draft, 'alloy', 'DaemonSet', 'alloy', 'FailedCreate', message);
    },
    // The node has no agent, and no toleration would help.
    evidence: /FailedCreate: Error creating: pods "x" is forbidden/,
    fix: /namespace alloy says restricted; that of the environment comes with npx cdk deploy/,
  },
  {
    id: 'pod-cordoned',
    hop: 'query',
    make: (draft) => pending(draft, 'querier', '0/3 nodes are available: 3 node(s) were unschedulable.'),
    evidence: /3 node\(s\) were unschedulable/,
    fix: /kubectl uncordon NODE/,
  },
  {
    id: 'pod-no-address',
    hop: 'query',
    make: (draft) => warned(draft, 'querier', 'FailedCreatePodSandBox', 'failed to assign an IP address to container'),
    evidence: /failed to assign an IP address/,
    fix: /subnets/,
  },
  {
    id: 'pod-node-gone',
    hop: 'store',
    make: (draft) => {
      breakPod(draft, 'compactor', { phase: 'Running', containerStatuses: [] });
      addEvent(draft, 'loki', 'Pod', 'loki-compactor-0', 'NodeNotReady', 'Node is not ready');
    },
    evidence: /NodeNotReady: Node is not ready/,
    fix: /kubectl get nodes/,
  },
  {
    id: 'pod-not-ready',
    hop: 'query',
    make: (draft) => {
      podsOf(draft, 'query-scheduler').forEach((_, index) =>
        breakPod(
          draft,
          'query-scheduler',
          { conditions: [{ type: 'Ready', status: 'False', message: 'containers with unready status' }] },
          index,
        ),
      );
    },
    evidence: /containers with unready status/,
    fix: /kubectl logs --namespace loki loki-query-scheduler-0/,
  },
];
