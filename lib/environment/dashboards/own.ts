import { dashboardsOf } from '../../../charts/grafana/dashboards/own/settings';
import type { DashboardModelJson, DashboardsSettings } from '../../../charts/grafana/dashboards/own/props';
import type { PlacedDashboard } from '../../../charts/grafana/dashboards/own/together';
import { isDashboard, ownDashboard } from '../../../charts/grafana/dashboards/own/validate';
import { isList, textForm } from '../../../charts/input/forms';
import { type Problem, show } from '../../../charts/input/problems';
import { text, type Validator } from '../../../charts/input/props';
import { userFile } from '../user-file';
import { userJson } from '../user-json';
import type { DashboardsProps } from './props';

/** Name of a file with a dashboard. */
const FILE = textForm('dashboards/shop.json', /^\P{Cc}+\.json$/u, 'is not the name of a JSON file');

/** A dashboard, or the name of a file. What files contain is found by `readDashboards`. */
const dashboardOrFile: Validator = (path, value) =>
  typeof value === 'string' ? text(FILE)(path, value) : ownDashboard(path, value);

/** Dashboards as a user writes them. */
export const dashboards: Validator = dashboardsOf(dashboardOrFile);

/** Dashboards of the user's, and problems of files. */
interface Read {
  readonly placed: readonly PlacedDashboard[];
  readonly problems: readonly Problem[];
}

/** Dashboards in a list of objects and files; anything else is left out. `path` is the path of the list. */
export function readDashboards(path: string, written: unknown): Read {
  const read = (isList(written) ? Array.from(written as unknown[]) : []).map((value, index): Read => {
    const at = `${path}[${index}]`;
    if (typeof value === 'string') return FILE.faultOf(value) ? NOTHING : inFile(at, value);
    // The schema reports faults of objects.
    return one(at, value, []);
  });
  return { placed: read.flatMap(({ placed }) => placed), problems: read.flatMap(({ problems }) => problems) };
}

const NOTHING: Read = { placed: [], problems: [] };

const one = (path: string, model: unknown, problems: readonly Problem[]): Read => ({
  placed: isDashboard(model) ? [{ path, model }] : [],
  problems,
});

function inFile(path: string, name: string): Read {
  const file = userFile(name);
  if (file.text === undefined) return { placed: [], problems: [{ path, found: file.found, fix: file.fix }] };
  const read = userJson(file.text, name);
  const fix = 'correct the file';
  if ('reason' in read) return { placed: [], problems: [{ path, found: `${show(name)} ${read.reason}`, fix }] };
  const twice = read.repeated.map((key) => ({ path, found: `${show(key.path)} ${key.found}`, fix: key.fix }));
  return one(path, read.value, [...twice, ...ownDashboard(path, read.value)]);
}

/** Dashboards with those of files, for a valid field. `false` stays, since undefined turns them on for a deployed Grafana. */
export function dashboardsWithFiles(
  field: boolean | DashboardsProps | undefined,
): boolean | DashboardsSettings | undefined {
  if (typeof field !== 'object') return field;
  const { own, ...settings } = field;
  if (own === undefined) return settings;
  return { ...settings, own: readDashboards('', own).placed.map(({ model }): DashboardModelJson => model) };
}
