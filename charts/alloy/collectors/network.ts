import { k8s } from 'cdk8s-plus-28';
import { gatewayEgress } from '../../endpoint/gateway-egress';
import {
  AGENT_EGRESS,
  DNS_EGRESS,
  egressTo,
  namespacePeer,
  policyPort,
  scraperPeers,
  tcp,
} from '../../kubernetes/network';
import type { AlloySource } from '../sources/source';
import type { CollectorContext, PlacedCollector } from './collector';
import { distinct } from './distinct';
import { HTTP_PORT } from './program';

/**
 * Lets a collector's pods reach DNS, Loki's gateway, the API server if a source needs it, and what its sources name.
 * Only scrapers, the clients of its sources and, in a cluster, its own pods reach them.
 *
 * Alloy's HTTP server shows its configuration to every client, without a password.
 */
export function networkPolicy(
  collector: PlacedCollector,
  { endpoint, metricsNamespaces, metricsPods, scraper, apiServerPorts }: CollectorContext,
  isClustered = false,
): unknown {
  const { metadata, selector, sources, clientNamespaces, egress, kafkaIdentity } = collector;
  const shared = portsOf(sources.filter((source) => !source.clients));
  const peers = isClustered ? [{ podSelector: { matchLabels: selector } }] : [];
  return k8s.KubeNetworkPolicy.manifest({
    metadata,
    spec: {
      podSelector: { matchLabels: selector },
      policyTypes: ['Ingress', 'Egress'],
      ...ingress([
        { from: scraperPeers(metricsNamespaces, metricsPods, scraper), ports: tcp(HTTP_PORT) },
        {
          from: shared.length > 0 ? clientNamespaces.map((name) => namespacePeer(name)) : [],
          ports: shared,
        },
        { from: peers, ports: tcp(HTTP_PORT) },
        ...sources.map((source) => ({ from: clientsOf(source), ports: portsOf([source]) })),
      ]),
      egress: [
        DNS_EGRESS,
        // EKS runs the API server outside the cluster, at addresses that AWS may change: neither a pod nor a
        // fixed range to name here.
        ...distinct([
          ...(egress.usesGateway ? [gatewayEgress(endpoint)] : []),
          ...([...sources, egress].some(({ rules }) => rules.length > 0) ? [{ ports: tcp(...apiServerPorts) }] : []),
          ...[...sources, egress].flatMap(({ connections = [] }) => connections.map(egressTo)),
        ]),
        ...(kafkaIdentity?.usesAgent ? [AGENT_EGRESS] : []),
        ...(isClustered ? [{ to: peers, ports: tcp(HTTP_PORT) }] : []),
      ],
    },
  });
}

const portsOf = (sources: readonly AlloySource[]): k8s.NetworkPolicyPort[] =>
  sources.flatMap(({ ports = [] }) => ports.map(policyPort));

/** Peers that a source names itself. */
const clientsOf = ({ clients, ports = [] }: AlloySource): k8s.NetworkPolicyPeer[] =>
  clients && ports.length > 0
    ? [
        ...clients.namespaces.map((name) => namespacePeer(name)),
        ...clients.ranges.map((cidr): k8s.NetworkPolicyPeer => ({ ipBlock: { cidr } })),
      ]
    : [];

/** Pods that reach some ports. */
interface Opening {
  readonly from: k8s.NetworkPolicyPeer[];
  readonly ports: k8s.NetworkPolicyPort[];
}

/**
 * An empty `from` would allow every client, so without clients there is no rule. An empty list is left out, too:
 * the API server drops it, so that every `kubectl apply` would find a change to make.
 */
function ingress(openings: readonly Opening[]): Pick<k8s.NetworkPolicySpec, 'ingress'> {
  const rules = openings.filter(({ from }) => from.length > 0);
  return rules.length > 0 ? { ingress: rules } : {};
}
