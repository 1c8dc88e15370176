import { k8s } from 'cdk8s-plus-28';
import { NAMESPACE_NAME_LABEL } from './objects';

/** TCP ports. */
export function tcp(...ports: number[]): k8s.NetworkPolicyPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }));
}

/** All pods of a namespace, by the label that the API server gives every namespace. */
export function namespacePeer(namespace: string, podLabels?: Record<string, string>): k8s.NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } },
    ...(podLabels ? { podSelector: { matchLabels: podLabels } } : {}),
  };
}

/**
 * DNS, to any address: in most clusters DNS runs in pods of kube-system, in EKS Auto Mode and with NodeLocal DNSCache
 * in a process on the node.
 */
export const DNS_EGRESS: k8s.NetworkPolicyEgressRule = {
  ports: [{ protocol: 'UDP', port: k8s.IntOrString.fromNumber(53) }, ...tcp(53)],
};
