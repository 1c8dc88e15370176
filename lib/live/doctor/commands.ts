import { COMPONENT } from './setup';
import type { View } from './view';

/** Commands that several faults have as their fix. */

/** Prints the last lines of a component of Loki. */
export const logsOf = ({ setup }: View, component: string): string =>
  `kubectl logs --namespace ${setup.lokiNamespace} --selector ${COMPONENT}=${component} --all-containers --since 10m --tail 50`;

/** Lists the pods of some components of Loki. */
export const podsOf = ({ setup }: View, ...components: readonly string[]): string =>
  `kubectl get pods --namespace ${setup.lokiNamespace} --selector '${COMPONENT} in (${components.join(',')})'`;

/** Lists the network policies of Loki. */
export const networkPolicies = ({ setup }: View): string =>
  `kubectl get networkpolicies --namespace ${setup.lokiNamespace}`;

/** Lists the endpoints of a Service of Loki. */
export const endpointsOf = ({ setup }: View, service: string): string =>
  `kubectl get endpointslices --namespace ${setup.lokiNamespace} --selector kubernetes.io/service-name=${service}`;

/** Restarts the gateway, which reads passwords when it starts. */
export const restartGateway = ({ setup }: View): string =>
  `kubectl rollout restart --namespace ${setup.lokiNamespace} deployment/${setup.gateway.service}`;
