import { componentKey } from '../../../charts/loki/sizes/size';
import { kubectlSelector } from '../../manifests/selectors';
import { COMPONENT, runs } from './components';
import type { View } from './view';

/** Commands and fields that several faults have as their fix. */

/** Selector of pods that run some components of Loki. */
function selector({ setup }: View, components: readonly string[]): string {
  if (!setup.found) {
    const [first = ''] = components;
    return components.length === 1 ? `${COMPONENT}=${first}` : `'${COMPONENT} in (${components.join(',')})'`;
  }
  const own = setup.workloads.filter(({ component }) => components.some((one) => runs(component, one)));
  const values = [...new Set(own.flatMap(({ labels }) => labels[COMPONENT] ?? []))];
  if (values.length > 1) return `'${COMPONENT} in (${values.join(',')})'`;
  // Releases share a namespace, and loki-stack has other labels.
  const labels = own[0]?.labels ?? { 'app.kubernetes.io/name': 'loki' };
  return kubectlSelector(labels);
}

/** Prints the last lines of a component of Loki. */
export const logsOf = (view: View, component: string): string =>
  `kubectl logs --namespace ${view.setup.lokiNamespace} --selector ${selector(view, [component])} --all-containers --since 10m --tail 50`;

/** Prints the last warnings and errors of a component of Loki. */
export const warningsOf = (view: View, component: string): string =>
  `kubectl logs --namespace ${view.setup.lokiNamespace} --selector ${selector(view, [component])} --since 30m --tail 100 | grep -E 'level=(warn|error)'`;

/** Lists the pods of some components of Loki. */
export const podsOf = (view: View, ...components: readonly string[]): string =>
  `kubectl get pods --namespace ${view.setup.lokiNamespace} --selector ${selector(view, components)}`;

/** Workload that runs a component of Loki: `deployment/loki-querier`. */
export function workloadOf({ setup }: View, component: string): string {
  const found = setup.workloads.find((one) => runs(one.component, component));
  return found ? `${found.kind.toLowerCase()}/${found.name}` : `deployment/loki-${component}`;
}

/** Lists the network policies of Loki, or of the agents if Loki is elsewhere. */
export const networkPolicies = ({ setup }: View, namespace = setup.lokiNamespace): string =>
  `kubectl get networkpolicies --namespace ${namespace}`;

/** Lists the endpoints of a Service of Loki. */
const endpointsOf = ({ setup }: View, service: string): string =>
  `kubectl get endpointslices --namespace ${setup.lokiNamespace} --selector kubernetes.io/service-name=${service}`;

/** Lists the endpoints of the gateway; of a Loki without one, all Services. */
export const gatewayEndpoints = (view: View): string =>
  view.setup.gateway
    ? endpointsOf(view, view.setup.gateway.service)
    : `kubectl get endpointslices --namespace ${view.setup.lokiNamespace}`;

/** Lists the endpoints of the Service by which pods of Loki find each other; charts name it by the release. */
export const memberlistEndpoints = (view: View): string =>
  view.setup.found
    ? `kubectl get endpointslices --namespace ${view.setup.lokiNamespace} | grep memberlist`
    : endpointsOf(view, 'loki-memberlist');

/** Shows the Service that clients of Loki name. */
export const gatewayService = ({ setup }: View): string =>
  setup.gateway
    ? `kubectl get service --namespace ${setup.lokiNamespace} ${setup.gateway.service} -o yaml`
    : `kubectl get services --namespace ${setup.lokiNamespace}`;

/** Name of a Loki elsewhere. */
export const elsewhere = ({ setup: { remote } }: View): string => remote?.of ?? `the Loki at ${remote?.url}`;

/** Steps to look at a Loki elsewhere. */
export const atHub = (view: View): string =>
  view.setup.remote?.of === undefined
    ? `ask those who run ${elsewhere(view)} for the log of its gateway`
    : `npx eks-loki doctor ${view.setup.remote.of}`;

