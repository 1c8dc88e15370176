import type { Environment } from '../../lib/environment/environment';
import { deployCommand, kubeconfigCommand } from '../../lib/app/next-commands';
import { InputError, problemFrom } from '../../charts/problems';
import { complaint, type KubectlRunner } from './kubectl';

/** What is read of a kubeconfig. */
interface Kubeconfig {
  readonly clusters?: readonly { readonly name?: string }[] | null;
  readonly 'current-context'?: string;
}

/**
 * Makes sure that kubectl reaches a cluster, and that it is the environment's as far as the kubeconfig says: `aws eks
 * update-kubeconfig` names clusters by their ARN.
 *
 * @throws InputError where it does not, once and not for each workload
 */
export async function checkContext(
  kubectl: KubectlRunner,
  environment: Environment,
  { named, namespace }: { readonly named: boolean; readonly namespace: string },
): Promise<void> {
  const { name, account, region, clusterName } = environment;
  const refuse = (message: string) => new InputError([problemFrom('kubectl', message)]);
  const config = await kubectl.run(['config', 'view', '--minify', '--output', 'json']);
  if (config.status !== 0) {
    throw refuse(`${complaint(config)}; run ${kubeconfigCommand(environment)}, or name a context with --context`);
  }
  const { clusters, 'current-context': context } = JSON.parse(config.stdout) as Kubeconfig;
  const arn = /^arn:aws[a-z-]*:eks:([^:]+):(\d{12}):cluster\/(.+)$/.exec(clusters?.[0]?.name ?? '');
  // Who names a context means it.
  if (arn && !named && (arn[1] !== region || arn[2] !== account || arn[3] !== clusterName)) {
    throw refuse(
      `context ${context} is of cluster ${arn[3]} in ${arn[2]} ${arn[1]}, and ${name} is on ${clusterName} in ` +
        `${account} ${region}; run ${kubeconfigCommand(environment)}, or name a context with --context`,
    );
  }
  const asked = await kubectl.run([
    'get',
    'deployments',
    '--namespace',
    namespace,
    '--output',
    'name',
    '--request-timeout=20s',
  ]);
  if (asked.status !== 0) {
    throw refuse(
      `${complaint(asked)}; sign in to AWS as a role the cluster lets in (cluster.create.admins, or an access entry) ` +
        `and run ${kubeconfigCommand(environment)}`,
    );
  }
  if (asked.stdout.trim() === '') {
    throw refuse(`nothing of ${name} is in namespace ${namespace}; run ${deployCommand(name)}`);
  }
}
