import { LokiEndpoint } from '../../charts/endpoint/endpoint';
import { DEFAULT_NAMESPACES } from '../../charts/defaults';
import { DEFAULT_SECRET_NAME } from '../../charts/endpoint/credentials/kubernetes-secret';
import type { Environment } from '../environment/environment';
import type { RemoteLoki } from '../environment/hub/remote';
import { isLocal } from '../environment/local';
import { passwordCommand, passwordPlace } from './password-place';

/** Prepares an account and a region for the CDK; needed once for each. */
export function bootstrapCommand({ account, region }: Pick<Environment, 'account' | 'region'>): string {
  return `npx cdk bootstrap aws://${account}/${region}`;
}

/** Deploys the stacks of an environment. */
export function deployCommand(name: string): string {
  return `npx cdk deploy '${name}/**'`;
}

/** Brings the objects of an environment to its cluster. */
export function deliverCommand({ name, props }: Pick<Environment, 'name' | 'props'>): string {
  return isLocal(props) ? `npx eks-loki render ${name}, and then what it prints` : deployCommand(name);
}

/** Lets kubectl reach the cluster of an environment; for a local one, which context to choose. */
export function kubeconfigCommand({
  region,
  clusterName,
  props,
}: Pick<Environment, 'region' | 'clusterName'> & Partial<Pick<Environment, 'props'>>): string {
  if (props && isLocal(props)) return 'kubectl config use-context NAME with the one of kind, k3d or minikube';
  return `aws eks update-kubeconfig --region ${region} --name ${clusterName}`;
}

/** Creates the Secrets with the passwords. */
export function credentialsCommand(name: string): string {
  return `npx eks-loki credentials ${name} | kubectl apply -f -`;
}

/** Prints the Secret of the gateway of a Loki elsewhere, with the kubectl context of its cluster. */
export function hubSecretCommand({ of }: Pick<RemoteLoki, 'of'>): string {
  const context = of === undefined ? 'CONTEXT' : `CONTEXT-OF-${of.toUpperCase()}`;
  return `kubectl --context ${context} -n ${DEFAULT_NAMESPACES.loki} get secret ${DEFAULT_SECRET_NAME} -o json`;
}

/** Waits until the deployed workloads are ready, and reports those that are not, with the reasons. */
export function waitCommand(name: string): string {
  return `npx eks-loki wait ${name}`;
}

/** Applies rendered manifests by hand. */
export function applyCommand(folder: string): string {
  return `kubectl apply --server-side -f ${folder}`;
}

/** Name of the gateway's Service. */
export function gatewayService({ url }: Pick<LokiEndpoint, 'url'>): string {
  return new URL(url).hostname.split('.')[0] as string;
}

/** Environment whose logs are queried. */
export type QuerySubject = Pick<Environment, 'region' | 'clusterName' | 'credentials'>;

/**
 * Commands that read the last lines of a cluster from a machine with kubectl: a tunnel to the gateway, the reader's
 * password from its store, and a LogQL query over all streams of the default tenant.
 */
export function firstQueryCommands(subject: QuerySubject, endpoint: LokiEndpoint): string[] {
  const port = LokiEndpoint.GATEWAY_PORT;
  return [
    `kubectl -n ${endpoint.namespace} port-forward service/${gatewayService(endpoint)} ${port} >/dev/null &`,
    `PASSWORD=$(${passwordCommand(passwordPlace(subject, endpoint, endpoint.reader))})`,
    `curl -sSG --retry 9 --retry-connrefused -u "${endpoint.reader.username}:$PASSWORD" ` +
      `-H '${LokiEndpoint.TENANT_HEADER}: ${endpoint.defaultTenant}' ` +
      `localhost:${port}/loki/api/v1/query_range --data-urlencode 'query={cluster="${subject.clusterName}"}' -d limit=5`,
  ];
}

/** How the last lines of an environment are read, wherever its Loki is. */
export function firstQuery(
  subject: QuerySubject & Pick<Environment, 'name' | 'remote'>,
  endpoint: LokiEndpoint,
): { readonly heading: string; readonly commands: string[] } {
  const { name, clusterName, remote } = subject;
  if (!remote) return { heading: 'Next, read its last log lines:', commands: firstQueryCommands(subject, endpoint) };
  const query = `logcli query '{cluster="${clusterName}"}' --limit 5`;
  return remote.of === undefined
    ? {
        heading: `Next, read its last log lines at ${remote.url}, in tenant ${endpoint.defaultTenant}:`,
        commands: [query],
      }
    : {
        heading: `Next, read its last log lines at ${remote.of}:`,
        commands: [`eval "$(npx eks-loki logcli ${name})"`, query],
      };
}