/** Prints lines of the agents that have a word in them. */
export const agentLines = ({ setup }: View, word: string): string =>
  `kubectl logs --namespace ${setup.alloyNamespace} --selector app.kubernetes.io/name=alloy --since 10m --tail 100 | grep ${word}`;

/** Lists the pods of the DNS of the cluster. */
export const DNS_PODS = 'kubectl get pods --namespace kube-system --selector k8s-app=kube-dns';

/** Lists the addresses of the API server. */
export const API_ENDPOINTS =
  'kubectl get endpointslices --namespace default --selector kubernetes.io/service-name=kubernetes';

/** Lists the pods of the controller that makes load balancers. */
export const BALANCER_PODS =
  'kubectl get pods --namespace kube-system --selector app.kubernetes.io/name=aws-load-balancer-controller';

/** Restarts the Grafana in the namespace of the datasources. */
export const restartGrafana = ({ setup }: View): string =>
  `kubectl rollout restart --namespace ${setup.grafanaNamespace} deployment,statefulset --selector app.kubernetes.io/name=grafana`;

/** Restarts all workloads of a namespace whose pods have a service account with a role. */
export const restartAll = (namespace: string): string =>
  `kubectl rollout restart --namespace ${namespace} deployment,statefulset`;

/** Restarts all agents. */
export const restartAgents = ({ setup }: View): string =>
  `kubectl rollout restart --namespace ${setup.alloyNamespace} daemonset,statefulset,deployment`;

/** Restarts the gateway, which reads passwords when it starts. */
export const restartGateway = (view: View): string => {
  const { remote, gateway, lokiNamespace } = view.setup;
  if (remote) return atHub(view);
  return gateway
    ? `kubectl rollout restart --namespace ${lokiNamespace} deployment/${gateway.service}`
    : `kubectl get ingress --namespace ${lokiNamespace}`;
};

/** A field of the environment; for a found Loki, keys of Loki's configuration. */
export const field = ({ setup }: View, path: string, keys: string): string =>
  setup.found ? `${keys} in Loki's configuration` : `environments.${setup.name}.${path}`;

/** Raises limits of a tenant. `limits` are those of Loki, such as `max_line_size: '…'`. */
export const raiseLimits = (view: View, tenant: string, limits: string): string => {
  const ofTenant = `{ ${JSON.stringify(tenant)}: { ${limits} } }`;
  return `raise ${field(view, `loki.tenantLimits: ${ofTenant}`, `overrides: ${ofTenant}`)}`;
};

/** Steps that need an environment; a found Loki has none. */
export const ofEnvironment = ({ setup }: View, ...steps: readonly string[]): string[] =>
  setup.found ? [] : [...steps];

/** Prints the certificate that a host shows. */
export const showCertificate = (host: string, port: number | string): string =>
  `openssl s_client -connect ${host}:${port} -servername ${host} </dev/null | openssl x509 -noout -subject -issuer -enddate`;

/** Brings resources of AWS back. */
export const redeploy = ({ setup }: View): string => setup.redeploy ?? setup.deliver;

/** Shows what somebody changed in the cluster. */
export const diffOfCluster = (view: View): string[] =>
  ofEnvironment(view, `npx eks-loki diff ${view.setup.name} --cluster`);

/** Checks the environment. */
export const check = (view: View): string[] => ofEnvironment(view, `npx eks-loki check ${view.setup.name}`);

/** Steps to a larger volume of a component. */
export const grow = ({ setup }: View, component: string): string[] =>
  setup.found
    ? [
        `kubectl get pvc --namespace ${setup.lokiNamespace}`,
        'ask for a larger volume: kubectl edit pvc, if its StorageClass has allowVolumeExpansion',
      ]
    : [
        `raise environments.${setup.name}.volume, or loki.sizes: { ${componentKey(component)}: { volume: … } }`,
        `npx eks-loki volumes ${setup.name}`,
      ];
