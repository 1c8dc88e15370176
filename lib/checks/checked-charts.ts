import type { LoggingCharts, ManifestFile } from '../../charts/logging-charts';
import { type Environment, environmentCharts } from '../environment/environment';
import { sharedProblems } from '../environment/rules/together';
import { InputError } from '../../charts/problems';
import { checkEnvironment, type CheckResult, errorsOf, problemOf } from './check';
import { Manifests } from '../manifests/manifests';
import type { Manifest } from '../manifests/manifest';

/** Charts of an environment, and the findings about them. */
export interface CheckedCharts extends CheckResult {
  /** The environment. */
  readonly environment: Environment;

  /** Its charts, with the user's own changes. */
  readonly charts: LoggingCharts;

  /** Their manifests, as the rules saw them. */
  readonly files: readonly ManifestFile[];

  /** The objects, read by rules. */
  readonly manifests: Manifests;
}

/** Reads the manifests that an earlier run wrote to the place of an environment's manifests. */
export type PreviousManifests = (environment: string, files: readonly ManifestFile[]) => Manifests | undefined;

/**
 * Makes the charts of environments and runs every rule that needs no template.
 *
 * @throws InputError if two environments share a cluster or a bucket, now that all accounts and regions are known, or a
 * chart refuses its input
 */
export function checkCharts(environments: readonly Environment[], previous?: PreviousManifests): CheckedCharts[] {
  const shared = sharedProblems(environments.map(({ name, props }) => [name, props]));
  if (shared.length > 0) throw new InputError(shared);
  return environments.map((environment) => {
    const charts = environmentCharts(environment);
    const files = charts.manifests();
    const manifests = manifestsOf(files);
    const subject = { environment, manifests, previous: previous?.(environment.name, files) };
    return { environment, charts, files, manifests, ...checkEnvironment(subject) };
  });
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
