import { tenantStages } from '../stages/routes';
import type { Block as AlloyStage } from '../language/syntax';
import { Block } from '../language/syntax';
import { bool, number, object, text } from '../language/values';
import { labelValues } from '../stages/label-values';
import { structuredMetadata } from '../stages/metadata';
import { levelDrop, levelPlace, levelSource, levelStage } from './levels';
import { multilineStage } from './multiline';
import { ownStages } from './own-stages';
import { redactionStages } from './redaction';
import { rawText } from '../language/raw-text';
import { readNames } from './entry-problems';
import { isFor, selectorOf } from './selection';
import type { AlloyProcessing } from './settings';
import { timestampStages } from './timestamp';

/** Stages of an entry for a source, at one step. `read` are the fields that all entries read. */
type Step = (entry: AlloyProcessing, source: string, read: readonly string[]) => readonly AlloyStage[];

/**
 * Steps of all entries, in the only correct order. Lines are joined before any of them is dropped. Lines are dropped by
 * their text before more expensive stages, and secrets are replaced before fields are read, so that no field has one.
 * Levels and times are read before lines are dropped by them. Labels and the tenant come last, because multi-line
 * blocks and limits have state for each set of labels.
 */
const STEPS: readonly Step[] = [
  (entry) => own(entry, 'first'),
  ({ multiline }) => (multiline === undefined ? [] : [multilineStage(multiline)]),
  dropText,
  ({ redact = [] }) => redactionStages(redact),
  (entry, source) => [
    ...read(entry),
    ...(hasLevel(entry) ? [levelStage(levelSource(entry).names)] : []),
    ...(entry.timestamp ? timestampStages(entry.timestamp) : []),
    ...dropRead(entry),
    ...limit(entry),
    ...own(entry, 'parsed'),
    ...metadata(entry, source),
  ],
  ({ tenant }) => tenantStages(tenant),
  (entry, _source, read) => [...labels(entry, read), ...own(entry, 'last')],
];

/** Stages of successive steps for the same lines. */
interface Part {
  readonly entry: AlloyProcessing;
  readonly stages: AlloyStage[];
}

function partsOf(entries: readonly AlloyProcessing[], source: string): Part[] {
  const chosen = entries.filter((entry) => isFor(entry, source));
  const read = chosen.flatMap(readNames);
  const parts = STEPS.flatMap((step) => chosen.map((entry) => ({ entry, stages: step(entry, source, read) })));
  const joined: Part[] = [];
  for (const { entry, stages } of parts.filter(({ stages }) => stages.length > 0)) {
    const last = joined.at(-1);
    if (last?.entry === entry) last.stages.push(...stages);
    else joined.push({ entry, stages: [...stages] });
  }
  return joined;
}

/** Stages of the entries for a source. Those of successive steps for the same lines stand in one `stage.match`. */
export function processingStages(entries: readonly AlloyProcessing[], source: string): Block[] {
  return partsOf(entries, source).flatMap(({ entry, stages }) => {
    const selector = selectorOf(entry);
    return selector === undefined ? stages : [new Block('stage.match').set('selector', text(selector)).add(...stages)];
  });
}

/**
 * True if a `stage.match` begins between the stages in which an entry reads its fields and those in which it sets its labels: there
 * the labels of a line take the place of fields of their names.
 */
export function hasLabelsApart(entries: readonly AlloyProcessing[], entry: AlloyProcessing, source: string): boolean {
  const parts = partsOf(entries, source);
  const last = (...names: string[]) =>
    parts.findLastIndex((part) => part.entry === entry && part.stages.some(({ name }) => names.includes(name)));
  const between = parts.slice(last('stage.json', 'stage.logfmt', 'stage.regex') + 1, last('stage.labels') + 1);
  return between.some((part) => selectorOf(part.entry) !== undefined);
}

const own = ({ stages, stagesAt = 'parsed' }: AlloyProcessing, at: string): Block[] =>
  stages !== undefined && stagesAt === at ? ownStages(stages) : [];

const drop = (reason: string): Block => new Block('stage.drop').set('drop_counter_reason', text(reason));

/** Drops lines by their text, size and age. */
function dropText({ drop: { matching = [], longerThan } = {} }: AlloyProcessing): Block[] {
  return [
    ...(longerThan === undefined ? [] : [drop('too_long').set('longer_than', text(longerThan))]),
    ...matching.map((each) => {
      const { regex, reason = 'matching' } = typeof each === 'string' ? { regex: each } : each;
      return drop(reason).set('expression', rawText(regex));
    }),
  ];
}

