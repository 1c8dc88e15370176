import type { LoggingCharts, ManifestFile } from '../../charts/logging/charts';
import { type Environment, environmentCharts } from '../environment/environment';
import { sharedProblems } from '../environment/rules/together';
import { InputError } from '../../charts/input/problems';
import { runUserCode } from '../../charts/input/user-code';
import { checkEnvironment, type CheckResult, errorsOf, problemOf } from './check';
import { withPruneLabels } from '../delivery/prune-labels';
import { Manifests } from '../manifests/manifests';
import type { DeployedRecord } from '../planner/deployed/record';
import type { Manifest } from '../manifests/manifest';

/** Charts of an environment. */
export interface RenderedCharts {
  /** The environment. */
  readonly environment: Environment;

  /** Its charts, with the user's own changes. */
  readonly charts: LoggingCharts;

  /** Their manifests, as the rules saw them and a deploy applies them. */
  readonly files: readonly ManifestFile[];

  /** The objects, read by rules. */
  readonly manifests: Manifests;
}

/** Charts of an environment, and the findings about them. */
export interface CheckedCharts extends CheckResult, RenderedCharts {}

/** Reads the manifests that an earlier run wrote to the place of an environment's manifests. */
export type PreviousManifests = (environment: string, files: readonly ManifestFile[]) => Manifests | undefined;

/** Record of what was deployed of an environment. */
export type DeployedRecords = (environment: string) => DeployedRecord | undefined;

/**
 * Makes the charts of environments and runs every rule that needs no template. Rules about changes compare with the
 * record of what was deployed, or else with the manifests of an earlier run.
 *
 * @throws InputError if two environments share a cluster or a bucket, now that all accounts and regions are known, or a
 * chart refuses its input
 */
export function checkCharts(
  environments: readonly Environment[],
  previous?: PreviousManifests,
  records?: DeployedRecords,
): CheckedCharts[] {
  return [...checkEach(environments, previous, records)];
}

/** The same, one environment after the other. */
export function* checkEach(
  environments: readonly Environment[],
  previous?: PreviousManifests,
  records?: DeployedRecords,
): Iterable<CheckedCharts> {
  const shared = sharedProblems(environments.map(({ name, props }) => [name, props]));
  if (shared.length > 0) throw new InputError(shared);
  for (const environment of environments) {
    const { name } = environment;
    const rendered = renderCharts(environment);
    const deployed = records?.(name);
    const former = deployed?.manifests ?? previous?.(name, rendered.files);
    yield { ...rendered, ...checkEnvironment({ ...rendered, previous: former, deployed }) };
  }
}

/**
 * Makes the charts of an environment, without any rule.
 *
 * @throws InputError if a chart or the user's own changes refuse their input
 */
export function renderCharts(environment: Environment): RenderedCharts {
  const { name } = environment;
  const { charts, files } = runUserCode(`environments.${name}`, () => {
    const charts = environmentCharts(environment);
    return { charts, files: withPruneLabels(name, charts.manifests()) };
  });
  return { environment, charts, files, manifests: manifestsOf(files) };
}

/** The objects of files, as rules look at them. */
export function manifestsOf(files: readonly ManifestFile[]): Manifests {
  return new Manifests(files.flatMap((file) => file.objects as unknown as Manifest[]));
}

/** Refuses environments with errors. @throws InputError if a rule of severity error has findings, with all of them */
export function refuseErrors(
  checked: readonly (Pick<CheckedCharts, 'environment'> & Pick<CheckResult, 'findings'>)[],
): void {
  const problems = checked.flatMap(({ environment, findings }) =>
    errorsOf(findings).map((finding) => problemOf(finding, `environments.${environment.name}`)),
  );
  if (problems.length > 0) throw new InputError(problems);
}
