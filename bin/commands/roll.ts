import { InputError, show } from '../../charts/input/problems';
import { visible } from '../../charts/input/show';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { environmentCharts, type Environment } from '../../lib/environment/environment';
import { parseDuration } from '../../lib/environment/quantities';
import { loadEnvironments } from '../loading/environments';
import { ringReader } from '../roll/ring';
import { rollSets } from '../roll/roll';
import { isOnDelete } from '../wait/set-state';
import { UsageError } from '../terminal/problems';
import { printJson } from '../terminal/stdout';
import { working } from '../terminal/terminal';
import { checkContext } from '../wait/context';
import { homeOf } from '../wait/home';
import { Kubectl } from '../wait/kubectl';

/** Arguments of `eks-loki roll`. */
export interface RollCommandOptions {
  /** Environment whose ingesters are restarted. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;

  /** Time for each zone, as `15m`. */
  readonly timeout: string;

  /** Context of the kubeconfig. @default - the current one */
  readonly context?: string;

  /** If true, the outcome is printed as JSON. */
  readonly json?: boolean;
}

/**
 * Restarts the ingesters that run a former version, zone after zone. The exit code is 1 if a zone does not become ready, and
 * then the zones after it are left alone.
 *
 * @throws InputError if the environment has no zones, or kubectl does not reach its cluster
 */
export async function roll({ name, file, timeout, context, json }: RollCommandOptions): Promise<void> {
  const { value: duration } = parseDuration(timeout);
  if (!duration) {
    const fix = 'write a whole number above 0 and s, m, h, d or w, such as 15m';
    throw new UsageError([{ path: '--timeout', found: `${show(timeout)} is not a duration`, fix }]);
  }
  const [environment] = (await loadEnvironments(file, [name])) as [Environment];
  const charts = environmentCharts(environment);
  const sets = manifestsOf(charts.manifests()).workloads.filter(isOnDelete);
  if (sets.length === 0) {
    const found = 'Kubernetes restarts all pods of this environment by itself';
    const fix = 'run npx eks-loki wait; only ingesters in zones are restarted by this command (docs/how-to/zones.md)';
    throw new InputError([{ path: `environments.${name}`, found, fix }]);
  }
  const kubectl = new Kubectl(context);
  const where = { named: context !== undefined, ...homeOf(charts) };
  await working('connecting', () => checkContext(kubectl, environment, where));
  const rolled = await rollSets(kubectl, sets, {
    timeoutSeconds: duration.toSeconds(),
    ring: ringReader(kubectl),
    onStep: (line) => (json ? undefined : console.log(visible(line))),
  });
  const failed = rolled.find(({ failure }) => failure !== undefined);
  if (json) printJson({ environment: name, complete: !failed, sets: rolled });
  if (failed) {
    process.exitCode = 1;
    const left = sets.length - rolled.length;
    const rest = left > 0 ? `; ${left} of ${sets.length} zones were left alone` : '';
    const line = `error StatefulSet ${where.namespace}/${failed.name}: ${failed.failure ?? ''}${rest}`;
    if (!json) process.stderr.write(`${visible(line)}\n  next: npx eks-loki wait ${name}\n`);
    return;
  }
  const pods = rolled.reduce((sum, one) => sum + one.pods.length, 0);
  if (!json) console.log(`all zones of ${name} have the deployed version; ${pods} ingesters were restarted`);
}
