import { k8s } from 'cdk8s-plus-28';
import { LokiEndpoint } from '../../endpoint/endpoint';
import { DNS_EGRESS, namespacePeer, tcp } from '../../kubernetes/network';
import { HTTP_PORT } from './daemonset';

/** What Alloy's NetworkPolicy is made of. */
export interface AlloyNetworkPolicyProps {
  /** Name of the policy. */
  readonly name: string;

  /** Its namespace. */
  readonly namespace: string;

  /** Its labels. */
  readonly labels: Record<string, string>;

  /** Labels of Alloy's pods. */
  readonly selector: Record<string, string>;

  /** Where logs go. */
  readonly endpoint: LokiEndpoint;

  /** Whether a source asks the Kubernetes API for something. */
  readonly kubernetesApi: boolean;

  /** Namespaces whose pods may reach Alloy's HTTP server. */
  readonly metricsNamespaces: string[];
}

/**
 * Lets Alloy's pods reach DNS, Loki's gateway and the API server, and nobody reach them but who may scrape.
 *
 * Alloy's HTTP server shows its configuration to whoever asks, with no password.
 */
export function networkPolicy(props: AlloyNetworkPolicyProps): unknown {
  return k8s.KubeNetworkPolicy.manifest({
    metadata: { name: props.name, namespace: props.namespace, labels: props.labels },
    spec: {
      podSelector: { matchLabels: props.selector },
      policyTypes: ['Ingress', 'Egress'],
      ...ingress(props.metricsNamespaces),
      egress: [
        DNS_EGRESS,
        {
          to: [namespacePeer(props.endpoint.namespace, LokiEndpoint.GATEWAY_LABELS)],
          ports: tcp(LokiEndpoint.GATEWAY_PORT),
        },
        // EKS runs the API server outside the cluster, at addresses that AWS changes at will: neither a pod nor a
        // fixed range to name here.
        ...(props.kubernetesApi ? [{ ports: tcp(443) }] : []),
      ],
    },
  });
}

/**
 * An empty `from` would let in everybody: without namespaces there is no rule at all. Nor an empty list of rules, which
 * the API server drops, so that every `kubectl apply` would find a change to make.
 */
function ingress(namespaces: readonly string[]): Pick<k8s.NetworkPolicySpec, 'ingress'> {
  if (namespaces.length === 0) return {};
  return { ingress: [{ from: namespaces.map((name) => namespacePeer(name)), ports: tcp(HTTP_PORT) }] };
}
