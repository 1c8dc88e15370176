import { nearest } from '../../../input/nearest';
import { type Problem, problemOfValue } from '../../../input/problems';
import {
  annotationsOf,
  type KnownDatasources,
  panelsOf,
  type Part,
  queriedVariablesOf,
  referenceOf,
  targetsOf,
  variableIn,
  variablesOf,
} from './model';

/** Datasources that every Grafana has. */
const BUILT_IN = ['grafana', '-- Grafana --', '-- Mixed --', '-- Dashboard --', '__expr__'];

/** Datasources that a message names. */
const SHOWN = 3;

/** Fix of a uid that no datasource of the environment has. */
function fixOf(uid: string, known: readonly string[]): string {
  const meant = nearest(uid, known);
  if (meant) return `did you mean ${meant}?`;
  const named = known.length > 0 && known.length <= SHOWN ? `write ${known.join(' or ')}, or ` : '';
  return `${named}add it to datasources beside own if your Grafana has it`;
}

/** Problems of datasources that neither the environment nor the user names. */
export function datasourceProblems(path: string, model: Part, known: KnownDatasources): Problem[] {
  const variables = variablesOf(model).flatMap(({ type, name }) => (type === 'datasource' ? [name] : []));
  const problem = (at: string, written: unknown): Problem[] => {
    if (written === undefined || written === null || BUILT_IN.includes(written as string)) return [];
    const reference = referenceOf(written);
    if (!reference) {
      const wrong = 'names a datasource by its title';
      return [problemOfValue(at, written, { wrong, fix: "write its uid, such as { uid: 'prometheus' }" })];
    }
    const { uid } = reference;
    const place = typeof written === 'string' ? at : `${at}.uid`;
    if (uid === undefined || uid === null) return [];
    if (typeof uid !== 'string') return [problemOfValue(place, uid, { wrong: 'is not a uid', fix: 'write a text' })];
    const variable = variableIn(uid);
    if (variable !== undefined) {
      if (variables.includes(variable)) return [];
      const fix = 'add the variable, or export the dashboard without sharing it externally';
      return [problemOfValue(place, uid, { wrong: 'is not a variable of the dashboard for a datasource', fix })];
    }
    if (Object.hasOwn(known, uid) || BUILT_IN.includes(uid)) return [];
    const fix = fixOf(uid, Object.keys(known));
    return [problemOfValue(place, uid, { wrong: 'is not a datasource of this environment', fix })];
  };
  return [
    ...panelsOf(path, model).flatMap((panel) => [
      ...problem(`${panel.path}.datasource`, panel.part['datasource']),
      ...targetsOf(panel).flatMap((target) => problem(`${target.path}.datasource`, target.part['datasource'])),
    ]),
    ...[...annotationsOf(path, model), ...queriedVariablesOf(path, model)].flatMap((one) =>
      problem(`${one.path}.datasource`, one.part['datasource']),
    ),
  ];
}