/** Drops lines by fields that were read from them. */
function dropRead({ drop: { levels = [], olderThan } = {} }: AlloyProcessing): Block[] {
  return [
    ...(levels.length > 0 ? [levelDrop(levels)] : []),
    ...(olderThan === undefined ? [] : [drop('too_old').set('older_than', text(olderThan))]),
  ];
}

/** Sampling and the limit, of the lines that are left. Alloy warns at its start of fewer than 10,000 values of a label. */
function limit({ sample, rateLimit }: AlloyProcessing): Block[] {
  const stages: Block[] = [];
  if (sample !== undefined) {
    stages.push(new Block('stage.sampling').set('rate', number(sample)).set('drop_counter_reason', text('sample')));
  }
  if (rateLimit) {
    const { linesPerSecond, burst = Math.ceil(linesPerSecond * 10), by = 'namespace' } = rateLimit;
    const values = {
      rate: number(linesPerSecond),
      burst: number(burst),
      by_label_name: text(by),
      drop: bool(true),
      max_distinct_labels: number(10_000),
    };
    const stage = new Block('stage.limit');
    for (const [name, value] of Object.entries(values)) stage.set(name, value);
    stages.push(stage);
  }
  return stages;
}

/** True if an entry needs the level of its lines. */
const hasLevel = ({ level = false, drop }: AlloyProcessing): boolean =>
  level !== false || Boolean(drop?.levels?.length);

/** Extracted name of the type of a JSON document. */
const FORM = 'found_form';

/** Reads the fields of a line, among them those that may have its level. */
function read(entry: AlloyProcessing): Block[] {
  const { format = 'text', fields = {}, regex, malformed = 'keep' } = entry;
  const found = hasLevel(entry) ? levelSource(entry) : undefined;
  const isDropped = malformed === 'drop';
  // Alloy's own `drop_malformed` counts nothing.
  const form = isDropped && format === 'json' ? { [FORM]: 'type(@)' } : {};
  const all = { ...found?.fields, ...fields, ...form };
  const stages = [...forgetParts(entry), ...(found?.stages ?? [])];
  if (['json', 'logfmt'].includes(format) && Object.keys(all).length > 0) {
    const values = object(Object.fromEntries(Object.entries(all).map(([name, path]) => [name, text(path)])));
    stages.push(new Block(`stage.${format}`).set(format === 'json' ? 'expressions' : 'mapping', values));
  }
  if (isDropped) {
    const names = format === 'json' ? [FORM] : Object.keys(all);
    const nothing = drop('malformed')
      .set('source', text(names.join(',')))
      .set('separator', text(''));
    stages.push(nothing.set('expression', rawText('^$')));
  }
  if (regex !== undefined) stages.push(new Block('stage.regex').set('expression', rawText(regex)));
  return stages;
}

/** Names under which `stage.cri` extracts parts of a line as the container runtime wrote it. */
const RUNTIME_PARTS = ['content', 'flags', 'time'];

/**
 * Removes the parts that have the names of fields. A line without such a field would otherwise have the part in its place: for
 * `content` the whole text, as it was before secrets were replaced.
 */
function forgetParts(entry: AlloyProcessing): Block[] {
  const { structuredMetadata = [], labels: set = {}, level, malformed, format } = entry;
  const used = [
    ...structuredMetadata,
    ...Object.values(set).flatMap((value) => (typeof value === 'string' ? [] : [value.field])),
    ...(typeof level === 'object' ? [level.field] : []),
    ...(malformed === 'drop' && format === 'logfmt' ? Object.keys(entry.fields ?? {}) : []),
  ];
  const names = readNames(entry);
  return RUNTIME_PARTS.filter((part) => names.includes(part) && used.includes(part)).map((part) =>
    new Block('stage.template').set('source', text(part)).set('template', text('')),
  );
}

function metadata({ structuredMetadata: names = [], level = false }: AlloyProcessing, source: string): Block[] {
  const isLabel = typeof level === 'object' && level.label === true;
  return [
    ...(names.length > 0 ? [structuredMetadata(...names)] : []),
    ...(level === false ? [] : levelPlace(source, isLabel)),
  ];
}

function labels({ labels: all = {} }: AlloyProcessing, read: readonly string[]): Block[] {
  const entries = Object.entries(all);
  const fixed = entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, text(value)]] : []));
  const fields = entries.flatMap(([name, value]) => (typeof value === 'string' ? [] : [{ name, field: value.field }]));
  const guards = labelValues([...new Set(fields.map(({ field }) => field))], read);
  const values = Object.fromEntries(fields.map(({ name, field }) => [name, text(field)]));
  return [
    ...(fixed.length > 0 ? [new Block('stage.static_labels').set('values', object(Object.fromEntries(fixed)))] : []),
    ...guards,
    ...(fields.length > 0 ? [new Block('stage.labels').set('values', object(values))] : []),
  ];
}
