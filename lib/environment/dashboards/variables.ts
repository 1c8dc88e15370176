/** A variable of Grafana in a query: `$app`, `${app:regex}` or `[[app]]`. */
const VARIABLE = /\$\{(\w+)(?:[.:][^}]*)?\}|\$([A-Za-z_]\w*)|\[\[(\w+)(?::\w+)?\]\]/g;

/** A text in quotes. */
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g;

/** An action of a template of Go. */
const ACTION = /\{\{[^]*?\}\}/g;

/** Variables that a template declares, which Grafana leaves as they are. */
const DECLARED = /(?:\$\w+\s*,\s*)?\$\w+\s*:=/g;

/** Replaces the variables in an action of a template by fields: those that it declares, and those of Grafana. */
const filledAction = (action: string): string => action.replace(DECLARED, '').replace(VARIABLE, '.x');

/** Variables that Grafana itself sets, with values of their kind. */
const BUILT_IN: Readonly<Record<string, string>> = {
  ...{ __auto: '5m', __interval: '5m', __rate_interval: '5m', __range: '5m' },
  ...{ __interval_ms: '300', __range_s: '300', __range_ms: '300', __from: '300', __to: '300' },
};

/** Values that a variable may have outside of quotes: a duration, a number, a name. */
const VALUES = ['5m', '1', 'x'] as const;

/** Most variables of a query for which all values are tried. */
const MOST = 4;

/**
 * Queries that Grafana may make of a query by replacing its variables: one for each combination of values. None if the whole
 * query is a variable, or it has too many of them.
 */
export function filledQueries(query: string): string[] {
  const quoted = query.replace(QUOTED, (text) => text.replace(ACTION, filledAction).replace(VARIABLE, 'x'));
  const known = quoted.replace(VARIABLE, (written, ...names: (string | undefined)[]) => {
    const name = names.slice(0, 3).find((one) => one !== undefined) ?? '';
    return BUILT_IN[name] ?? written;
  });
  const unknown = [...new Set(known.match(VARIABLE) ?? [])];
  if (unknown.length > MOST || unknown.includes(known.trim())) return [];
  return unknown.reduce<string[]>(
    (queries, variable) => queries.flatMap((one) => VALUES.map((value) => one.replaceAll(variable, value))),
    [known],
  );
}
