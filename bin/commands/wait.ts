import { KubernetesSecretCredentials } from '../../charts/endpoint/credentials/kubernetes-secret';
import { visible } from '../../charts/input/show';
import { firstQuery, openGrafanaCommands } from '../../lib/app/next-commands';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { environmentCharts, type Environment } from '../../lib/environment/environment';
import { recordText } from '../../lib/planner/deployed/record';
import { stageRecords } from '../deployed/records';
import { secondsOfTimeout } from '../program/timeout';
import { replaceUnlessEnded } from '../output/replace';
import { loadEnvironments } from '../loading/environments';
import { SMOKE_TIMEOUT } from '../defaults';
import { smokePath } from '../smoke/path';
import { smokeJson } from '../smoke/report';
import { steps } from '../terminal/next-steps';
import { printJson } from '../terminal/stdout';
import { styled, widthOf, working, wrap } from '../terminal/terminal';
import { checkContext } from '../wait/context';
import { nextFor } from '../../lib/live/hints';
import { homeOf } from '../wait/home';
import { Kubectl } from '../wait/kubectl';
import { Progress } from '../wait/progress';
import { allReady, failureText, type NextFor, rolloutsJson } from '../wait/report';
import { waitForRollouts } from '../wait/rollout';
import { zonesWarning } from '../wait/zones';
import { WORKLOAD_KINDS } from '../../charts/kubernetes/workload-kinds';
import { sendLine } from './smoke';

/** Arguments of `eks-loki wait`. */
export interface WaitOptions {
  /** Environment to wait for. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;

  /** Time to wait, as `20m`. */
  readonly timeout: string;

  /** Folder of the records of what was deployed. */
  readonly record: string;

  /** Context of the kubeconfig. @default - the current one */
  readonly context?: string;

  /** If true, a line is sent and read back once all are ready, as by `eks-loki smoke`. */
  readonly smoke?: boolean;

  /** If true, the outcome is printed as JSON. */
  readonly json?: boolean;
}

/** Program that restarts ingesters in zones. */
const restartOf = ({ name, chartsProps }: Environment): string =>
  chartsProps.loki?.rolloutOperator ? 'rollout-operator restarts them' : `run npx eks-loki roll ${name}`;

/**
 * Waits until every workload of an environment is ready: CloudFormation is complete once the API server has accepted
 * them. Workloads that do not become ready are reported with their pods, the reasons and what to do next, and the exit
 * code is 1.
 *
 * @throws InputError if the timeout is not a duration, or kubectl does not reach the cluster of the environment
 */
export async function wait({ name, file, timeout, record, context, smoke, json }: WaitOptions): Promise<void> {
  const timeoutSeconds = secondsOfTimeout(timeout);
  const [environment] = (await loadEnvironments(file, [name])) as [Environment];
  const charts = environmentCharts(environment);
  const manifests = manifestsOf(charts.manifests());
  const workloads = manifests.workloads.filter(({ kind }) => WORKLOAD_KINDS.includes(kind));
  const { source } = environment.credentials;
  // Other Secrets are created by an operator.
  const credentialsSecret = source instanceof KubernetesSecretCredentials ? source.secretName : undefined;

  const path = smoke ? smokePath(environment, charts, manifests, {}) : undefined;
  const kubectl = new Kubectl(context);
  const home = homeOf(charts);
  await working('connecting', () => checkContext(kubectl, environment, { named: context !== undefined, ...home }));
  const next: NextFor = ({ workload }, trouble) =>
    nextFor({
      ...{ environment, credentialsSecret, trouble },
      ...{ namespace: workload.namespace ?? 'default', kind: workload.kind },
    });
  const progress = new Progress(process.stdout, (rollout) => {
    const [first] = rollout.troubles;
    return first && next(rollout, first);
  });
  const rollouts = await waitForRollouts(kubectl, workloads, {
    timeoutSeconds,
    onChange: json ? undefined : (all) => progress.show(all),
  });

  const ready = allReady(rollouts);
  if (ready) await replaceUnlessEnded(stageRecords(record, [{ name, text: recordText(environment, manifests) }]));
  else process.exitCode = 1;
  const outdated = rollouts.flatMap((rollout) => rollout.outdated ?? []);
  const warnings = [
    ready && charts.hasLoki ? await zonesWarning(kubectl, home.namespace) : undefined,
    outdated.length > 0 ? `${outdated.join(', ')} run a former version: ${restartOf(environment)}` : undefined,
  ];
  for (const warning of warnings) {
    if (warning === undefined) continue;
    const line = `${styled('yellow', 'warning', process.stderr)} ${visible(warning)}`;
    process.stderr.write(`${wrap(line, widthOf(process.stderr))}\n`);
  }
  if (!ready && !json) process.stderr.write(`${failureText(rollouts, next, process.stderr)}\n`);
  if (ready && !json) console.log(`all ${rollouts.length} workloads of ${name} are ready`);
  const options = { timeoutSeconds: secondsOfTimeout(SMOKE_TIMEOUT), json };
  const sent = ready && path ? { path, result: await sendLine(kubectl, path, options) } : undefined;
  if (json) {
    const more = sent ? { smoke: smokeJson(sent.path, sent.result) } : {};
    printJson({ ...rolloutsJson(name, rollouts, next), ...more });
  } else if (ready && !sent?.result.failure) {
    const { heading, commands } = firstQuery(environment, charts.endpoint);
    console.log(`\n${steps(heading, commands, process.stdout)}`);
    const open = charts.hasLoki ? openGrafanaCommands(environment, charts.grafana) : [];
    if (open.length > 0) console.log(`\n${steps('And open Grafana:', open, process.stdout)}`);
  }
}
