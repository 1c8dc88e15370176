import { k8s } from 'cdk8s-plus-28';
import { type PodsBehind, type UrlConnection, urlConnection } from '../../endpoint/connection';
import type { LokiEndpoint } from '../../endpoint/endpoint';
import type { Exposure } from '../../endpoint/exposure/exposure';
import { gatewayEgress } from '../../endpoint/gateway-egress';
import { AGENT_EGRESS, DNS_EGRESS, egressTo, tcp } from '../../kubernetes/network';
import type { PrometheusLink } from '../prometheus';
import { GRAFANA_PORT } from './config';
import type { GrafanaDeployProps } from './props';

/** Inputs of the policy. */
interface NetworkProps {
  readonly metadata: k8s.ObjectMeta;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly endpoint: LokiEndpoint;
  readonly deploy: GrafanaDeployProps;
  readonly exposure?: Exposure;
  readonly prometheus?: PrometheusLink;
  readonly alertmanagerUrl?: string;
  readonly alertmanagerPods?: readonly PodsBehind[];

  /** True if its containers get credentials from the Pod Identity agent. */
  readonly usesAgent: boolean;
}

/** HTTPS to any address: AWS and identity providers have no fixed ranges. */
const HTTPS: UrlConnection = { port: 443 };

/** Connections of Grafana, besides those to DNS and the gateway. */
function connections({ deploy, prometheus, alertmanagerUrl, alertmanagerPods = [] }: NetworkProps): UrlConnection[] {
  const { login, database } = deploy;
  const to = (url: string | undefined, pods?: PodsBehind) => (url === undefined ? [] : [urlConnection(url, pods)]);
  return [
    ...to(prometheus?.url, prometheus?.pods),
    ...(prometheus?.workspaceArn === undefined ? [] : [HTTPS]),
    ...to(alertmanagerUrl),
    ...(alertmanagerUrl === undefined ? [] : alertmanagerPods.flatMap((pods) => to(alertmanagerUrl, pods))),
    ...(login ? [...to(login.tokenUrl, login.pods), ...to(login.userUrl, login.pods)] : []),
    ...to(database && `tcp://${database.host}`, database?.pods),
  ];
}

/**
 * Network policy of Grafana's pods. Only the door reaches them. They reach DNS, the gateway, and the targets of their
 * datasources, login and database.
 */
export function grafanaPolicy(props: NetworkProps): unknown {
  const { metadata, podLabels, endpoint, exposure, usesAgent } = props;
  const found = connections(props);
  const distinct = found.filter((one, index) => found.findIndex((other) => isSame(one, other)) === index);
  const from = exposure?.peers ?? [];
  return k8s.KubeNetworkPolicy.manifest({
    metadata,
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ['Ingress', 'Egress'],
      ...(from.length > 0 ? { ingress: [{ from, ports: tcp(GRAFANA_PORT) }] } : {}),
      egress: [DNS_EGRESS, gatewayEgress(endpoint), ...(usesAgent ? [AGENT_EGRESS] : []), ...distinct.map(egressTo)],
    },
  });
}

const isSame = (a: UrlConnection, b: UrlConnection): boolean =>
  a.namespace === b.namespace && a.cidr === b.cidr && a.port === b.port;
