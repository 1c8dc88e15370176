import { restoreCommand } from '../../lib/app/next-commands';
import { passwordCommand } from '../../lib/app/password-place';
import type { AgentState } from './agent';
import type { SmokePath } from './path';
import type { ReadResult } from './reader';

/** Part of the path at which a line ended. */
type FailedHop = 'pod' | 'agent' | 'gateway' | 'reader' | 'loki';

/** Reason why a line did not arrive. */
export interface Failure {
  /** Part of the path at which it ended. */
  readonly hop: FailedHop;

  /** Observation, in words. */
  readonly found: string;

  /** The next step. */
  readonly fix: string;
}

const logsOf = (namespace: string | undefined, what: string): string =>
  `kubectl logs --namespace ${namespace} ${what} --since 10m`;

/** The pod did not write the line, or could not be made. */
export function notWritten({ namespace }: SmokePath, found: string, next?: string): Failure {
  const fix =
    next ?? `make sure that you may create pods there: kubectl auth can-i create pods --namespace ${namespace}`;
  return { hop: 'pod', found: `the pod in namespace ${namespace} did not write the line: ${found}`, fix };
}

/** Facts of an agent that did not read the line. */
interface Unread {
  readonly node: string;

  /** Its pod. @default - none is on the node */
  readonly pod?: string;

  /** Reason why the pod is not ready. @default - it is ready */
  readonly why?: string;

  /** Folder that it has not read. */
  readonly folder?: string;
}

/** No agent read the line. */
export function notRead({ agent, readsFiles }: SmokePath, { node, pod, why, folder }: Unread): Failure {
  const hop = 'agent';
  const { kind, namespace = '', name } = agent;
  if (pod === undefined) {
    const where = readsFiles ? ` on node ${node}` : '';
    const fix = `kubectl describe ${kind.toLowerCase()} --namespace ${namespace} ${name}`;
    return { hop, found: `${kind} ${namespace}/${name} has no pod${where}`, fix };
  }
  const who = `agent ${namespace}/${pod} on node ${node}`;
  if (why !== undefined) return { hop, found: `${who} is not ready: ${why}`, fix: logsOf(namespace, pod) };
  const found = `${who} is ready and has not read /var/log/pods/${folder}`;
  return { hop, found, fix: logsOf(namespace, pod) };
}

/** Restart of the gateway, which then reads its passwords again. */
const restart = ({ service, remote }: SmokePath): string =>
  service
    ? `kubectl rollout restart --namespace ${service.namespace} deployment/${service.name}`
    : `restart the gateway of ${remote}`;

/** Log of pods of Loki. */
const lokiLogs = ({ service, remote }: SmokePath, component: string): string =>
  service
    ? logsOf(service.namespace, `--selector app.kubernetes.io/component=${component}`)
    : `look at the log of the ${component} of ${remote}`;

/** Step that gives the gateway the tenants of its environment. */
const deliver = ({ environment, remote }: SmokePath): string =>
  remote === undefined ? restoreCommand(environment) : `deploy ${remote} again`;

/** Next step after an answer of the gateway, by status. */
function statusFix(path: SmokePath, status: number): string {
  const { tenant, password, service, reader, remote } = path;
  if (status === 401) {
    const place = passwordCommand(password);
    return `the gateway has another password of ${reader.username} than its place (${place}): ${restart(path)}`;
  }
  if (status === 403) return `the gateway does not know the tenant ${tenant}: ${deliver(path)}`;
  if (status === 404) {
    return remote === undefined
      ? 'another program answers there: compare the host with expose.host'
      : `another program answers there: compare the URL with the door of ${remote}`;
  }
  if (status === 429) return 'queries are limited: raise the limits of the tenant, or wait';
  return service
    ? logsOf(service.namespace, `deployment/${service.name}`)
    : `look at the log of the gateway of ${remote}`;
}

/**
 * The reader gets no answer. Before a line is sent, only what another try does not change is a failure; afterwards
 * (`atEnd`) any error is.
 */
export function readerFailure(path: SmokePath, { error, status }: ReadResult, atEnd = false): Failure | undefined {
  if (error === undefined) return undefined;
  if (!atEnd && status !== undefined && (status >= 500 || status === 429)) return undefined;
  const fix = status === undefined ? unreachedFix(path) : statusFix(path, status);
  return { hop: 'reader', found: error, fix };
}

/** Next step where nobody answers. */
function unreachedFix({ service, remote, door }: SmokePath): string {
  if (!service) {
    return `make sure that this machine reaches ${door}, the door of ${remote}, and trusts its certificate (NODE_EXTRA_CA_CERTS)`;
  }
  const { namespace, name } = service;
  return `make sure that its pods are ready and reachable: kubectl get endpointslices --namespace ${namespace} --selector kubernetes.io/service-name=${name}`;
}

/** Words for the answers to pushes; -1 stands for no answer. */
const refusalText = (refusals: AgentState['refusals']): string =>
  [...refusals].map(([status, count]) => `${count} × ${status === '-1' ? 'no answer' : status}`).join(', ');

/** Next steps for pushes that are refused, by status. */
const REFUSAL_FIXES: readonly (readonly [RegExp, (path: SmokePath) => string])[] = [
  [
    /^401$/,
    (path) => `agent and gateway have different passwords of the writer: ${restart(path)}, then restart the agents`,
  ],
  [/^403$/, (path) => `the gateway does not know a tenant of the agents: ${deliver(path)}`],
  [/^429$/, () => 'lines are limited: raise loki.tenantLimits (ingestion_rate_mb), or the volume'],
  [
    /^-1$/,
    ({ service, remote, door }) =>
      service
        ? `kubectl get pods,networkpolicies --namespace ${service.namespace}, and the pods of ${service.name}`
        : `make sure that the nodes reach ${door}, the door of ${remote}: networks, security groups, DNS and certificate`,
  ],
  [/^5/, (path) => lokiLogs(path, 'distributor')],
];

/** The agent read the line, or nobody can tell, and the reader does not find it, or finds it more than once. */
export function notFound(path: SmokePath, { count, state }: ReadResult & { readonly state: AgentState }): Failure {
  const { tenant, agent, environment, namespace, reader } = path;
  if (count > 1) {
    const found = `the line is there ${count} times, so more than one agent reads pods of the node`;
    return { hop: 'agent', found, fix: 'kubectl get daemonsets --all-namespaces, and remove the other one' };
  }
  const who = `agent ${agent.namespace}/${state.pod?.name ?? agent.name}`;
  const { refusals } = state;
  if (refusals.size > 0) {
    const found = `${who} read the line, and its pushes are refused: ${refusalText(refusals)}`;
    const [, fix] = REFUSAL_FIXES.find(([status]) => [...refusals.keys()].some((one) => status.test(one))) ?? [];
    return { hop: 'gateway', found, fix: fix?.(path) ?? logsOf(agent.namespace, state.pod?.name ?? '') };
  }
  if (path.viaKafka) {
    const found = `${who} read the line and sent it to Kafka, and ${reader.username} does not find it in tenant ${tenant}`;
    return { hop: 'loki', found, fix: logsOf(agent.namespace, 'deployment/alloy-kafka') };
  }
  const read =
    state.unknown === undefined
      ? `${who} read the line, its pushes are accepted`
      : `${who} may have read the line (${state.unknown})`;
  return {
    hop: 'loki',
    found: `${read}, and ${reader.username} does not find it in tenant ${tenant}`,
    fix:
      `look for entries of environments.${environment}.alloy.processing that drop lines of ${namespace} or give them another ` +
      `tenant (--tenant), then: ${lokiLogs(path, 'ingester')}`,
  };
}
