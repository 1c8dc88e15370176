import { InputError } from '../../charts/input/problems';
import { deliverCommand, kubeconfigCommand } from '../../lib/app/next-commands';
import type { Environment } from '../../lib/environment/environment';
import { isLocal } from '../../lib/environment/local';
import { currentCluster, type EksCluster } from './current';
import type { Home } from './home';
import { ANSWERS_WITHIN, complaint, FORBIDDEN, type KubectlRunner } from './kubectl';

/** Options of the check of a context. */
export interface ContextOptions extends Home {
  /** True if the user named the context. */
  readonly named: boolean;

  /** If true, objects of the environment may be missing or invisible: the caller reports that. @default false */
  readonly mayLackAll?: boolean;
}

/** Error of kubectl without the program for credentials that its kubeconfig names. */
const NO_PROGRAM = /exec: executable (\S+) not found/;

const INSTALL_AWS =
  'install the AWS CLI 2 (https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html)';

/** An EKS cluster in words, as far as it is known: `cluster prod in 111122223333 us-east-1`. */
function told({ name, account, region }: EksCluster): string {
  const where = [account, region].filter((one) => one !== undefined).join(' ');
  const what = name === undefined ? 'another cluster' : `cluster ${name}`;
  return where === '' ? what : `${what} in ${where}`;
}

/**
 * Makes sure that kubectl reaches a cluster, and that it is the environment's as far as the kubeconfig tells.
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
  const { context, eks } = await currentCluster(kubectl, connect);
  if (eks && !named && isLocal(environment.props)) {
    throw refuse(
      `context ${context} points to ${eks.name === undefined ? 'an EKS cluster' : `the EKS cluster ${eks.name}`}, and ${name} is a local cluster`,
      `${connect}, or name a context with --context`,
    );
  }
  // An explicitly named context is trusted.
  const differs = (is: string | undefined, wanted: string | undefined): boolean => is !== undefined && is !== wanted;
  if (
    eks &&
    !named &&
    (differs(eks.region, region) || differs(eks.account, account) || differs(eks.name, clusterName))
  ) {
    throw refuse(
      `context ${context} points to ${told(eks)}, and ${name} is on ${clusterName} in ${account} ${region}`,
      `${connect}, or name a context with --context`,
    );
  }
  const get = ['get', kind, '--namespace', namespace, '--output', 'name', `--request-timeout=${ANSWERS_WITHIN - 5}s`];
  const found = await kubectl.run(get, { within: ANSWERS_WITHIN });
  if (mayLackAll && (found.status === 0 || FORBIDDEN.test(found.stderr))) return;
  if (found.status !== 0) {
    const admins = environment.props.cluster.create ? `environments.${name}.cluster.create.admins` : 'an access entry';
    const [, program] = NO_PROGRAM.exec(found.stderr) ?? [];
    if (program === 'aws') throw refuse(complaint(found), `${INSTALL_AWS}, and ${connect}`);
    if (program !== undefined)
      throw refuse(complaint(found), `install ${program}, which the kubeconfig names; or ${connect}`);
    if (isLocal(environment.props)) throw refuse(complaint(found), `start the cluster, or ${connect}`);
    throw refuse(complaint(found), `sign in to AWS as a role that the cluster admits (${admins}) and ${connect}`);
  }
  if (found.stdout.trim() === '') {
    const what = kind === 'deployments' ? 'Deployment' : 'DaemonSet';
    throw refuse(`namespace ${namespace} has no ${what} of ${name}`, `run ${deliverCommand(environment)}`);
  }
}
