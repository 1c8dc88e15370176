import { isList } from '../../../input/forms';
import { isReadable } from '../../../input/props';

/** A part of a dashboard whose form is not known yet. */
export type Part = Readonly<Record<string, unknown>>;

/** A part with its place, such as `panels[2].targets[0]`. */
export interface Placed {
  readonly path: string;
  readonly part: Part;
}

/** Objects in a list, with their places. Other items are left out. */
export function objectsIn(path: string, value: unknown): Placed[] {
  if (!isList(value)) return [];
  const items = Array.from(value as unknown[]);
  return items.flatMap((part, index) => (isReadable(part) ? [{ path: `${path}[${index}]`, part: part as Part }] : []));
}

/** The value if it is an object, otherwise an empty object. */
export const objectAt = (value: unknown): Part => (isReadable(value) ? (value as Part) : {});

/** Panels of a dashboard, including those in collapsed rows. */
export function panelsOf(path: string, model: Part): Placed[] {
  const below = path === '' ? 'panels' : `${path}.panels`;
  return objectsIn(below, model['panels']).flatMap((panel) => [
    panel,
    ...objectsIn(`${panel.path}.panels`, panel.part['panels']),
  ]);
}

/** A query of a panel, and the datasource that it names. */
export interface PlacedTarget extends Placed {
  /** The datasource as written, or that of the panel if the query has none. */
  readonly datasource: unknown;
}

/** Queries of a panel. */
export const targetsOf = ({ path, part }: Placed): PlacedTarget[] =>
  objectsIn(`${path}.targets`, part['targets']).map((target) => ({
    ...target,
    datasource: target.part['datasource'] ?? part['datasource'],
  }));

/** Variables of a dashboard. */
export const variablesOf = (model: Part): Part[] =>
  objectsIn('', objectAt(model['templating'])['list']).map(({ part }) => part);

/** Variables of a dashboard whose values a datasource has. */
export const queriedVariablesOf = (path: string, model: Part): Placed[] =>
  objectsIn(`${path}.templating.list`, objectAt(model['templating'])['list']).filter(
    ({ part }) => part['type'] === 'query',
  );

/** Queries whose results are marked in all graphs. */
export const annotationsOf = (path: string, model: Part): Placed[] =>
  objectsIn(`${path}.annotations.list`, objectAt(model['annotations'])['list']);

/** Name of the variable that is written as a uid; undefined for a real uid. */
export function variableIn(uid: string): string | undefined {
  const [, braced, plain, brackets] = /^(?:\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)\]\])$/.exec(uid) ?? [];
  return braced ?? plain ?? brackets;
}

/** Reference to a datasource; a text is one if it is a variable. Undefined for anything else. */
export function referenceOf(datasource: unknown): Part | undefined {
  if (typeof datasource === 'string') return variableIn(datasource) === undefined ? undefined : { uid: datasource };
  return isReadable(datasource) ? (datasource as Part) : undefined;
}

/** Language of a query by the type of its datasource; undefined for other languages. */
export function languageOf(type: unknown): 'logql' | 'promql' | undefined {
  if (type === 'loki') return 'logql';
  return type === 'prometheus' || type === 'grafana-amazonprometheus-datasource' ? 'promql' : undefined;
}

/** Datasources of an environment, with their types, by uid. */
export type KnownDatasources = Readonly<Record<string, string | undefined>>;

/** Type of the datasource of a query; undefined if it is unknown. */
export function typeOf(model: Part, datasource: unknown, known: KnownDatasources): unknown {
  const { uid, type } = (referenceOf(datasource) ?? {}) as { uid?: unknown; type?: unknown };
  if (typeof uid !== 'string') return type;
  const name = variableIn(uid);
  const variable = variablesOf(model).find((each) => each['type'] === 'datasource' && each['name'] === name);
  return (name === undefined ? known[uid] : variable?.['query']) ?? type;
}
