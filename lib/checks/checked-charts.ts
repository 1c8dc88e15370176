import type { LoggingCharts, ManifestFile } from '../../charts/logging-charts';
import { type Environment, environmentCharts } from '../environment/environment';
import { InputError } from '../../charts/problems';
import { checkEnvironment, type CheckResult, errorsOf, problemOf } from './check';
import { Manifests } from '../manifests/manifests';
import type { Manifest } from '../manifests/manifest';

/** The charts of an environment, and what the rules say of them. */
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

/** What an earlier run left where the manifests of an environment will be written. */
export type PreviousManifests = (environment: string, files: readonly ManifestFile[]) => Manifests | undefined;

/** Makes the charts of environments and runs every rule that needs no template. */
export function checkCharts(environments: readonly Environment[], previous?: PreviousManifests): CheckedCharts[] {
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

/** @throws InputError where a rule that stops synthesis has found something in one of them, with all there is */
export function refuseErrors(
  checked: readonly (Pick<CheckedCharts, 'environment'> & Pick<CheckResult, 'findings'>)[],
): void {
  const problems = checked.flatMap(({ environment, findings }) =>
    errorsOf(findings).map((finding) => problemOf(finding, `environments.${environment.name}`)),
  );
  if (problems.length > 0) throw new InputError(problems);
}
