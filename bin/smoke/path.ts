import { tenantOfNamespace } from '../../charts/alloy/tenants';
import { type GatewayUser, LokiEndpoint } from '../../charts/endpoint/endpoint';
import type { Problem } from '../../charts/input/problems';
import { refuse } from '../../charts/input/props';
import type { LoggingCharts } from '../../charts/logging/charts';
import { unknownTenant } from '../../charts/endpoint/tenants';
import { gatewayService } from '../../lib/app/next-commands';
import { type PasswordPlace, passwordPlace } from '../../lib/app/password-place';
import type { Environment } from '../../lib/environment/environment';
import { unreadNamespace } from '../../lib/environment/unread-namespace';
import type { Manifests } from '../../lib/manifests/manifests';
import type { Workload } from '../../lib/manifests/workloads';

/** Path of a line of one environment, from the pod that writes it to the reader that finds it. */
export interface SmokePath {
  /** Name of the environment. */
  readonly environment: string;

  /** Name of its cluster. */
  readonly clusterName: string;

  /** Namespace of the pod that writes the line. */
  readonly namespace: string;

  /** Tenant that lines of this namespace go to. */
  readonly tenant: string;

  /** The gateway's workload: the pod takes its image and its place. */
  readonly gateway: Workload;

  /** Workload whose pods read the output of pods. */
  readonly agent: Workload;

  /** True if the agent reads files of its own node. If false, it reads the API of Kubernetes. */
  readonly readsFiles: boolean;

  /** True if lines go through Kafka. */
  readonly viaKafka: boolean;

  /** The gateway's Service. */
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number };

  /** URL of the door for clients outside the cluster. @default - none */
  readonly door?: string;

  /** User that reads. */
  readonly reader: GatewayUser;

  /** Place of its password. */
  readonly password: PasswordPlace;
}

/** Choices of the user. */
export interface SmokeChoices {
  /** Namespace of the pod. @default - that of Loki */
  readonly namespace?: string;

  /** Tenant to read. @default - that of the namespace's lines */
  readonly tenant?: string;
}

/**
 * The path of a line.
 *
 * @throws InputError if no agent reads the namespace, or the tenant does not exist
 */
export function smokePath(
  environment: Environment,
  charts: LoggingCharts,
  manifests: Manifests,
  choices: SmokeChoices,
): SmokePath {
  const { name, props, chartsProps } = environment;
  const { endpoint } = charts.loki;
  const namespace = choices.namespace ?? endpoint.namespace;
  const { pods } = props.alloy ?? {};
  const fromApi = typeof pods === 'object' && pods.from === 'api';
  const agentName = fromApi ? 'alloy-pods' : 'alloy';
  const find = (kind: string, of: string, workload: string) =>
    manifests.workloads.find((one) => one.kind === kind && one.namespace === of && one.name === workload);
  const service = gatewayService(endpoint);
  const gateway = find('Deployment', endpoint.namespace, service);
  const agent = find(fromApi ? 'StatefulSet' : 'DaemonSet', charts.alloy.namespaceName, agentName);
  refuse([
    ...unreadNamespace(`environments.${name}.alloy.pods`, pods, namespace, '--namespace shop'),
    ...(choices.tenant === undefined ? [] : unknownTenant('--tenant', choices.tenant, endpoint.tenants)),
    ...(gateway ? [] : [missing(name, `Deployment ${endpoint.namespace}/${service}`)]),
    ...(agent || pods === false ? [] : [missing(name, `workload ${charts.alloy.namespaceName}/${agentName}`)]),
  ]);
  return {
    environment: name,
    clusterName: environment.clusterName,
    namespace,
    tenant: choices.tenant ?? tenantOfNamespace(namespace, chartsProps.routes, endpoint),
    gateway: gateway as Workload,
    agent: agent as Workload,
    readsFiles: !fromApi,
    viaKafka: props.alloy?.kafka !== undefined,
    service: { namespace: endpoint.namespace, name: service, port: LokiEndpoint.GATEWAY_PORT },
    ...(props.expose ? { door: `https://${props.expose.host}` } : {}),
    reader: endpoint.reader,
    password: passwordPlace(environment, endpoint, endpoint.reader),
  };
}

const missing = (name: string, what: string): Problem => ({
  path: `environments.${name}.customize`,
  found: `the manifests have no ${what}`,
  fix: 'keep it, since lines pass through it',
});
