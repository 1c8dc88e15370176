import type { k8s } from 'cdk8s-plus-28';
import { egressTo, namespacePeer, tcp } from '../kubernetes/network';
import { urlConnection } from './connection';
import { LokiEndpoint } from './endpoint';

/** Egress rule of a client of a gateway: to its pods in the cluster, or to its address and port outside. */
export function gatewayEgress({ url, namespace, outside }: LokiEndpoint): k8s.NetworkPolicyEgressRule {
  if (outside) return egressTo(urlConnection(url, outside.pods));
  return { to: [namespacePeer(namespace, LokiEndpoint.GATEWAY_LABELS)], ports: tcp(LokiEndpoint.GATEWAY_PORT) };
}
