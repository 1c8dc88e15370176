import { CANARY, CANARY_CONTAINER } from '../../../../charts/canary/props';
import { parseAlloy } from '../../../../charts/alloy/language/parse';
import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import { selectorParts, unquoted } from '../../../../charts/loki/config/values/selector';
import { show } from '../../../../charts/input/show';
import { attributeOf, fieldsOf, textOf, textsOf } from '../../../checks/read/alloy/config';
import { matcher } from '../../../checks/read/alloy/relabel';
import { counted, type Harm } from './harm';
import { found, isLonger, isOlder, LINE, matches, misses } from './line';

/** Labels whose values are known. */
type Labels = Readonly<Record<string, string>>;

/** Labels and metadata by which the canary finds its lines. */
const FOUND_BY = ['job', 'container', 'pod'];

/** Known labels of the lines of a canary. */
export const labelsOfCanary = (namespace: string): Labels => ({
  namespace,
  app: CANARY,
  container: CANARY_CONTAINER,
  job: `${namespace}/${CANARY_CONTAINER}`,
  stream: 'stdout',
});

/** Ways in which a user's own stages make a canary count its lines as missing, the first of each stage. */
export const stageHarms = (stages: string, labels: Labels, interval: number): Harm[] =>
  reached(parseAlloy(stages).blocks, labels).flatMap((stage, index, all) => {
    const words = harmOf(stage, all.slice(0, index), interval);
    return words === undefined ? [] : [{ path: 'stages', found: `${stage.name} on line ${stage.line} ${words}` }];
  });

/** The stage that gives lines of a canary a tenant other than its own. */
export function tenantHarm(stages: string, labels: Labels, own: string): Harm[] {
  const stage = reached(parseAlloy(stages).blocks, labels).find(({ name }) => name === 'stage.tenant');
  const value = textOf(attributeOf(stage, 'value'));
  if (!stage || value === undefined || value === own) return [];
  const words = `${counted} them as missing: it reads those of ${show(own)}`;
  return [{ path: 'stages', found: `${stage.name} on line ${stage.line} ${words}` }];
}

/** Stages that lines of a canary certainly reach, and `stage.match` that drop them. */
function reached(stages: readonly AlloyBlock[], labels: Labels): AlloyBlock[] {
  return stages.flatMap((stage) => {
    if (stage.name !== 'stage.match') return [stage];
    if (!selects(textOf(attributeOf(stage, 'selector')) ?? '', labels)) return [];
    return textOf(attributeOf(stage, 'action')) === 'drop' ? [stage] : reached(stage.blocks, labels);
  });
}

/** A filter of lines after a stream selector. */
const FILTER = /^\s*(\|=|!=|\|~|!~)\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*/;

/** True if a selector certainly takes the lines of a canary. */
function selects(selector: string, labels: Labels): boolean {
  const parts = selectorParts(selector);
  if (!parts) return false;
  const isTaken = parts.matchers.every(({ label, operator, value }) => {
    const own = Object.hasOwn(labels, label) ? labels[label] : undefined;
    if (own === undefined) return false;
    const isEqual = operator.includes('~') ? matcher(`^(?:${value})$`)(own) : own === value;
    return isEqual !== operator.startsWith('!');
  });
  return isTaken && takesLine(parts.rest);
}

function takesLine(filters: string): boolean {
  if (filters.trim() === '') return true;
  const [filter, operator = '', quoted = ''] = FILTER.exec(filters) ?? [];
  if (filter === undefined) return false;
  const value = unquoted(quoted);
  const hasIt = operator.endsWith('~') ? matches(value) : LINE.includes(value);
  const lacksIt = operator.endsWith('~') ? misses(value) : !LINE.includes(value);
  return (operator.startsWith('!') ? lacksIt : hasIt) && takesLine(filters.slice(filter.length));
}

const MISSING = `${counted} them as missing`;
const OTHERS = `${counted} the others as missing`;
const CHANGES = 'changes the lines of the canary, and it counts them as missing';

/** Harm of a stage to a line of the canary, by its name; undefined for none. */
const HARMS: Readonly<
  Record<string, (stage: AlloyBlock, before: readonly AlloyBlock[], interval: number) => string | undefined>
