import { KubernetesSecretCredentials } from '../../charts/endpoint/credentials/kubernetes-secret';
import { environmentCharts, type Environment } from '../../lib/environment/environment';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { InputError, problemFrom } from '../../charts/problems';
import { readDuration } from '../../lib/environment/quantities';
import { loadEnvironments } from '../load-environments';
import { fail } from '../terminal/terminal';
import { checkContext } from '../wait/context';
import { nextFor } from '../wait/hints';
import { Kubectl } from '../wait/kubectl';
import { Progress } from '../wait/progress';
import { allReady, failureText, type NextFor, rolloutsJson } from '../wait/report';
import { waitForRollouts } from '../wait/rollout';

/** What `eks-loki wait` was told. */
export interface WaitOptions {
  /** Environment to wait for. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;

  /** How long, as `20m`. */
  readonly timeout: string;

  /** Context of the kubeconfig. @default - the current one */
  readonly context?: string;

  /** Whether to print JSON. */
  readonly json?: boolean;
}

/** Kinds that have a rollout. */
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet'];

/**
 * Waits until every workload of an environment is ready: CloudFormation only knows that the API server has taken them.
 * What does not become ready is said with its pods, their reasons and what to do next, and is exit code 1.
 */
export async function wait({ name, file, timeout, context, json }: WaitOptions): Promise<void> {
  const { value: duration, problem } = readDuration(timeout);
  if (!duration) throw new InputError([problemFrom('--timeout', `${timeout} ${problem}`)]);
  const [environment] = (await loadEnvironments(file, [name])) as [Environment];
  const charts = environmentCharts(environment);
  const workloads = manifestsOf(charts.manifests()).workloads.filter(({ kind }) => KINDS.includes(kind));
  const { namespace } = charts.loki.endpoint;
  const { source } = environment.credentials;
  // Only Secrets made by hand can be missing because nobody has made them.
  const credentialsSecret = source instanceof KubernetesSecretCredentials ? source.secretName : undefined;

  const kubectl = new Kubectl(context);
  await checkContext(kubectl, environment, { named: context !== undefined, namespace });
  const next: NextFor = ({ workload }, trouble) =>
    nextFor({ environment, credentialsSecret, namespace: workload.namespace ?? 'default', trouble });
  const progress = new Progress(process.stdout, (rollout) => {
    const [first] = rollout.troubles;
    return first && next(rollout, first);
  });
  const rollouts = await waitForRollouts(kubectl, workloads, {
    timeoutSeconds: duration.toSeconds(),
    onChange: json ? undefined : (all) => progress.show(all),
  });

  const ready = allReady(rollouts);
  if (json) console.log(rolloutsJson(name, rollouts, next));
  else if (ready) console.log(`all ${rollouts.length} workloads of ${name} are ready`);
  if (!ready) {
    if (!json) fail(failureText(rollouts, next));
    process.exitCode = 1;
  }
}
