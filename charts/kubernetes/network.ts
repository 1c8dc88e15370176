import { k8s } from 'cdk8s-plus-28';
import type { ScraperPods } from './metrics';
import { NAMESPACE_NAME_LABEL } from './objects';

/** Ports of the API server on EKS. */
export const API_SERVER_PORTS: readonly number[] = [443];

/** TCP ports. */
export function tcp(...ports: number[]): k8s.NetworkPolicyPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }));
}

/** Pods of a namespace, selected by the label that the API server gives every namespace; by default all pods. */
export function namespacePeer(namespace: string, podLabels?: Readonly<Record<string, string>>): k8s.NetworkPolicyPeer {
  return selected(namespace, podLabels && { matchLabels: podLabels });
}

function selected(namespace: string, podSelector?: k8s.LabelSelector): k8s.NetworkPolicyPeer {
  return {
    namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } },
    ...(podSelector ? { podSelector } : {}),
  };
}

/** Target of connections. */
export interface EgressTarget {
  /** Namespace of the pods. @default - it is not in the cluster */
  readonly namespace?: string;

  /** Range of addresses. Not with `namespace`. @default - any address */
  readonly cidr?: string;

  /** Labels of the pods in the namespace. @default - any pod */
  readonly podLabels?: Readonly<Record<string, string>>;

  /** Port that they listen on. */
  readonly port: number;

  /** Protocol. @default TCP */
  readonly protocol?: string;
}

/** Egress rule that lets pods reach a target. */
export function egressTo({ namespace, cidr, podLabels, ...target }: EgressTarget): k8s.NetworkPolicyEgressRule {
  const to = namespace ? [namespacePeer(namespace, podLabels)] : cidr ? [{ ipBlock: { cidr } }] : undefined;
  return { ...(to ? { to } : {}), ports: [policyPort(target)] };
}

/** Port of a network policy. */
export function policyPort({ port, protocol = 'TCP' }: Pick<EgressTarget, 'port' | 'protocol'>): k8s.NetworkPolicyPort {
  return { protocol, port: k8s.IntOrString.fromNumber(port) };
}

/** Names in the label `app.kubernetes.io/name` of programs that scrape metrics, as their charts and operators set them. */
export const SCRAPERS: readonly string[] = [
  'prometheus',
  'alloy',
  'grafana-agent',
  'opentelemetry-collector',
  'vmagent',
  'victoria-metrics-agent',
  'victoria-metrics-single',
];

/**
 * Pods that scrape metrics: in `namespaces` those with `podLabels`, by default those of well-known programs, and
 * `more`.
 */
export function scraperPeers(
  namespaces: readonly string[],
  podLabels?: Readonly<Record<string, string>>,
  more?: ScraperPods,
): k8s.NetworkPolicyPeer[] {
  const known = { matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: [...SCRAPERS] }] };
  return [
    ...namespaces.map((namespace) => selected(namespace, podLabels ? { matchLabels: podLabels } : known)),
    ...(more ? [namespacePeer(more.namespace, more.podLabels)] : []),
  ];
}

/** Address of the EKS Pod Identity agent on each node (https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html). */
export const POD_IDENTITY_AGENT = { cidr: '169.254.170.23/32', port: 80 } as const;

/** Egress rule for credentials of AWS from the Pod Identity agent. */
export const AGENT_EGRESS: k8s.NetworkPolicyEgressRule = {
  to: [{ ipBlock: { cidr: POD_IDENTITY_AGENT.cidr } }],
  ports: tcp(POD_IDENTITY_AGENT.port),
};

/**
 * Egress rule for DNS, to any address: in most clusters DNS runs in pods of kube-system, in EKS Auto Mode and with
 * NodeLocal DNSCache in a process on the node.
 */
export const DNS_EGRESS: k8s.NetworkPolicyEgressRule = {
  ports: [{ protocol: 'UDP', port: k8s.IntOrString.fromNumber(53) }, ...tcp(53)],
};