> = {
  'stage.match': () => MISSING,
  'stage.drop': (stage) => {
    const [regex, size, age] = ['expression', 'longer_than', 'older_than'].map((name) =>
      textOf(attributeOf(stage, name)),
    );
    if (attributeOf(stage, 'source') || attributeOf(stage, 'value')) return undefined;
    const conditions = [
      ...(regex === undefined ? [] : [matches(regex)]),
      ...(size === undefined ? [] : [isLonger(size)]),
      ...(age === undefined ? [] : [isOlder(age)]),
    ];
    return conditions.length > 0 && conditions.every(Boolean) ? MISSING : undefined;
  },
  'stage.sampling': (stage) => ((numberOf(stage, 'rate') ?? 1) < 1 ? OTHERS : undefined),
  'stage.limit': (stage, _before, interval) => {
    const drop = attributeOf(stage, 'drop');
    const isDropped = drop?.kind === 'bool' && drop.value;
    return isDropped && (numberOf(stage, 'rate') ?? Infinity) < 1 / interval ? OTHERS : undefined;
  },
  'stage.multiline': (stage) => {
    const first = textOf(attributeOf(stage, 'firstline'));
    return first !== undefined && misses(first)
      ? 'joins the lines of the canary, and it counts them as missing'
      : undefined;
  },
  'stage.replace': (stage) => {
    const regex = textOf(attributeOf(stage, 'expression'));
    const isOfLine = attributeOf(stage, 'source') === undefined;
    // Only groups are replaced.
    return isOfLine &&
      regex !== undefined &&
      found(regex)
        ?.slice(1)
        .some((group) => Boolean(group))
      ? CHANGES
      : undefined;
  },
  'stage.output': (stage, before) => {
    const source = textOf(attributeOf(stage, 'source'));
    return before.some((each) => extracts(each, source)) ? CHANGES : undefined;
  },
  'stage.pack': () => CHANGES,
  'stage.luhn': (stage) => (attributeOf(stage, 'source') ? undefined : CHANGES),
  'stage.truncate': (stage) => {
    const isCut = stage.blocks.some(
      (rule) =>
        (textOf(attributeOf(rule, 'source_type')) ?? 'line') === 'line' &&
        isLonger(textOf(attributeOf(rule, 'limit')) ?? ''),
    );
    return isCut ? CHANGES : undefined;
  },
  'stage.label_drop': (stage) => loses(FOUND_BY.filter((name) => textsOf(attributeOf(stage, 'values')).includes(name))),
  'stage.label_keep': (stage) =>
    loses(['job', 'container'].filter((name) => !textsOf(attributeOf(stage, 'values')).includes(name))),
  'stage.structured_metadata_drop': (stage) =>
    loses(textsOf(attributeOf(stage, 'values')).filter((name) => name === 'pod')),
  'stage.static_labels': (stage) =>
    loses(fieldsOf(attributeOf(stage, 'values')).flatMap(({ name }) => (FOUND_BY.includes(name) ? [name] : []))),
};

const loses = ([label]: readonly string[]): string | undefined =>
  label === undefined ? undefined : `changes the ${label} of the lines of the canary, by which it finds them`;

function harmOf(stage: AlloyBlock, before: readonly AlloyBlock[], interval: number): string | undefined {
  return Object.hasOwn(HARMS, stage.name) ? HARMS[stage.name]?.(stage, before, interval) : undefined;
}

/** True if a stage extracts a name from a line of the canary, with another value than the whole line. */
function extracts(stage: AlloyBlock, name: string | undefined): boolean {
  if (name === undefined) return false;
  if (stage.name === 'stage.template') return textOf(attributeOf(stage, 'source')) === name;
  if (stage.name !== 'stage.regex' || attributeOf(stage, 'source')) return false;
  const value = found(textOf(attributeOf(stage, 'expression')) ?? '')?.groups?.[name];
  return value !== undefined && value !== LINE;
}

function numberOf(stage: AlloyBlock, name: string): number | undefined {
  const value = attributeOf(stage, name);
  return value?.kind === 'number' ? value.value : undefined;
}
