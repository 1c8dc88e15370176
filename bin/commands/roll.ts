import { InputError } from '../../charts/input/problems';
import { visible } from '../../charts/input/show';
import { FORMER_ZONE, formerTakesLines, type MigrationStep, stepOf } from '../../charts/loki/workloads/migration';
import { ZONE_LABEL } from '../../charts/loki/workloads/zones';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { environmentCharts, type Environment } from '../../lib/environment/environment';
import type { Workload } from '../../lib/manifests/workloads';
import { loadEnvironments } from '../loading/environments';
import { refuseElsewhere } from '../loading/own-loki';
import { secondsOfTimeout } from '../program/timeout';
import { ringReader } from '../roll/ring';
import { type RollOptions, rollSets } from '../roll/roll';
import { isOnDelete } from '../wait/set-state';
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
 * @throws InputError if the environment has no zones, its Loki is elsewhere, or kubectl does not reach its cluster
 */
export async function roll({ name, file, timeout, context, json }: RollCommandOptions): Promise<void> {
  const timeoutSeconds = secondsOfTimeout(timeout);
  const [environment] = (await loadEnvironments(file, [name])) as [Environment];
  refuseElsewhere(environment, {
    lacks: 'Kubernetes restarts all of its pods by itself',
    instead: `run npx eks-loki wait ${name}`,
    command: (hub) => `npx eks-loki roll ${hub}`,
  });
  const charts = environmentCharts(environment);
  const { workloads } = manifestsOf(charts.manifests());
  const sets = workloads.filter(isOnDelete);
  const { ingesterZones, rolloutOperator } = environment.chartsProps.loki ?? {};
  if (sets.length === 0) {
    const found = 'Kubernetes restarts all pods of this environment by itself';
    const fix = `run npx eks-loki wait ${name}; only ingesters in zones are restarted by this command (docs/how-to/zones.md)`;
    throw new InputError([{ path: `environments.${name}`, found, fix }]);
  }
  if (rolloutOperator) {
    const found = 'rollout-operator restarts these ingesters by itself';
    throw new InputError([
      { path: `environments.${name}.loki.rolloutOperator`, found, fix: `run npx eks-loki wait ${name}` },
    ]);
  }
  const kubectl = new Kubectl(context);
  const where = { named: context !== undefined, ...homeOf(charts) };
  await working('connecting', () => checkContext(kubectl, environment, where));
  const rolled = await rollSets(kubectl, sets, {
    timeoutSeconds,
    ring: ringReader(kubectl),
    ...duringMigration(workloads, stepOf(ingesterZones)),
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

/**
 * Options during a migration to zones. Some components do not expect a copy of each line in each zone yet, so one ingester
 * restarts at a time. While the former ingesters take lines, all of them must be ready, too.
 */
function duringMigration(
  workloads: readonly Workload[],
  step: MigrationStep | undefined,
): Pick<RollOptions, 'oneByOne' | 'beside'> {
  if (step === undefined) return {};
  const isFormer = (one: Workload) => one.labels[ZONE_LABEL] === FORMER_ZONE;
  return { oneByOne: true, beside: formerTakesLines(step) ? workloads.filter(isFormer) : [] };
}
