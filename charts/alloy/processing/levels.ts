import { Block } from '../language/syntax';
import { object, text } from '../language/values';
import { rawText } from '../language/raw-text';
import type { AlloyProcessing, LogLevel } from './settings';

/** One table for all formats: levels, and the words, letters and numbers that programs write for them, in lower case. */
const LEVELS: Readonly<Record<LogLevel, readonly string[]>> = {
  trace: ['trace', 'trce', 'trc', 'vrb', '10', 'verbose', 'finest'],
  debug: ['debug', 'dbug', 'dbg', '20', 'fine', 'finer'],
  info: ['info', 'inf', 'i', '30', 'information', 'informational', 'notice'],
  warn: ['warn', 'wrn', 'w', '40', 'warning'],
  error: ['error', 'e', '50', 'err', 'eror', 'fail', 'severe'],
  fatal: ['fatal', 'ftl', 'f', '60', 'crit', 'critical', 'panic', 'dpanic', 'alert', 'emerg', 'emergency'],
};

/** Names of all levels, the least first. */
export const LOG_LEVELS = Object.keys(LEVELS) as LogLevel[];

/** Usual names of the level, best first. */
const JSON_LEVELS =
  'level || severity || lvl || levelname || loglevel || "log.level" || log.level || Level || LogLevel || "@l" || log_level || severityText';
const LOGFMT_LEVELS = ['level', 'lvl', 'severity'];

const KLOG = String.raw`^(?P<found_level>[IWEF])\d{4} \d{2}:\d{2}:\d{2}`;

/** Words of levels in a text. Short ones are in capitals only: inf is a number, too. */
const WORDS = String.raw`trace|trce|debug|dbug|dbg|info|notice|warn(?:ing)?|err(?:or)?|fail|crit(?:ical)?|severe|fatal|panic|emerg(?:ency)?|(?-i:TRC|VRB|INF|WRN|FTL)`;

/** A word between blanks, brackets, quotes, colors or an equals sign, or the letter of klog. */
const WORD = String.raw`(?i)^(?-i:(?P<found_letter>[IWEF]))\d{4} \d{2}:|(?:^|[\s\[(|"'=:]|\x1b\[[\d;]*m)(?P<found_level>${WORDS})(?:[\s\])|"',:\x1b]|$)`;

/** Extracted name that Loki's level detection reads first. */
const FOUND = 'found_level';

/** Source of the level of a line in an entry. */
interface LevelSource {
  /** Fields that it adds to those of the entry, by name. */
  readonly fields: Readonly<Record<string, string>>;

  /** Stages that find it in the text. */
  readonly stages: readonly Block[];

  /** Extracted names that may have it, best first. */
  readonly names: readonly string[];
}

/** Source of the level of a line in an entry. */
export function levelSource({ format = 'text', level, fields: own = {} }: AlloyProcessing): LevelSource {
  if (typeof level === 'object' && level.field !== undefined) return { fields: {}, stages: [], names: [level.field] };
  if (format === 'json') return { fields: { [FOUND]: JSON_LEVELS }, stages: [], names: [FOUND] };
  if (format === 'logfmt') {
    // Alloy gives a key one name only: the one in the entry's fields.
    const read = LOGFMT_LEVELS.map((key) => {
      const name = Object.keys(own).find((each) => own[each] === key);
      return { name: name ?? `${FOUND}_${key}`, key, isOwn: name !== undefined };
    });
    const fields = read.filter(({ isOwn }) => !isOwn).map(({ name, key }) => [name, key]);
    return { fields: Object.fromEntries(fields), stages: [], names: read.map(({ name }) => name) };
  }
  const stage = new Block('stage.regex').set('expression', rawText(format === 'klog' ? KLOG : WORD));
  return { fields: {}, stages: [stage], names: format === 'klog' ? [FOUND] : ['found_letter', FOUND] };
}

/**
 * Sets the extracted `level`. A line without one keeps that which its source gave it; a word that is not a level adds
 * nothing. A missing value prints as `<nil>`.
 */
export function levelStage(names: readonly string[]): Block {
  const value = `(or ${[...names, 'level'].map((name) => `.${name}`).join(' ')} "")`;
  const cases = LOG_LEVELS.map(
    (level) => `if eq $l ${LEVELS[level].map((word) => `"${word}"`).join(' ')} }}${level}{{ `,
  );
  const template = `{{ $l := ToLower (print ${value}) }}{{ ${cases.join('else ')}end }}`;
  return new Block('stage.template').set('source', text('level')).set('template', rawText(template));
}

/** Drops lines of some levels. */
export function levelDrop(levels: readonly LogLevel[]): Block {
  return new Block('stage.drop')
    .set('source', text('level'))
    .set('expression', rawText(`^(?:${levels.join('|')})$`))
    .set('drop_counter_reason', text('level'));
}

/**
 * Level as structured metadata, or as a label. If a label and an extracted value have the same name, Alloy makes
 * metadata of the label. Sources other than pods may have such a label, which is therefore replaced first.
 */
export function levelPlace(source: string, isLabel: boolean): Block[] {
  const values = object({ level: text('') });
  const label = new Block('stage.labels').set('values', values);
  const metadata = new Block('stage.structured_metadata').set('values', values);
  if (isLabel) return [label];
  return source === 'pods' ? [metadata] : [label, metadata];
}
