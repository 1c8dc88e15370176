import { processing } from '../../../charts/alloy/processing/validate';
import { hasNoBound } from '../../../charts/input/labels';
import { groupCount, GO_REGEX } from '../../../charts/input/re2';
import { asList, isRecord } from '../../manifests/shape';
import { alloySize } from '../quantities';
import { isTurned, type PromtailStage } from './order';

/** An entry of `processing` under construction. */
type Entry = Record<string, unknown>;

/** Adds a stage to an entry; false if the entry has no field for it. */
type Step = (entry: Entry, settings: Readonly<Record<string, unknown>>) => boolean;

/** Sets a field unless it is set already. */
function once(entry: Entry, field: string, value: unknown): boolean {
  if (entry[field] !== undefined) return false;
  entry[field] = value;
  return true;
}

const onlyHas = (settings: Readonly<Record<string, unknown>>, ...keys: string[]): boolean =>
  Object.entries(settings).every(([key, value]) => keys.includes(key) || value === null || value === undefined);

/** Values of a map in which an empty value means its key. */
const named = (value: unknown): [string, string][] | undefined => {
  const entries = isRecord(value) ? Object.entries(value) : undefined;
  if (!entries?.every(([, name]) => name === null || typeof name === 'string')) return undefined;
  return entries.map(([key, name]) => [key, name ? (name as string) : key]);
};

const read =
  (format: 'json' | 'logfmt', key: 'expressions' | 'mapping'): Step =>
  (entry, settings) => {
    const fields = named(settings[key]);
    if (!fields || !onlyHas(settings, key, 'drop_malformed') || entry['regex'] !== undefined) return false;
    if (settings['drop_malformed'] === true) entry['malformed'] = 'drop';
    return once(entry, 'format', format) && once(entry, 'fields', Object.fromEntries(fields));
  };

/** Adds labels; those with unbounded values become structured metadata. */
const labels: Step = (entry, settings) => {
  const all = named(settings);
  if (!all) return false;
  for (const [name, field] of all) {
    if (!hasNoBound(name)) add(entry, 'labels', name, { field });
    else if (name === field) metadata(entry, name);
    else return false;
  }
  return true;
};

function add(entry: Entry, map: string, name: string, value: unknown): void {
  entry[map] = { ...(entry[map] as object | undefined), [name]: value };
}

function metadata(entry: Entry, name: string): void {
  entry['structuredMetadata'] = [...asList(entry['structuredMetadata']), name];
}

function addDrop(entry: Entry, key: string, value: unknown): boolean {
  const drop = (entry['drop'] ?? {}) as Entry;
  if (key !== 'matching' && drop[key] !== undefined) return false;
  entry['drop'] = { ...drop, [key]: key === 'matching' ? [...asList(drop[key]), value] : value };
  return true;
}

const drop: Step = (entry, { expression, older_than, longer_than, drop_counter_reason: reason, ...rest }) => {
  const conditions = [expression, older_than, longer_than].filter((one) => one !== undefined);
  // In a stage all conditions must hold; in an entry, any one is enough.
  if (conditions.length !== 1 || Object.keys(rest).length > 0) return false;
  if (older_than !== undefined) return addDrop(entry, 'olderThan', older_than);
  if (longer_than !== undefined) return addDrop(entry, 'longerThan', alloySize(longer_than as string));
  const isReason = typeof reason === 'string' && /^[a-z][a-z0-9_]*$/.test(reason);
  return addDrop(entry, 'matching', isReason ? { regex: expression, reason } : expression);
};

/** True for an expression with groups: Promtail and Alloy replace these alone, and the library a whole match without any. */
const hasGroups = (expression: unknown): boolean =>
  typeof expression === 'string' && GO_REGEX.faultOf(expression) === undefined && groupCount(expression) > 0;

/** Stages that are fields of an entry. */
const STEPS: Readonly<Record<string, Step>> = {
  json: read('json', 'expressions'),
  logfmt: read('logfmt', 'mapping'),
  regex: (entry, settings) =>
    onlyHas(settings, 'expression') && entry['format'] === undefined && once(entry, 'regex', settings['expression']),
  multiline: (entry, { firstline, max_lines: maxLines, max_wait_time: maxWait, ...rest }) =>
    Object.keys(rest).length === 0 &&
    Object.keys(entry).length === 0 &&
    once(entry, 'multiline', {
      firstLine: firstline,
      ...(maxLines === undefined ? {} : { maxLines }),
      ...(maxWait === undefined ? {} : { maxWait }),
    }),
  timestamp: (entry, { source, format, location, action_on_failure: failure, ...rest }) =>
    Object.keys(rest).length === 0 &&
    [undefined, 'fudge', 'skip'].includes(failure as string | undefined) &&
    once(entry, 'timestamp', { field: source, format, ...(location === undefined ? {} : { location }) }),
  labels,
  static_labels: (entry, settings) => {
    for (const [name, value] of Object.entries(settings)) add(entry, 'labels', name, String(value));
    return true;
  },
  structured_metadata: (entry, settings) => {
    const all = named(settings);
    if (!all?.every(([name, field]) => name === field)) return false;
    for (const [name] of all) metadata(entry, name);
    return true;
  },
  drop,
  sampling: (entry, settings) => onlyHas(settings, 'rate') && once(entry, 'sample', settings['rate']),
  limit: (entry, { rate, burst, drop: drops, by_label_name: by, ...rest }) =>
    Object.keys(rest).length === 0 &&
    drops === true &&
    typeof by === 'string' &&
    once(entry, 'rateLimit', { linesPerSecond: rate, ...(burst === undefined ? {} : { burst }), by }),
  replace: (entry, { expression, replace, ...rest }) => {
    if (Object.keys(rest).length > 0 || /\{\{/.test(String(replace)) || !hasGroups(expression)) return false;
    entry['redact'] = [...asList(entry['redact']), { regex: expression, replacement: replace ?? '' }];
    return true;
  },
  tenant: (entry, settings) => onlyHas(settings, 'value') && once(entry, 'tenant', settings['value']),
};

/** Kinds of stages that read fields, and those that use them. The library decides their order. */
const ORDER = ['multiline', 'json', 'logfmt', 'regex', 'timestamp', 'drop', 'sampling', 'limit'];

/** Fields with the same effect as a pipeline; undefined if there are none, or the order would differ. */
export function fieldsOf(stages: readonly PromtailStage[], selection: object): Entry | undefined {
  const entry: Entry = {};
  let last = 0;
  for (const [index, stage] of stages.entries()) {
    const { kind, settings } = stage;
    const step = STEPS[kind];
    const place = ORDER.indexOf(kind);
    if (!step || (place >= 0 && place < last)) return undefined;
    if (stages.slice(0, index).some((earlier) => isTurned(earlier, stage))) return undefined;
    if (place >= 0) last = place;
    if (!step(entry, isRecord(settings) ? settings : {})) return undefined;
  }
  const whole = { ...selection, ...entry };
  return processing('processing', [whole]).length === 0 ? whole : undefined;
}
