import { InputError } from '../../charts/input/problems';
import { visible } from '../../charts/input/show';
import { deliverCommand } from '../../lib/app/next-commands';
import { manifestsOf } from '../../lib/checks/checked-charts';
import { withPruneLabels } from '../../lib/delivery/prune-labels';
import { withClaims } from '../../lib/planner/deployed/record';
import { environmentCharts, type Environment } from '../../lib/environment/environment';
import { isLocal } from '../../lib/environment/local';
import { type Manifest, title } from '../../lib/manifests/manifest';
import { NO_RECORDS } from '../defaults';
import { recordsIn, stageRecords } from '../deployed/records';
import { loadEnvironments } from '../loading/environments';
import { secondsOfTimeout } from '../program/timeout';
import { replaceUnlessEnded } from '../output/replace';
import { printJson } from '../terminal/stdout';
import { working } from '../terminal/terminal';
import { readCluster } from '../volumes/cluster';
import { growVolumes } from '../volumes/grow';
import { planVolumes } from '../volumes/plan';
import { stepsOf } from '../volumes/steps';
import { checkContext } from '../wait/context';
import { homeOf } from '../wait/home';
import { Kubectl } from '../wait/kubectl';

/** Arguments of `eks-loki volumes`. */
export interface VolumesOptions {
  /** Environment whose volumes grow. */
  readonly name: string;

  /** File with the environments. */
  readonly file: string;

  /** Time for each StatefulSet, as `20m`. */
  readonly timeout: string;

  /** Folder of the records of what was deployed. */
  readonly record: string;

  /** If true, the steps are printed and nothing changes. */
  readonly dryRun?: boolean;

  /** Context of the kubeconfig. @default - the current one */
  readonly context?: string;

  /** If true, the outcome is printed as JSON. */
  readonly json?: boolean;
}

/**
 * Grows the volumes of an environment's StatefulSets to the sizes in the environment, while the pods run. Nothing else
 * changes: the next deploy finds StatefulSets with the claims that it applies. The exit code is 1 if one is not
 * complete.
 *
 * @throws InputError if a size or class is impossible, or kubectl does not reach the cluster
 */
export async function volumes(options: VolumesOptions): Promise<void> {
  const { name, file, timeout, record, dryRun = false, context, json } = options;
  const timeoutSeconds = secondsOfTimeout(timeout);
  const [environment] = (await loadEnvironments(file, [name])) as [Environment];
  const recorded = recordsIn(record)(name);
  const charts = environmentCharts(environment);
  const manifests = manifestsOf(withPruneLabels(name, charts.manifests()));
  const sets = manifests.workloads.filter(({ kind }) => kind === 'StatefulSet');
  const kubectl = new Kubectl(context);
  const where = { named: context !== undefined, ...homeOf(charts) };
  await working('connecting', () => checkContext(kubectl, environment, where));
  const namespaces = [...new Set(sets.map((set) => set.namespace ?? 'default'))];
  const { plans, problems } = planVolumes(manifests, await readCluster(kubectl, namespaces));
  if (problems.length > 0) throw new InputError(problems);
  if (dryRun) {
    const steps = plans.flatMap(stepsOf);
    if (json) printJson({ environment: name, dryRun, steps });
    else console.log(steps.length > 0 ? steps.map(visible).join('\n') : upToDate(name));
    return;
  }
  const objectOf = (of: string) => manifests.objects.find((object) => title(object) === of) as Manifest;
  const grown = await growVolumes(kubectl, plans, {
    timeoutSeconds,
    rendered: (set) => objectOf(set.title),
    serverSide: isLocal(environment.props),
    onStep: (line) => (json ? undefined : console.log(visible(line))),
  });
  const failed = plans.find((_, index) => grown[index]?.failure !== undefined);
  // An interrupted run may have grown sets that now need nothing, without writing the record.
  const isComplete = (set: string) =>
    plans.slice(failed ? plans.indexOf(failed) : plans.length).every((plan) => plan.set.title !== set);
  if (recorded) {
    const complete = sets.filter((set) => isComplete(set.title)).map((set) => objectOf(set.title));
    await replaceUnlessEnded(stageRecords(record, [{ name, text: withClaims(recorded, complete) }]));
  }
  if (json) printJson({ environment: name, complete: !failed, sets: grown });
  if (failed) {
    process.exitCode = 1;
    const failure = grown.at(-1)?.failure ?? '';
    const line = `error ${failed.set.title}: ${failure}`;
    if (!json) process.stderr.write(`${visible(line)}\n  next: npx eks-loki volumes ${name}\n`);
  } else if (!json) {
    if (plans.length === 0) console.log(upToDate(name));
    else console.log(`the volumes of ${name} have grown; next: ${nextCommand(environment, recorded !== undefined)}`);
  }
}

const upToDate = (name: string): string => `all volumes of ${name} have the sizes of the environment, or more`;

/** Without a record, a deploy compares with the stack, which has the former sizes. */
const nextCommand = (environment: Environment, isRecorded: boolean): string =>
  `${deliverCommand(environment)}${isRecorded || isLocal(environment.props) ? '' : ` -c record=${NO_RECORDS}`}`;
