import { InputError, show } from '../../charts/input/problems';
import { NAMESPACE } from '../../charts/input/forms';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { type Environment, environmentCharts } from '../../lib/environment/environment';
import { loadEnvironments } from '../loading/environments';
import { secondsOfTimeout } from '../program/timeout';
import { type SmokeChoices, type SmokePath, smokePath } from '../smoke/path';
import { arrivedText, hopText, lostText, smokeJson } from '../smoke/report';
import { smoke as runSmoke, type SmokeResult } from '../smoke/smoke';
import type { WritingKubectl } from '../smoke/writing';
import { UsageError } from '../terminal/problems';
import { printJson } from '../terminal/stdout';
import { working } from '../terminal/terminal';
import { checkContext } from '../wait/context';
import { homeOf } from '../wait/home';
import { Kubectl } from '../wait/kubectl';

/** Arguments of `eks-loki smoke`. */
export interface SmokeCommandOptions extends SmokeChoices {
  /** Environment to try. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;

  /** Time for all of it, as `3m`. */
  readonly timeout: string;

  /** Context of the kubeconfig. @default - the current one */
  readonly context?: string;

  /** If true, the line is read through the door of `expose`. @default - through a port of kubectl */
  readonly door?: boolean;

  /** If true, the outcome is printed as JSON. */
  readonly json?: boolean;
}

/**
 * Sends a line through an environment and reads it back. The line passes a pod, the agent on its node, the gateway, Loki and
 * the reader. If it does not arrive, the part of the path at which it ended is reported, and the exit code is 1.
 *
 * @throws InputError if an argument is invalid, kubectl does not reach the cluster, or the password cannot be read
 */
export async function smoke({
  name,
  file,
  timeout,
  context,
  door,
  json,
  ...choices
}: SmokeCommandOptions): Promise<void> {
  const timeoutSeconds = secondsOfTimeout(timeout);
  const { namespace } = choices;
  const fault = namespace === undefined ? undefined : NAMESPACE.faultOf(namespace);
  if (fault) {
    throw new UsageError([{ path: '--namespace', found: `${show(namespace)} ${fault.wrong}`, fix: fault.fix }]);
  }
  const [environment] = (await loadEnvironments(file, [name])) as [Environment];
  const charts = environmentCharts(environment);
  const path = smokePath(environment, charts, manifestsOf(charts.manifests()), choices);
  if (door && path.door === undefined) {
    const found = `environments.${name} has no expose, so it has no door`;
    throw new InputError([{ path: '--door', found, fix: 'leave it out: kubectl opens a port of the gateway' }]);
  }
  const kubectl = new Kubectl(context);
  const where = { named: context !== undefined, ...homeOf(charts) };
  await working('connecting', () => checkContext(kubectl, environment, where));
  const result = await sendLine(kubectl, path, { timeoutSeconds, throughDoor: door, json });
  if (json) printJson(smokeJson(path, result));
}

/** Sends a line, and prints each part of the path that it has passed, unless the outcome is printed as JSON. */
export async function sendLine(
  kubectl: WritingKubectl,
  path: SmokePath,
  { json, ...options }: { timeoutSeconds: number; throughDoor?: boolean; json?: boolean },
): Promise<SmokeResult> {
  const result = await runSmoke(kubectl, path, { ...options, onHop: (hop) => json || console.log(hopText(hop)) });
  const { failure } = result;
  if (failure) process.exitCode = 1;
  if (json) return result;
  if (failure) process.stderr.write(`${lostText(path, result, process.stderr)}\n`);
  else console.log(arrivedText(path, result));
  return result;
}
