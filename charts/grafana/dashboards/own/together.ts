import { plainCopy } from '../../../input/plain-copy';
import { type Problem, show } from '../../../input/problems';
import { DASHBOARD_NAMES, dashboardUid } from '../names';
import type { KnownDatasources, Part } from './model';
import type { DashboardModelJson, DashboardsSettings } from './props';
import { datasourceProblems, uidsTwice } from './validate';

/** Environment around dashboards. */
export interface DashboardSurroundings {
  /** Name of the environment. */
  readonly environment: string;

  /** Types of its datasources by uid. */
  readonly known: KnownDatasources;
}

/** A dashboard of the user's with its place. */
export interface PlacedDashboard {
  readonly path: string;
  readonly model: DashboardModelJson;
}

/** Types of the datasources that dashboards may ask, by uid. */
export function knownDatasources(
  ours: KnownDatasources,
  { prometheus, datasources = [] }: Pick<DashboardsSettings, 'prometheus' | 'datasources'>,
): KnownDatasources {
  return {
    ...ours,
    ...Object.fromEntries(datasources.map((uid) => [uid, undefined])),
    ...(prometheus === undefined ? {} : { [prometheus]: 'prometheus' }),
  };
}

/** Problems of dashboards of the user's, whose own form is valid, with each other and with the environment. */
export function placedProblems(
  placed: readonly PlacedDashboard[],
  { environment, known }: DashboardSurroundings,
): Problem[] {
  const parts = placed.map(({ path, model }) => ({ path, part: plainCopy(model) as Part }));
  return [
    ...uidsTwice(
      parts,
      DASHBOARD_NAMES.map((name) => dashboardUid(environment, name)),
    ),
    ...parts.flatMap(({ path, part }) => datasourceProblems(path, part, known)),
  ];
}

/** Problems of a folder that nothing reads. */
export const folderProblems = (path: string, folder: unknown, as: unknown): Problem[] =>
  folder === undefined || as !== 'files'
    ? []
    : [
        {
          path: `${path}.folder`,
          found: `${show(folder)} has no effect on files`,
          fix: 'leave it out, and mount them in a folder',
        },
      ];
