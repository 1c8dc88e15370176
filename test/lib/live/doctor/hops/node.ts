import {
  addEvent,
  addLog,
  breakPod,
  type Draft,
  healthySnapshot,
  podsOf,
  setMetric,
} from '../../../../helpers/healthy-snapshot';
import type { FaultCase } from './fault-case';

/** Cordons the node of an ingester, whose budget lets no pod go. */
const held = (draft: Draft, currentHealthy: number): void => {
  const [node] = draft.nodes as NonNullable<Draft['nodes']>;
  if (node) node.spec.unschedulable = true;
  const matchLabels = { 'app.kubernetes.io/component': 'ingester' };
  const budget = (name: string, disruptionsAllowed: number) => ({
    metadata: { name, namespace: 'loki' },
    spec: { selector: { matchLabels } },
    status: { disruptionsAllowed, currentHealthy, expectedPods: 3 },
  });
  draft.budgets = [budget('loki-ingester', 0), budget('other', 1)];
};

const first = (draft: Draft) => draft.nodes?.[0] as NonNullable<Draft['nodes']>[number];

/** Faults of nodes and their files. */
export const NODE_CASES: readonly FaultCase[] = [
  {
    id: 'node-network',
    hop: 'node',
    make: (draft) => {
      const message =
        'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';
      first(draft).status = { conditions: [{ type: 'Ready', status: 'False', message }] };
    },
    evidence: /^the network of node node-a is not ready/,
    fix: /k8s-app=aws-node --field-selector spec\.nodeName=node-a/,
  },
  ...(
    [
      [
        'aws-node-termination-handler/spot-itn',
        /node node-a has taint aws-node-termination-handler.spot-itn: AWS takes/,
      ],
      ['karpenter.sh/disrupted', /Karpenter replaces it/],
      ['ToBeDeletedByClusterAutoscaler', /the Cluster Autoscaler ends it/],
    ] as const
  ).map(([key, evidence]): FaultCase => ({
    ...{ id: 'node-leaving', hop: 'node', evidence },
    make: (draft) => (first(draft).spec = { taints: [{ key, effect: 'NoSchedule' }] }),
    fix: /topology\.kubernetes\.io\/zone/,
  })),
  ...(
    [
      ['NetworkingReady', 'False', 'IPAMDNotReady'],
      ['ReadonlyFilesystem', 'True', 'FilesystemIsReadOnly'],
    ] as const
  ).map(([type, status, reason]): FaultCase => ({
    ...{ id: 'node-condition', hop: 'node' },
    make: (draft) => first(draft).status?.conditions?.push({ type, status, reason }),
    evidence: new RegExp(`^node node-a says ${type} is ${status}: ${reason}$`),
    fix: /kubectl describe node node-a/,
  })),
  {
    id: 'node-not-initialized',
    hop: 'node',
    make: (draft) => {
      first(draft).metadata.creationTimestamp = '2026-11-21T11:00:00Z';
      first(draft).spec = { taints: [{ key: 'ebs.csi.aws.com/agent-not-ready', effect: 'NoExecute' }] };
      // One that has just come is not a fault.
      const node = structuredClone(first(draft));
      Object.assign(node.metadata, { name: 'node-b', creationTimestamp: '2026-11-21T11:58:00Z' });
      draft.nodes?.splice(1, 1, node);
    },
    evidence: /^node node-a has taint ebs\.csi\.aws\.com\/agent-not-ready/,
    fix: /kubectl delete node node-a/,
  },
  {
    id: 'node-second-agent',
    hop: 'node',
    make: (draft) => {
      const own = draft.workloads.find(({ kind }) => kind === 'DaemonSet') as Draft['workloads'][number];
      const metadata = { name: 'promtail', namespace: 'loki', labels: { 'app.kubernetes.io/name': 'promtail' } };
      draft.workloads.push({ ...structuredClone(own), metadata });
    },
    evidence: /^DaemonSet loki\/promtail does not belong to the environment/,
    fix: /get daemonset --namespace loki promtail/,
  },
  {
    id: 'node-second-agent',
    hop: 'node',
    make: (draft) => (draft.otherAgents = [{ namespace: 'monitoring', name: 'fluent-bit' }]),
    evidence:
      /^DaemonSet monitoring\/fluent-bit does not belong to the environment, and its configuration or its metrics name this Loki$/,
    fix: /get daemonset --namespace monitoring fluent-bit/,
  },
  {
    // The gateway resolves at each request, and others have names in their caches.
    id: 'cluster-dns',
    hop: 'node',
    make: (draft) => {
      addLog(draft, 'gateway', 'nginx-dns', 'loki-distributor.loki.svc.cluster.local');
      setMetric(draft, 'agent', 'loki_write_request_duration_seconds_count{status_code=204}', 300, 0);
      setMetric(draft, 'agent', 'loki_write_request_duration_seconds_count{status_code=502}', 12, 4);
    },
    evidence: /no answer for loki-distributor\.loki\.svc\.cluster\.local: 7 lines of loki-gateway-0/,
    fix: /k8s-app=kube-dns/,
  },
  {
    id: 'node-not-ready',
    hop: 'node',
    make: (draft) => {
      const [node] = draft.nodes as NonNullable<Draft['nodes']>;
      Object.assign(node as object, {
        status: { conditions: [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }] },
      });
    },
    evidence: /node node-a is not ready: Kubelet stopped/,
    fix: /kubectl describe node node-a/,
  },
  {
    id: 'node-pressure',
    hop: 'node',
    make: (draft) => {
      const [node] = draft.nodes as NonNullable<Draft['nodes']>;
      node?.status?.conditions?.push({ type: 'DiskPressure', status: 'True' });
    },
    evidence: /node node-a has DiskPressure/,
    fix: /larger disk/,
  },
  {
    id: 'node-evicted',
    hop: 'node',
    make: (draft) => {
      breakPod(draft, 'agent', { phase: 'Failed', conditions: [] });
      addEvent(draft, 'alloy', 'Pod', 'alloy-0', 'Evicted', 'The node was low on resource: ephemeral-storage.');
    },
    evidence: /alloy-0 was evicted from node-a/,
    fix: /kubectl describe node node-a/,
  },
  {
    id: 'cluster-dns',
    hop: 'buckets',
    make: (draft) => {
      addLog(draft, 'agent', 'dns', 'loki-gateway.loki.svc.cluster.local');
      addLog(draft, 'ingester', 'dns', 'loki-dev-chunks.s3.dualstack.us-east-1.amazonaws.com');
      addLog(draft, 'gateway', 'nginx-name');
      setMetric(draft, 'agent', 'loki_write_request_duration_seconds_count{status_code=204}', 300, 0);
      setMetric(draft, 'agent', 'loki_write_request_duration_seconds_count{status_code=-1}', 9, 3);
      setMetric(draft, 'ingester', 'loki_ingester_chunks_flush_failures_total', 9, 3);
    },
    evidence: /no answer for loki-gateway\S+ and 1 more: 21 lines of alloy-0 and 2 more/,
    fix: /k8s-app=kube-dns/,
  },
  {
    id: 'cluster-dns',
    hop: 'identity',
    make: (draft) => addLog(draft, 'querier', 'dns', 'sts.us-east-1.amazonaws.com'),
    evidence: /no answer for sts\.us-east-1/,
    fix: /port 53/,
  },
  {
    id: 'node-no-agent',
    hop: 'node',
    make: (draft) => {
      (draft.nodes as NonNullable<Draft['nodes']>).push({
        metadata: { name: 'node-gpu' },
        spec: { taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }] },
        status: { conditions: [{ type: 'Ready', status: 'True' }] },
      });
    },
    evidence: /node node-gpu has no pod of DaemonSet alloy\/alloy; taints: nvidia\.com\/gpu:NoSchedule/,
    fix: /workloads\.alloy\.tolerations/,
  },
  {
    id: 'node-drain-held',
    hop: 'node',
    make: (draft) => held(draft, 3),
    evidence: /node node-a is cordoned, and PodDisruptionBudget loki\/loki-ingester holds loki-ingester-0: 3 of 3 pods/,
    fix: /kubectl get poddisruptionbudget --namespace loki loki-ingester -o yaml\nit must allow one pod to be away/,
  },
  {
    id: 'node-drain-held',
    hop: 'node',
    make: (draft) => held(draft, 2),
    evidence: /holds loki-ingester-0: 2 of 3 pods are healthy/,
    fix: /kubectl get pods --namespace loki --selector app\.kubernetes\.io\/component=ingester/,
  },
  {
    id: 'node-no-files',
    hop: 'node',
    make: (draft) => {
      setMetric(draft, 'agent', 'loki_source_file_files_active_total{component_id=loki.source.file.pods}', 0);
      for (const pod of podsOf(draft, 'agent')) pod.spec.containers = [{ name: 'alloy', volumeMounts: [] }];
    },
    evidence: /alloy-0 and 2 more reads no file of pods, and does not have a mount at \/var\/log/,
    fix: /mount \/var\/log/,
  },
  {
    id: 'node-no-files',
    hop: 'node',
    of: healthySnapshot,
    make: (draft) => {
      setMetric(draft, 'agent', 'loki_source_file_files_active_total{component_id=loki.source.file.pods}', 0);
      // Files of the node are another source.
      setMetric(draft, 'agent', 'loki_source_file_files_active_total{component_id=loki.source.file.audit}', 2);
      for (const pod of podsOf(draft, 'agent')) pod.spec.containers = [{ name: 'alloy', volumeMounts: [] }];
    },
    evidence: /alloy-0 and 2 more reads no file of pods, and does not have a mount at \/var\/log/,
    fix: /mount \/var\/log/,
  },
  {
    id: 'node-journal',
    hop: 'node',
    make: (draft) => setMetric(draft, 'agent', 'loki_source_journal_target_lines_total', 0),
    evidence: /has read 0 entries of the journal/,
    fix: /machine-id/,
  },
  {
    id: 'node-file-denied',
    hop: 'node',
    make: (draft) => addLog(draft, 'agent', 'file-denied'),
    evidence: /permission denied: 7 lines of alloy-0/,
    fix: /securityContext/,
  },
];
