import { isSameQuantity } from './quantity';
import { at, isRecord, isText } from './shape';
import { parseYaml } from './yaml/parse';

/** Change of one field. */
export interface FieldChange {
  /** Path of the field: `spec.template.spec.containers[ingester].image`, `data[config.yaml].limits_config.retention_period`. */
  readonly path: string;

  /** Former value. @default - the field is new */
  readonly was?: unknown;

  /** New value. @default - the field is removed */
  readonly is?: unknown;
}

/** Fields that identify items of a list, the most specific first: those of Kubernetes, of Prometheus, Loki and Grafana. */
const IDENTITIES = [
  ...['name', 'metadata.name', 'mountPath', 'containerPort', 'key', 'topologyKey', 'port', 'ip'],
  ...['uid', 'alert', 'record', 'job_name', 'from', 'title', 'id', 'path'],
];

/**
 * The smallest parts that differ. Items of lists are matched by their names, so one that is added in front changes no other.
 * Texts of YAML and JSON, and quantities, are compared by their meaning.
 */
export function fieldChanges(was: unknown, is: unknown, path = ''): FieldChange[] {
  if (JSON.stringify(was) === JSON.stringify(is) || isSameQuantity(path, was, is)) return [];
  if (isText(was) && isText(is)) return textChanges(was, is, path);
  if (Array.isArray(was) && Array.isArray(is)) return listChanges(was, is, path);
  if (!isRecord(was) || !isRecord(is)) {
    return [{ path, ...(was === undefined ? {} : { was }), ...(is === undefined ? {} : { is }) }];
  }
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...keys].flatMap((key) => fieldChanges(was[key], is[key], below(path, key)));
}

/** Path of a field of an object. Keys with other characters than those of a word are in brackets. */
function below(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

function textChanges(was: string, is: string, path: string): FieldChange[] {
  const whole = [{ path, was, is }];
  if (![was, is].every((text) => /\n|^\s*[[{]/.test(text))) return whole;
  const [former, present] = [documentIn(was), documentIn(is)];
  if (former === undefined || present === undefined) return whole;
  const inner = fieldChanges(former, present, path);
  // Only comments or the order of keys differ.
  return inner.length === 0 ? whole : inner;
}

/** The only document of a text of YAML or JSON, if it has fields; undefined for any other text. */
function documentIn(text: string): unknown {
  const { documents, problem } = parseYaml(text);
  const [document] = documents;
  return !problem && documents.length === 1 && typeof document === 'object' ? (document ?? undefined) : undefined;
}

function listChanges(was: readonly unknown[], is: readonly unknown[], path: string): FieldChange[] {
  const identity = IDENTITIES.find((key) => areKnownBy(was, key) && areKnownBy(is, key));
  if (identity !== undefined) return namedChanges(byName(was, identity), byName(is, identity), path);
  const [removed, added] = [without(was, is), without(is, was)];
  if (removed.length === 0 && added.length === 0) return [{ path, was, is }];
  if (removed.length === added.length && [...removed, ...added].every(isRecord)) {
    return removed.flatMap((item, index) => fieldChanges(item, added[index], `${path}[${is.indexOf(added[index])}]`));
  }
  if (removed.length === 1 && added.length === 1) return fieldChanges(removed[0], added[0], `${path}[]`);
  return [
    ...removed.map((item) => ({ path: `${path}[]`, was: item })),
    ...added.map((item) => ({ path: `${path}[]`, is: item })),
  ];
}

/** True if a field identifies each item of a list. */
function areKnownBy(list: readonly unknown[], key: string): boolean {
  const names = list.map((item) => at(item, key));
  const areScalars = names.every((name) => isText(name) || typeof name === 'number');
  return areScalars && new Set(names.map(String)).size === names.length;
}

const byName = (list: readonly unknown[], key: string): ReadonlyMap<string, unknown> =>
  new Map(list.map((item) => [String(at(item, key)), item]));

function namedChanges(
  was: ReadonlyMap<string, unknown>,
  is: ReadonlyMap<string, unknown>,
  path: string,
): FieldChange[] {
  const names = new Set([...is.keys(), ...was.keys()]);
  const inner = [...names].flatMap((name) => fieldChanges(was.get(name), is.get(name), `${path}[${name}]`));
  const [former, present] = [
    [...was.keys()].filter((name) => is.has(name)),
    [...is.keys()].filter((name) => was.has(name)),
  ];
  const isSorted = former.join('\n') !== present.join('\n');
  return [...inner, ...(isSorted ? [{ path: `${path}[order]`, was: former, is: present }] : [])];
}

/** Items of a list that another has fewer of. */
function without(list: readonly unknown[], other: readonly unknown[]): unknown[] {
  const left = other.map((item) => JSON.stringify(item));
  return list.filter((item) => {
    const index = left.indexOf(JSON.stringify(item));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
