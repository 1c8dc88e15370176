import type { k8s } from 'cdk8s-plus-28';
import { egressTo, namespacePeer, tcp } from '../kubernetes/network';
import { urlConnection } from './connection';
import { LokiEndpoint } from './endpoint';

/** Way of a client to a gateway: to its pods in the cluster, or else to its address and port. */
export function gatewayEgress({ url, namespace, outside }: LokiEndpoint): k8s.NetworkPolicyEgressRule {
  if (outside) return egressTo(urlConnection(url, outside.pods));
  return { to: [namespacePeer(namespace, LokiEndpoint.GATEWAY_LABELS)], ports: tcp(LokiEndpoint.GATEWAY_PORT) };
}
