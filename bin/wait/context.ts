import { InputError } from '../../charts/input/problems';
import { deliverCommand, kubeconfigCommand } from '../../lib/app/next-commands';
import type { Environment } from '../../lib/environment/environment';
import { isLocal } from '../../lib/environment/local';
import { conform, type Form, parsedJson } from './conform';
import type { Home } from './home';
import { complaint, type KubectlRunner } from './kubectl';

/** The parts of a kubeconfig that are read. */
interface Kubeconfig {
  readonly clusters?: readonly { readonly name?: string }[] | null;
  readonly 'current-context'?: string;
}

const KUBECONFIG: Form = { clusters: [{ name: 'text' }], 'current-context': 'text' };

/** How a context is checked. */
export interface ContextOptions extends Home {
  /** True if the user named the context. */
  readonly named: boolean;

  /** If true, nothing of the environment need be there, or be seen: what is missing is what the caller looks for. @default false */
  readonly mayLackAll?: boolean;
}

/** Error of the API server for what the user may not do. */
const FORBIDDEN = /\(Forbidden\)/;

/** Error of kubectl without a kubeconfig, or with one that has no current context. */
const NO_CONTEXT = /current-context must exist/;

/**
 * Makes sure that kubectl reaches a cluster, and that it is the environment's as far as the kubeconfig tells: `aws eks
 * update-kubeconfig` names clusters by their ARN.
 *
 * @throws InputError if it does not: one problem, and not one for each workload
 */
export async function checkContext(
  kubectl: KubectlRunner,
  environment: Environment,
  { named, namespace, kind, mayLackAll = false }: ContextOptions,
): Promise<void> {
  const { name, account, region, clusterName } = environment;
  const refuse = (found: string, fix: string) => new InputError([{ path: 'kubectl', found, fix }]);
  const connect = `run ${kubeconfigCommand(environment)}`;
  const config = await kubectl.run(['config', 'view', '--minify', '--output', 'json']);
  if (config.status !== 0) {
    const error = complaint(config);
    throw refuse(
      NO_CONTEXT.test(error) ? 'has no current context' : error,
      `${connect}, or name a context with --context`,
    );
  }
  const read = conform(parsedJson(config.stdout), KUBECONFIG, []) as Kubeconfig | undefined;
  if (!read) throw refuse('prints no kubeconfig', 'install the kubectl of https://kubernetes.io/docs/tasks/tools/');
  const { clusters, 'current-context': context } = read;
  const arn = /^arn:aws[a-z-]*:eks:([^:]+):(\d{12}):cluster\/(.+)$/.exec(clusters?.[0]?.name ?? '');
  if (arn && !named && isLocal(environment.props)) {
    throw refuse(
      `context ${context} points to the EKS cluster ${arn[3]}, and ${name} is a local cluster`,
      `${connect}, or name a context with --context`,
    );
  }
  // An explicitly named context is trusted.
  if (arn && !named && (arn[1] !== region || arn[2] !== account || arn[3] !== clusterName)) {
    throw refuse(
      `context ${context} points to cluster ${arn[3]} in ${arn[2]} ${arn[1]}, and ${name} is on ${clusterName} in ` +
        `${account} ${region}`,
      `${connect}, or name a context with --context`,
    );
  }
  const get = ['get', kind, '--namespace', namespace, '--output', 'name', '--request-timeout=20s'];
  const found = await kubectl.run(get);
  if (mayLackAll && (found.status === 0 || FORBIDDEN.test(found.stderr))) return;
  if (found.status !== 0) {
    const admins = environment.props.cluster.create ? `environments.${name}.cluster.create.admins` : 'an access entry';
    if (isLocal(environment.props)) throw refuse(complaint(found), `start the cluster, or ${connect}`);
    throw refuse(complaint(found), `sign in to AWS as a role that the cluster admits (${admins}) and ${connect}`);
  }
  if (found.stdout.trim() === '') {
    const what = kind === 'deployments' ? 'Deployment' : 'DaemonSet';
    throw refuse(`namespace ${namespace} has no ${what} of ${name}`, `run ${deliverCommand(environment)}`);
  }
}
