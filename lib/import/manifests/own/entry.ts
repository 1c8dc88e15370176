import { printConfig } from '../../../../charts/alloy/language/syntax';
import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import { levelSource, LOG_LEVELS } from '../../../../charts/alloy/processing/levels';
import { MULTILINE, multilineStage } from '../../../../charts/alloy/processing/multiline';
import { ownBlocks } from '../../../../charts/alloy/processing/own-stages';
import { REDACTIONS } from '../../../../charts/alloy/processing/redaction';
import type { AlloyProcessing } from '../../../../charts/alloy/processing/settings';
import { processingStages } from '../../../../charts/alloy/processing/stages';
import { attributeOf, mapOf, numberOf, textOf } from './blocks';

/** An entry under construction. */
type Entry = { -readonly [K in keyof AlloyProcessing]: AlloyProcessing[K] };

/** Text of stages, as Alloy's formatter prints them. */
export const stagesText = (stages: readonly AlloyBlock[]): string => printConfig(ownBlocks(stages));

/**
 * Fields of an entry of `processing` whose stages these are, for a source. Stages that no field makes are its own stages;
 * undefined if it makes others.
 */
export function entryOf(stages: readonly AlloyBlock[], source: string): AlloyProcessing | undefined {
  const [entry, others] = read(stages);
  const isSame = (candidate: AlloyProcessing): boolean => {
    const made = processingStages([{ ...candidate, sources: [source] }], source);
    return printConfig(made) === stagesText(stages);
  };
  const own = others.length > 0 ? { stages: stagesText(others) } : {};
  const places = others.length > 0 ? (['parsed', 'first', 'last'] as const) : ([undefined] as const);
  const candidates = places.flatMap((stagesAt) =>
    levels(entry).map((fields): AlloyProcessing => ({
      ...fields,
      ...own,
      ...(stagesAt === undefined || stagesAt === 'parsed' ? {} : { stagesAt }),
    })),
  );
  return candidates.find((candidate) => attempt(() => isSame(candidate)));
}

const attempt = (work: () => boolean): boolean => {
  try {
    return work();
  } catch {
    // No entry has such values.
    return false;
  }
};

/** Candidates for values that no stage shows: a level may only serve to drop lines, and a format only the level. */
function levels({ format, level, ...rest }: Entry): Entry[] {
  const formats = format === undefined ? ([undefined, 'json', 'logfmt', 'klog'] as const) : [format];
  return formats.flatMap((one) => {
    const entry = { ...rest, ...(one === undefined ? {} : { format: one }) };
    return level === undefined ? [entry] : [{ ...entry, level }, entry];
  });
}

/** Names of values that the library extracts for itself. */
const INTERNAL = /^found_/;

const objectOf = (stage: AlloyBlock, name: string): Record<string, string> => mapOf(attributeOf(stage, name));

/** Reads stages that fields make, one after the other. @returns the fields, and the other stages */
function read(stages: readonly AlloyBlock[]): [Entry, AlloyBlock[]] {
  const entry: Entry = {};
  const others: AlloyBlock[] = [];
  for (const stage of stages) if (READERS[stage.name]?.(stage, entry) !== true) others.push(stage);
  entry.redact &&= namedRedactions(entry.redact);
  return [entry, others];
}

