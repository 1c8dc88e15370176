import { tenantOfNamespace } from '../../charts/alloy/tenants';
import { type GatewayUser, LokiEndpoint } from '../../charts/endpoint/endpoint';
import type { Problem } from '../../charts/input/problems';
import { refuse } from '../../charts/input/props';
import type { LoggingCharts } from '../../charts/logging/charts';
import { unknownTenant } from '../../charts/endpoint/tenants';
import { gatewayService } from '../../lib/app/next-commands';
import { type PasswordPlace, readerPlace } from '../../lib/app/password-place';
import type { RemoteLoki } from '../../lib/environment/hub/remote';
import type { Environment } from '../../lib/environment/environment';
import { unreadNamespace } from '../../lib/environment/unread-namespace';
import type { Manifests } from '../../lib/manifests/manifests';
import type { Workload } from '../../lib/manifests/workloads';
import { homeOf } from '../wait/home';

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

  /** Workload from which the pod takes its image and scheduling: the gateway, or the agent where Loki is elsewhere. */
  readonly model: Workload;

  /** Workload whose pods collect the lines of pods. */
  readonly agent: Workload;

  /** True if the agent reads files of its own node. If false, it reads the API of Kubernetes. */
  readonly readsFiles: boolean;

  /** True if lines go through Kafka. */
  readonly viaKafka: boolean;

  /** Loki elsewhere, by its environment or its URL. @default - none: Loki is in this cluster */
  readonly remote?: string;

  /** The gateway's Service. @default - it is in another cluster */
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number };

  /** URL of the gateway for clients outside its cluster. @default - none */
  readonly door?: string;

  /** User that reads. */
  readonly reader: GatewayUser;

  /** Place of its password. */
  readonly password: PasswordPlace;
}

/** Choices of the user. */
export interface SmokeChoices {
  /** Namespace of the pod. @default - that of Loki, or of Alloy where Loki is elsewhere */
  readonly namespace?: string;

  /** Tenant to read. @default - that of the namespace's lines */
  readonly tenant?: string;
}

/**
 * The path of a line.
 *
 * @throws InputError if no agent reads the namespace, the tenant does not exist, or the line cannot be read from here
 */
export function smokePath(
  environment: Environment,
  charts: LoggingCharts,
  manifests: Manifests,
  choices: SmokeChoices,
): SmokePath {
  const { name, props, chartsProps, remote } = environment;
  const { endpoint } = charts;
  const namespace = choices.namespace ?? homeOf(charts).namespace;
  const { pods } = props.alloy ?? {};
  const fromApi = typeof pods === 'object' && pods.from === 'api';
  const agentName = fromApi ? 'alloy-pods' : 'alloy';
  const find = (kind: string, of: string, workload: string) =>
    manifests.workloads.find((one) => one.kind === kind && one.namespace === of && one.name === workload);
  const service = remote ? undefined : gatewayService(endpoint);
  const gateway = service === undefined ? undefined : find('Deployment', endpoint.namespace, service);
  const password = readerPlace(environment, endpoint, charts.canary?.namespaceName);
  const agent = find(fromApi ? 'StatefulSet' : 'DaemonSet', charts.alloy.namespaceName, agentName);
  refuse([
    ...unreadNamespace(`environments.${name}.alloy.pods`, pods, namespace, '--namespace shop'),
    ...(choices.tenant === undefined ? [] : unknownTenant('--tenant', choices.tenant, endpoint.tenants)),
    ...(gateway || remote ? [] : [missing(name, `Deployment ${endpoint.namespace}/${service}`)]),
    ...(password ? [] : [unreadable(name, remote)]),
    ...(agent || pods === false ? [] : [missing(name, `workload ${charts.alloy.namespaceName}/${agentName}`)]),
  ]);
  return {
    environment: name,
    clusterName: environment.clusterName,
    namespace,
    tenant: choices.tenant ?? tenantOfNamespace(namespace, chartsProps.routes, endpoint),
    model: (gateway ?? agent) as Workload,
    agent: agent as Workload,
    readsFiles: !fromApi,
    viaKafka: props.alloy?.kafka !== undefined,
    ...(service === undefined
      ? { remote: remote?.of ?? endpoint.url, door: endpoint.url }
      : { service: { namespace: endpoint.namespace, name: service, port: LokiEndpoint.GATEWAY_PORT } }),
    ...(props.expose ? { door: `https://${props.expose.host}` } : {}),
    reader: endpoint.reader,
    password: password as PasswordPlace,
  };
}

const unreadable = (name: string, remote: RemoteLoki | undefined): Problem => ({
  path: `environments.${name}.loki`,
  found: `its lines are read at ${remote?.of ?? remote?.url}, with a password that is neither in AWS Secrets Manager nor in this cluster`,
  fix:
    remote?.of === undefined
      ? `search the lines there, or give this environment a canary, which brings the password here`
      : `search them there: npx eks-loki logcli ${name}; or give this environment a canary, which brings the password here`,
});

const missing = (name: string, what: string): Problem => ({
  path: `environments.${name}.customize`,
  found: `the manifests have no ${what}`,
  fix: 'keep it, since lines pass through it',
});
