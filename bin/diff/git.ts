import { basename, dirname } from 'node:path';
import { InputError } from '../../charts/input/problems';
import { renderCharts, type RenderedCharts } from '../../lib/checks/checked-charts';
import type { Environment } from '../../lib/environment/environment';
import { changesBetween } from '../../lib/manifests/changes';
import { Manifests } from '../../lib/manifests/manifests';
import { factsOf } from '../../lib/planner/deployed/facts';
import { setupOf } from '../../lib/planner/setup/read';
import { version } from '../../package.json';
import { loadEnvironments, NOT_AN_ENVIRONMENT } from '../loading/environments';
import { synthesizedTemplates } from './aws/synthesis';
import type { Comparing, Comparison } from './comparison';
import { checkOut, type Revision } from './revision';

/**
 * Compares with the environment in the file of a revision. The installed version of this package renders both sides, so the
 * difference is that of the file, and of what it imports.
 *
 * @throws InputError if there is no such revision, or this version refuses its file
 */
export async function compareWithRevision(comparing: Comparing, file: string, revision: string): Promise<Comparison> {
  const { environment, manifests, records } = comparing;
  const checkedOut = checkOut(file, revision);
  const { commit, dispose } = checkedOut;
  try {
    const former = await formerCharts(checkedOut, environment.name, revision);
    const before = former?.manifests ?? new Manifests([]);
    const pass = records(environment.name)?.pass ?? 'leave the record out with --record none';
    return {
      base: revision.startsWith(commit) ? `revision ${commit}` : `revision ${commit} (${revision})`,
      before,
      changes: changesBetween(before, manifests),
      deployed: former && {
        ...{ facts: factsOf(former.environment), setup: setupOf(former.environment, before), manifests: before, pass },
      },
      notes: [...(former ? [] : [`${environment.name} is not in ${file} of ${commit}`]), ...versionNotes(checkedOut)],
      templates: () => (former ? synthesizedTemplates(former) : Promise.resolve([])),
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Charts of the environment at a revision; undefined if it did not exist. */
async function formerCharts(
  { file, folder, commit }: Revision,
  name: string,
  revision: string,
): Promise<RenderedCharts | undefined> {
  try {
    const [former] = (await loadEnvironments(file, [name], { isSoonGone: true })) as [Environment];
    return renderCharts(former);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.problems.every(({ found }) => found === NOT_AN_ENVIRONMENT)) return undefined;
    // Places in files are absolute or relative paths.
    const inTree = new RegExp(`[^\\s('"]*${basename(dirname(folder))}[\\\\/]${basename(folder)}[\\\\/]`, 'g');
    const fix = `name a later revision than ${revision}, or a folder that its own version has rendered: --folder`;
    throw new InputError(
      error.problems.map(({ path, found }) => ({
        path: `${commit} ${path.replace(inTree, '')}`,
        found: found.replace(inTree, ''),
        fix,
      })),
    );
  }
}

/** Notes on differences that both sides hide, since the installed version and the present sources render both. */
function versionNotes({ version: locked, ownSources = [], commit }: Revision): string[] {
  const render = 'to see what that changes, compare with a folder that its own version has rendered: --folder';
  return [
    ...(locked === undefined || locked === version
      ? []
      : [`${commit} has cdk-eks-loki ${locked}, and ${version} has rendered both sides; ${render}`]),
    ...(ownSources.length === 0
      ? []
      : [
          `${ownSources.join('/ and ')}/ of ${commit} differ, and the present ones have rendered both sides; ${render}`,
        ]),
  ];
}
