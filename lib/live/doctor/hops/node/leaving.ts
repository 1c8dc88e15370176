import { LEAVING_TAINTS } from '../../../taints';
import type { Fault } from '../../fault';
import type { SnapshotNode } from '../../snapshot';
import { some } from '../../view';
import { settledNodes } from './settled';

/** Message of a node that is not ready because its pods have no network. */
export const NO_NETWORK = /NetworkPluginNotReady|cni plugin not initialized/;

const leaving: Fault = {
  id: 'node-leaving',
  hop: 'node',
  isMild: true,
  cause: 'a node will leave the cluster soon: its pods move, and ingesters need a node in its zone',
  find: ({ snapshot }) =>
    LEAVING_TAINTS.flatMap(([pattern, why]) => {
      const key = new RegExp(`^${pattern}$`);
      const taintOf = ({ spec }: SnapshotNode) => spec.taints?.map((taint) => taint.key).find((one) => key.test(one));
      const nodes = (snapshot.nodes ?? []).filter((node) => taintOf(node) !== undefined);
      const [first] = nodes;
      if (!first) return [];
      return {
        evidence: `node ${some(nodes.map(({ metadata }) => metadata.name))} has taint ${taintOf(first)}: ${why}`,
        fix: [
          'kubectl get nodes --label-columns topology.kubernetes.io/zone: wait until its zone has a node that is ready',
          'if it happens often: on-demand instances for ingesters',
        ],
      };
    }),
};

const network: Fault = {
  id: 'node-network',
  hop: 'node',
  isMild: true,
  cause: 'the network of a node is not ready: its VPC CNI does not run, so no pod starts there',
  find: (view) => {
    const found = settledNodes(view).filter(({ status }) =>
      status?.conditions?.some(
        ({ type, status: state, message = '' }) =>
          (type === 'NetworkUnavailable' && state === 'True') ||
          (type === 'Ready' && state === 'False' && NO_NETWORK.test(message)),
      ),
    );
    const [first] = found;
    if (!first) return undefined;
    return {
      isMild: found.length < (view.snapshot.nodes ?? []).length,
      evidence: `the network of node ${some(found.map(({ metadata }) => metadata.name))} is not ready`,
      fix: [
        `kubectl get pods --namespace kube-system --selector k8s-app=aws-node --field-selector spec.nodeName=${first.metadata.name}`,
        'kubectl logs --namespace kube-system --selector k8s-app=aws-node --container aws-node --tail 50',
      ],
    };
  },
};

/** Faults of nodes that leave, or that pods cannot start on. */
export const LEAVING_FAULTS: readonly Fault[] = [network, leaving];
