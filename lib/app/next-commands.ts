import { LokiEndpoint } from '../../charts/endpoint/endpoint';
import { GRAFANA_PORT } from '../../charts/grafana/deploy/config';
import { GRAFANA } from '../../charts/grafana/deploy/props';
import { SECRET_FILES } from '../../charts/grafana/deploy/secrets';
import type { SecretFile } from '../../charts/endpoint/credentials/source';
import type { LoggingCharts } from '../../charts/logging/charts';
import { DEFAULT_NAMESPACES } from '../../charts/defaults';
import { DEFAULT_SECRET_NAME } from '../../charts/endpoint/credentials/kubernetes-secret';
import type { Environment } from '../environment/environment';
import type { RemoteLoki } from '../environment/hub/remote';
import { isLocal } from '../environment/local';
import { MANIFESTS_FOLDER } from './manifests-folder';
import { passwordCommand, type PasswordPlace, passwordPlace } from './password-place';

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

/** Makes objects as their manifests say, whoever changed or deleted them. */
export const restoreFrom = (manifests: string): string =>
  `kubectl apply --server-side --force-conflicts -f ${manifests}`;

/** Makes the objects of an environment in its cluster as it renders them. */
export const restoreCommand = (name: string): string =>
  `npx eks-loki render ${name} && ${restoreFrom(`${MANIFESTS_FOLDER}/${name}`)}`;

/** Words between a deploy and what is left to do if the template of the stack is the deployed one. */
const WITHOUT_CHANGES = 'if it finds no changes';

/**
 * Brings the objects of an environment to its cluster again. A deploy applies what differs from the deployed template, so it
 * leaves what was changed or deleted in the cluster.
 */
export const redeliverCommand = ({
  name,
  props,
}: Pick<Environment, 'name'> & Partial<Pick<Environment, 'props'>>): string =>
  props && isLocal(props)
    ? restoreCommand(name)
    : `${deployCommand(name)}; ${WITHOUT_CHANGES}: ${restoreCommand(name)}`;

/** Brings the resources of an environment in AWS back. A deploy alone leaves what was changed or deleted in AWS. */
export const redeployCommand = (name: string): string =>
  `${deployCommand(name)}; ${WITHOUT_CHANGES}: ${deployCommand(name)} --revert-drift`;

/** Writes what AWS must have for the manifests of an environment. */
export const awsCommand = (name: string): string => `npx eks-loki aws ${name}`;

/** Most bytes of a template that CloudFormation takes without a bucket. */
const TEMPLATE_BYTES = 51_200;

/** Deploys a template of `eks-loki aws` with this many bytes. */
export function templateCommand(
  { name, region }: Pick<Environment, 'name' | 'region'>,
  file: string,
  bytes: number,
): string {
  const bucket = bytes > TEMPLATE_BYTES ? ' --s3-bucket BUCKET-FOR-TEMPLATES' : '';
  return (
    `aws cloudformation deploy --region ${region} --stack-name loki-${name} --template-file ${file}` +
    `${bucket} --capabilities CAPABILITY_NAMED_IAM`
  );
}

/** Applies a configuration of `eks-loki aws`. */
export function terraformCommands({ region }: Pick<Environment, 'region'>, folder: string): string[] {
  return [`terraform -chdir=${folder} init`, `AWS_REGION=${region} terraform -chdir=${folder} apply`];
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
export function hubSecretCommand({ of, gatewaySecret }: Pick<RemoteLoki, 'of' | 'gatewaySecret'>): string {
  const context = of === undefined ? 'CONTEXT' : `CONTEXT-OF-${of.toUpperCase()}`;
  const { namespace, name } = gatewaySecret ?? { namespace: DEFAULT_NAMESPACES.loki, name: DEFAULT_SECRET_NAME };
  return `kubectl --context ${context} -n ${namespace} get secret ${name} -o json`;
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

/** Opens the gateway at a port of the machine, in the background. */
export function tunnelCommand(
  endpoint: Pick<LokiEndpoint, 'url' | 'namespace'>,
  local: number = LokiEndpoint.GATEWAY_PORT,
): string {
  const port = LokiEndpoint.GATEWAY_PORT;
  const ports = local === port ? port : `${local}:${port}`;
  return `kubectl -n ${endpoint.namespace} port-forward service/${gatewayService(endpoint)} ${ports} >/dev/null &`;
}

/** Grafana in the charts of an environment. */
type GrafanaSubject = Pick<LoggingCharts['grafana'], 'deployed' | 'namespaceName'>;

/**
 * Commands that open a Grafana that is deployed: a tunnel where there is no door, and the password of `admin` where it is asked
 * for; none without such a Grafana.
 */
export function openGrafanaCommands(
  { region }: Pick<Environment, 'region'>,
  { deployed, namespaceName }: GrafanaSubject,
): string[] {
  if (!deployed) return [];
  const { url, exposure, areInAws, secrets, takesPassword } = deployed;
  const tunnel = `kubectl -n ${namespaceName} port-forward service/${GRAFANA} ${GRAFANA_PORT} >/dev/null &`;
  const placeOf = ({ secret, field }: SecretFile): PasswordPlace =>
    areInAws
      ? { from: 'secrets-manager', region, secretId: secret, field }
      : { from: 'secret', namespace: namespaceName, secretName: secret, key: field };
  const admin = secrets.filter(({ file }) => takesPassword && file === SECRET_FILES.admin);
  return [
    ...(exposure ? [] : [tunnel]),
    ...admin.map((secret) => `${passwordCommand(placeOf(secret))} # the password of admin at ${url}`),
    ...(admin.length > 0 ? [] : [`echo ${url}`]),
  ];
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
    tunnelCommand(endpoint),
    `PASSWORD=$(${passwordCommand(passwordPlace(subject, endpoint, endpoint.reader))})`,
    `curl -sSG --retry 9 --retry-connrefused -u "${endpoint.reader.username}:$PASSWORD" ` +
      `-H '${LokiEndpoint.TENANT_HEADER}: ${endpoint.defaultTenant}' ` +
      `localhost:${port}/loki/api/v1/query_range --data-urlencode 'query={cluster="${subject.clusterName}"}' -d limit=5`,
  ];
}

/** Commands that read the last lines of an environment, wherever its Loki is. */
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
