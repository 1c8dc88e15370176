import type { Fault } from '../../fault';
import type { SnapshotNode } from '../../snapshot';
import { some } from '../../view';

type Condition = NonNullable<NonNullable<SnapshotNode['status']>['conditions']>[number];

/** Conditions of the EKS node monitoring agent and of the node problem detector, with the status that is wrong. */
const WRONG: ReadonlyMap<string, string> = new Map([
  ...['KernelReady', 'NetworkingReady', 'StorageReady', 'ContainerRuntimeReady'].map(
    (type) => [type, 'False'] as const,
  ),
  ...[
    ...['KernelDeadlock', 'ReadonlyFilesystem', 'FrequentKubeletRestart', 'FrequentContainerdRestart'],
    ...['KubeletProblem', 'KubeletUnhealthy', 'ContainerRuntimeUnhealthy', 'FrequentUnregisterNetDevice'],
  ].map((type) => [type, 'True'] as const),
]);

const isWrong = ({ type, status }: Condition): boolean => WRONG.get(type) === status;

const reported: Fault = {
  id: 'node-condition',
  hop: 'node',
  isMild: true,
  cause: 'a node reports that its kernel, network, disk or container runtime is not in order',
  find: ({ snapshot }) => {
    const found = (snapshot.nodes ?? []).flatMap((node) =>
      (node.status?.conditions ?? []).filter(isWrong).map((condition) => ({ name: node.metadata.name, condition })),
    );
    const [first] = found;
    if (!first) return undefined;
    const { type, status, reason, message } = first.condition;
    const why = [reason, message].filter((one) => one !== undefined && one !== '').join(': ');
    return {
      evidence: `node ${some(found.map(({ name }) => name))} says ${type} is ${status}${why === '' ? '' : `: ${why}`}`,
      fix: [
        `kubectl describe node ${first.name}`,
        'replace the node if it stays so; with auto repair of its node group EKS does it',
      ],
    };
  },
};

/** Taints that are removed when a node is ready for pods, with the program that removes each. */
const UNTIL_READY: readonly (readonly [key: string, who: string])[] = [
  ['node.cloudprovider.kubernetes.io/uninitialized', 'the cloud controller manager, which EKS runs'],
  ['karpenter.sh/unregistered', 'Karpenter'],
  ['ebs.csi.aws.com/agent-not-ready', 'the pod of the EBS CSI driver on the node'],
  ['node.cilium.io/agent-not-ready', 'the pod of Cilium on the node'],
];

/** Seconds in which a node becomes ready for pods. */
const STARTS_WITHIN = 600;

const uninitialized: Fault = {
  id: 'node-not-initialized',
  hop: 'node',
  isMild: true,
  cause: 'a node still has a taint that it got at its start, so it takes no pods',
  find: (view) =>
    UNTIL_READY.flatMap(([key, who]) => {
      const nodes = (view.snapshot.nodes ?? []).filter(
        ({ metadata, spec }) =>
          spec.taints?.some((taint) => taint.key === key) &&
          view.secondsSince(metadata.creationTimestamp) > STARTS_WITHIN,
      );
      const [first] = nodes;
      if (!first) return [];
      return {
        evidence: `node ${some(nodes.map(({ metadata }) => metadata.name))} has taint ${key}, which ${who} removes`,
        fix: [
          `kubectl get pods --all-namespaces --field-selector spec.nodeName=${first.metadata.name}: look for one that is not ready`,
          `kubectl delete node ${first.metadata.name}, and terminate its instance, if it stays so`,
        ],
      };
    }),
};

/** Faults that nodes report themselves. */
export const CONDITION_FAULTS: readonly Fault[] = [reported, uninitialized];
