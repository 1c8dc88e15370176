import { isList, textForm } from '../../../input/forms';
import { jsonProblems } from '../../../input/json';
import { nearest } from '../../../input/nearest';
import { type Problem, problemOfValue, show } from '../../../input/problems';
import { anObject, isReadable, list, required, text, type Validator } from '../../../input/props';
import units from '../generated/units.json';
import { objectAt, objectsIn, panelsOf, type Part, type Placed, targetsOf } from './model';

/** Largest dashboard, in bytes: a ConfigMap and its delivery have room for it. */
export const MAX_DASHBOARD_BYTES = 100_000;

const UNITS = new Set<string>(units);

/** Custom units, such as `suffix:lines`. */
const MADE_UNIT = /^(suffix|prefix|time|si|count|currency|bool):/;

const UID = textForm(
  'shop-orders',
  /^[A-Za-z0-9_-]{1,40}$/,
  'is not a uid of a dashboard',
  "use up to 40 letters, digits, hyphens and underscores, such as 'shop-orders'",
);

const TITLE = textForm('Orders', /\S/, 'is empty');

/** Fault of an object that is not a dashboard in the classic model. */
function formFault(model: Part): Omit<Problem, 'path'> | undefined {
  if (isReadable(model['dashboard'])) {
    return {
      found: 'has the dashboard below the key dashboard, as the API of Grafana answers',
      fix: 'write the value of that key',
    };
  }
  if (typeof model['apiVersion'] === 'string' || isReadable(model['elements']) || isReadable(model['spec'])) {
    return { found: 'is in the newer model of Grafana (v2)', fix: 'export it in the classic model' };
  }
  if (!isList(model['panels']) || model['panels'].length === 0) {
    return { found: 'has no panels', fix: 'write the JSON of a dashboard, as Grafana exports it' };
  }
  return undefined;
}

/** True for an object in the classic model, even if something else is wrong with it. */
export const isDashboard = (value: unknown): value is Part => isReadable(value) && !formFault(value as Part);

/** Validator of a user's dashboard, without its queries and its environment. */
export const ownDashboard: Validator = (path, value) => {
  if (value === undefined) return [];
  if (!isReadable(value)) {
    return [problemOfValue(path, value, { wrong: 'is not an object', fix: 'write the JSON of a dashboard' })];
  }
  const model = value as Part;
  const fault = formFault(model);
  if (fault) return [{ path, ...fault }];
  const notJson = jsonProblems(path, model);
  const others = notObjects(path, model).filter((problem) => notJson.every((one) => one.path !== problem.path));
  if (notJson.length + others.length > 0) return [...notJson, ...others];
  const bytes = Buffer.byteLength(JSON.stringify(model), 'utf8');
  return [
    ...required(text(UID), `'${UID.example}'`)(`${path}.uid`, model['uid']),
    ...required(text(TITLE), `'${TITLE.example}'`)(`${path}.title`, model['title']),
    ...(bytes > MAX_DASHBOARD_BYTES
      ? [{ path, found: `has ${bytes} bytes`, fix: `use at most ${MAX_DASHBOARD_BYTES}: make two of it` }]
      : []),
    ...panelsOf(path, model).flatMap(panelProblems),
    ...idsTwice(panelsOf(path, model)),
  ];
};

/** Problems of a list whose items are not objects. `example` is an item. */
const objects = (path: string, value: unknown, example: string): Problem[] =>
  value === null ? [] : list(anObject(example), example)(path, value);

/** Problems of panels and queries that are not objects. */
const notObjects = (path: string, model: Part): Problem[] => [
  ...objects(`${path}.panels`, model['panels'], "{ type: 'text' }"),
  ...panelsOf(path, model).flatMap(({ path: at, part }) => [
    ...objects(`${at}.panels`, part['panels'], "{ type: 'text' }"),
    ...objects(`${at}.targets`, part['targets'], "{ refId: 'A' }"),
  ]),
];

function panelProblems(panel: Placed): Problem[] {
  const { path, part } = panel;
  const type = part['type'];
  const isPanel = (typeof type === 'string' && type !== '') || isReadable(part['libraryPanel']);
  return [
    ...(isPanel
      ? []
      : [
          problemOfValue(`${path}.type`, type, {
            wrong: 'is not the type of a panel',
            fix: "write one such as 'timeseries'",
          }),
        ]),
    ...unitProblems(panel),
    ...refIdsTwice(panel),
  ];
}

function unitProblems({ path, part }: Placed): Problem[] {
  const fields = objectAt(part['fieldConfig']);
  const at = `${path}.fieldConfig`;
  const overrides = objectsIn(`${at}.overrides`, fields['overrides']).flatMap((override) =>
    objectsIn(`${override.path}.properties`, override.part['properties'])
      .filter((property) => property.part['id'] === 'unit')
      .flatMap((property) => unitProblem(`${property.path}.value`, property.part['value'])),
  );
  return [...unitProblem(`${at}.defaults.unit`, objectAt(fields['defaults'])['unit']), ...overrides];
}

/** Grafana shows a unit that it does not know as a text behind the number. */
function unitProblem(path: string, unit: unknown): Problem[] {
  if (unit === undefined || unit === null || unit === '') return [];
  if (typeof unit === 'string' && (UNITS.has(unit) || MADE_UNIT.test(unit))) return [];
  const meant = typeof unit === 'string' ? nearest(unit, units) : undefined;
  const own = typeof unit === 'string' ? `suffix:${unit}` : 'suffix:lines';
  const fix = meant ? `did you mean ${meant}?` : `write '${own}' if it is one of your own`;
  return [problemOfValue(path, unit, { wrong: 'is not a unit of Grafana', fix })];
}

const refIdsTwice = (panel: Placed): Problem[] => twice(targetsOf(panel), 'refId', 'name the queries A, B, C');

const idsTwice = (panels: readonly Placed[]): Problem[] => twice(panels, 'id', 'number the panels from 1');

function twice(all: readonly Placed[], key: string, fix: string): Problem[] {
  const values = all.map(({ part }) => part[key]);
  return all.flatMap(({ path }, index) =>
    values[index] !== undefined && values[index] !== null && values.indexOf(values[index]) < index
      ? [{ path: `${path}.${key}`, found: `${show(values[index])} occurs twice`, fix }]
      : [],
  );
}

/** Problems of uids that another dashboard has. */
export function uidsTwice(placed: readonly Placed[], ours: readonly string[]): Problem[] {
  const uids = placed.map(({ part }) => part['uid']);
  return placed.flatMap(({ path }, index) => {
    const uid = uids[index];
    if (typeof uid !== 'string') return [];
    if (ours.includes(uid)) {
      return [
        { path: `${path}.uid`, found: `${show(uid)} is the uid of a dashboard of the library`, fix: 'write another' },
      ];
    }
    return uids.indexOf(uid) < index
      ? [{ path: `${path}.uid`, found: `${show(uid)} occurs twice`, fix: 'write another' }]
      : [];
  });
}