/** Readers of stages, by their names. They answer true for a stage that a field makes. */
const READERS: Readonly<Record<string, (stage: AlloyBlock, entry: Entry) => boolean>> = {
  'stage.multiline': (stage, entry) => {
    const firstLine = textOf(stage, 'firstline') ?? '';
    const name = (Object.keys(MULTILINE) as (keyof typeof MULTILINE)[]).find(
      (one) => printConfig([multilineStage(one)]) === stagesText([stage]),
    );
    entry.multiline = name ?? {
      firstLine,
      maxLines: numberOf(stage, 'max_lines'),
      maxWait: textOf(stage, 'max_wait_time'),
    };
    return true;
  },
  'stage.drop': dropOf,
  'stage.replace': (stage, entry) => {
    const [regex = '', replacement = ''] = [textOf(stage, 'expression'), textOf(stage, 'replace')];
    entry.redact = [...(entry.redact ?? []), { regex, replacement }];
    return true;
  },
  'stage.json': (stage, entry) => fieldsOf(entry, 'json', objectOf(stage, 'expressions')),
  'stage.logfmt': (stage, entry) => fieldsOf(entry, 'logfmt', objectOf(stage, 'mapping')),
  'stage.regex': (stage, entry) => {
    const expression = textOf(stage, 'expression') ?? '';
    const field = textOf(stage, 'source');
    if (field !== undefined) {
      entry.timestamp = { field };
      return true;
    }
    const ofFormat = (['text', 'klog'] as const).find(
      (format) => printConfig([...levelSource({ format, level: true }).stages]) === stagesText([stage]),
    );
    if (ofFormat === undefined) entry.regex = expression;
    else if (ofFormat === 'klog') entry.format = 'klog';
    return true;
  },
  'stage.timestamp': (stage, entry) => {
    if (entry.timestamp === undefined) return false;
    const [format, location] = [textOf(stage, 'format'), textOf(stage, 'location')];
    entry.timestamp = {
      ...entry.timestamp,
      ...(format === undefined || format === 'RFC3339Nano' ? {} : { format }),
      ...(location === undefined ? {} : { location }),
    };
    return true;
  },
  'stage.template': (stage, entry) => {
    if (textOf(stage, 'source') !== 'level') return isGuard(stage);
    // Only a level that is metadata or a label is more than a reason to drop lines.
    const names = [...(/\(or ((?:\.\w+ )+)""/.exec(textOf(stage, 'template') ?? '')?.[1] ?? '').matchAll(/\.(\w+)/g)];
    const own = names.map(([, name = '']) => name).filter((name) => name !== 'level' && !INTERNAL.test(name));
    const isOne = names.length === 2 && own.length === 1;
    if (isOne) entry.level = { field: own[0] };
    else entry.level = true;
    return true;
  },
  'stage.structured_metadata': (stage, entry) => {
    const names = Object.keys(objectOf(stage, 'values'));
    if (names.length === 1 && names[0] === 'level' && entry.level !== undefined) entry.level = placed(entry, false);
    else entry.structuredMetadata = [...(entry.structuredMetadata ?? []), ...names];
    return true;
  },
  'stage.labels': (stage, entry) => {
    const values = objectOf(stage, 'values');
    if (Object.keys(values).join() === 'level' && values['level'] === '') {
      // Sources other than pods first have it as a label.
      if (entry.level !== undefined) entry.level = placed(entry, true);
      return entry.level !== undefined;
    }
    const fields = Object.entries(values).map(([name, field]) => [name, { field }] as const);
    entry.labels = { ...entry.labels, ...Object.fromEntries(fields) };
    return true;
  },
  'stage.static_labels': (stage, entry) => {
    entry.labels = { ...entry.labels, ...objectOf(stage, 'values') };
    return true;
  },
  'stage.sampling': (stage, entry) => {
    entry.sample = numberOf(stage, 'rate');
    return true;
  },
  'stage.limit': (stage, entry) => {
    const [linesPerSecond = 0, burst] = [numberOf(stage, 'rate'), numberOf(stage, 'burst')];
    const by = textOf(stage, 'by_label_name');
    entry.rateLimit = {
      linesPerSecond,
      ...(burst === Math.ceil(linesPerSecond * 10) ? {} : { burst }),
      ...(by === 'namespace' ? {} : { by }),
    };
    return true;
  },
  'stage.tenant': (stage, entry) => {
    entry.tenant = textOf(stage, 'value');
    return entry.tenant !== undefined;
  },
};

/** A template that keeps values of labels in the form that Loki takes. */
const isGuard = (stage: AlloyBlock): boolean => textOf(stage, 'template')?.includes('trunc 1024') === true;

/** Level with its place: a label if it is not metadata afterwards. */
function placed({ level }: Entry, label: boolean): AlloyProcessing['level'] {
  const field = typeof level === 'object' ? level.field : undefined;
  if (!label) return field === undefined ? true : { field };
  return { ...(field === undefined ? {} : { field }), label };
}

/** Fields that a stage reads beside those of the library. */
function fieldsOf(entry: Entry, format: 'json' | 'logfmt', all: Readonly<Record<string, string>>): boolean {
  const own = Object.entries(all).filter(([name]) => !INTERNAL.test(name));
  entry.format = format;
  if (own.length > 0) entry.fields = Object.fromEntries(own);
  return true;
}

/** Conditions of lines that are dropped. */
function dropOf(stage: AlloyBlock, entry: Entry): boolean {
  const [reason, source] = [textOf(stage, 'drop_counter_reason'), textOf(stage, 'source')];
  const [regex, longerThan, olderThan] = [
    textOf(stage, 'expression'),
    textOf(stage, 'longer_than'),
    textOf(stage, 'older_than'),
  ];
  if (reason === 'malformed') entry.malformed = 'drop';
  else if (reason === 'level' && source === 'level')
    entry.drop = { ...entry.drop, levels: LOG_LEVELS.filter((level) => regex?.match(/\w+/g)?.includes(level)) };
  else if (longerThan !== undefined) entry.drop = { ...entry.drop, longerThan };
  else if (olderThan !== undefined) entry.drop = { ...entry.drop, olderThan };
  else if (regex !== undefined && source === undefined) {
    const match = reason === undefined || reason === 'matching' ? regex : { regex, reason };
    entry.drop = { ...entry.drop, matching: [...(entry.drop?.matching ?? []), match] };
  } else return false;
  return true;
}

/** Redactions with the names of those that the library has. */
function namedRedactions(all: NonNullable<AlloyProcessing['redact']>): NonNullable<AlloyProcessing['redact']> {
  const result: NonNullable<AlloyProcessing['redact']>[number][] = [];
  for (let at = 0; at < all.length;) {
    const named = Object.entries(REDACTIONS).find(([, replacements]) =>
      replacements.every(([regex, replacement], index) => {
        const one = all[at + index];
        return typeof one === 'object' && one.regex === regex && one.replacement === replacement;
      }),
    );
    result.push(named ? (named[0] as keyof typeof REDACTIONS) : own(all[at] as { regex: string; replacement: string }));
    at += named?.[1].length ?? 1;
  }
  return result;
}

/** An expression of a user's, without the group and the escapes that the library adds. */
function own({ regex, replacement }: { readonly regex: string; readonly replacement: string }) {
  const inner = /^\(((?:[^()\\]|\\.)*)\)$/s.exec(regex)?.[1] ?? regex;
  const text = replacement.replaceAll('{{"{{"}}', '{{');
  return { regex: inner, ...(text === '<redacted>' ? {} : { replacement: text }) };
}
