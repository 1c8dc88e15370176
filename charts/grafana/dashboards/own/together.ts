import { plainCopy } from '../../../input/plain-copy';
import { type Problem, show } from '../../../input/problems';
import { DASHBOARD_NAMES, dashboardUid } from '../names';
import type { KnownDatasources, Part } from './model';
import type { DashboardModelJson, DashboardsSettings } from './props';
import { datasourceProblems } from './references';
import { uidsTwice } from './validate';

/** Environment of dashboards. */
export interface DashboardSurroundings {
  /** Name of the environment. */
  readonly environment: string;

  /** Types of its datasources by uid. */
  readonly known: KnownDatasources;
}

/** Dashboard of the user, with its place. */
export interface PlacedDashboard {
  readonly path: string;
  readonly model: DashboardModelJson;
}

/** Types of the datasources that dashboards may use, by uid. */
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

/** Problems of the user's dashboards with each other and with the environment. Their own form must be valid. */
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

/** Problem of a folder that has no effect. */
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
