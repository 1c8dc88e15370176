import { LOCATION } from '../../../../charts/input/go-time';
import { show } from '../../../../charts/input/show';
import type { AlloyBlock } from '../../../../charts/alloy/language/tree';
import { attributeOf, fieldsOf, textOf } from './config';

/** Problem of a stage. */
export type StageFault = readonly [found: string, fix: string];

type Check = (stage: AlloyBlock) => StageFault | undefined;

/** True if an attribute has a value. Alloy takes an empty text, and a duration or size of 0, for a missing one. */
export function isSet(block: AlloyBlock, name: string): boolean {
  const value = attributeOf(block, name);
  return value !== undefined && !/^(?:0[a-zA-Z]*)?$/.test(textOf(value) ?? 'x');
}

/** Number of an attribute; undefined if it is missing or not a literal. */
function numberOf(block: AlloyBlock, name: string): number | undefined {
  const value = attributeOf(block, name);
  return value?.kind === 'number' ? value.value : undefined;
}

/** Fault of the first attribute that is an empty text. */
const notEmpty =
  (...names: string[]): Check =>
  (stage) => {
    const name = names.find((each) => textOf(attributeOf(stage, each)) === '');
    return name === undefined ? undefined : [`has an empty ${name}`, 'write it, or remove the stage'];
  };

/** Fault of the attribute `values` if it is an empty list. */
const someValues: Check = (stage) => {
  const values = attributeOf(stage, 'values');
  if (values?.kind !== 'array' || values.parts.length > 0) return undefined;
  return ['names nothing in values', 'name something, or remove the stage'];
};

/** Fault of a text that is not in a list. */
function notListed(block: AlloyBlock, name: string, values: readonly string[]): StageFault | undefined {
  const value = textOf(attributeOf(block, name));
  if (value === undefined || values.includes(value)) return undefined;
  return [`has ${name} ${show(value)}, which is not one of ${values.join(', ')}`, 'write one of them'];
}

/** Fault of the name of a label. */
const labelName: Check = (stage) => {
  const name = textOf(attributeOf(stage, 'source'));
  if (name === undefined || /^[A-Za-z_]\w*$/.test(name)) return undefined;
  return [`has the source ${show(name)}, which cannot be the name of a field`, 'use letters, digits and underscores'];
};

/** First fault of blocks within a stage. */
const within =
  (checks: Readonly<Record<string, Check>>): Check =>
  (stage) => {
    for (const block of stage.blocks) {
      const fault = Object.hasOwn(checks, block.name) ? checks[block.name]?.(block) : undefined;
      if (fault) return [`has a ${block.name} on line ${block.line} that ${fault[0]}`, fault[1]];
    }
    return undefined;
  };

/** Captures of a pattern. */
const CAPTURE = /<(_|[A-Za-z_]\w*)>/g;

/** Settings of stages with which Alloy does not start, although `alloy validate` accepts most of them. */
export const SETTING_FAULTS: Readonly<Record<string, Check>> = {
  'stage.json': notEmpty('source'),
  'stage.output': notEmpty('source'),
  'stage.template': notEmpty('source'),
  'stage.regex': notEmpty('source', 'expression'),
  'stage.replace': notEmpty('expression'),
  'stage.multiline': (stage) =>
    notEmpty('firstline')(stage) ??
    (attributeOf(stage, 'max_wait_time') && !isSet(stage, 'max_wait_time')
      ? ['has no time in max_wait_time', 'write one such as "3s", or leave it out']
      : undefined),
  'stage.cri': (stage) =>
    (numberOf(stage, 'max_partial_lines') ?? 1) > 0
      ? undefined
      : ['has no lines in max_partial_lines', 'write one more than 0, or leave it out'],
  'stage.label_keep': someValues,
  'stage.label_drop': someValues,
  'stage.structured_metadata_drop': someValues,
  'stage.eventlogmessage': labelName,
  'stage.windowsevent': labelName,
  'stage.logfmt': (stage) => {
    const mapping = attributeOf(stage, 'mapping');
    if (attributeOf(stage, 'regex') || (mapping && (mapping.kind !== 'object' || fieldsOf(mapping).length > 0))) {
      return undefined;
    }
    return ['extracts nothing from the line', 'name the keys in mapping, or remove the stage'];
  },
  'stage.timestamp': (stage) => {
    const location = textOf(attributeOf(stage, 'location'));
    const fault = location === undefined || ['', 'Local'].includes(location) ? undefined : LOCATION.faultOf(location);
    return (
      notEmpty('source', 'format')(stage) ??
      (fault && [`has the location ${show(location)}, which ${fault.wrong}`, fault.fix])
    );
  },
  'stage.limit': (stage) => {
    const none = ['rate', 'burst'].find((name) => (numberOf(stage, name) ?? 1) <= 0);
    if (none !== undefined) return [`has the ${none} ${numberOf(stage, none)}`, 'write one more than 0'];
    const drop = attributeOf(stage, 'drop');
    const isKept = drop === undefined || (drop.kind === 'bool' && !drop.value);
    if (!isKept || !isSet(stage, 'by_label_name')) return undefined;
    return ['has by_label_name, and only lines that are dropped are counted by a label', 'add drop = true'];
  },
  'stage.geoip': (stage) =>
    attributeOf(stage, 'db_type') || attributeOf(stage, 'custom_lookups')
      ? notListed(stage, 'db_type', ['city', 'asn', 'country'])
      : ['has neither db_type nor custom_lookups', 'add db_type = "city", or "asn"'],
  'stage.pattern': (stage) => {
    const pattern = textOf(attributeOf(stage, 'pattern'));
    if (pattern === undefined) return undefined;
    const names = [...pattern.matchAll(CAPTURE)].map(([, name = '']) => name).filter((name) => name !== '_');
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    const meant = `has the pattern ${show(pattern)}`;
    if (names.length === 0) return [`${meant}, which names no field`, 'write one such as "<ip> <_>"'];
    if (twice !== undefined) return [`${meant}, which has <${twice}> twice`, 'write <_> for one of the two'];
    if (!/<\w+><\w+>/.test(pattern)) return notEmpty('source')(stage);
    return [`${meant}, which has two fields with nothing between them`, 'write what stands between them'];
  },
  'stage.metrics': within({
    'metric.counter': (block) => {
      const hasAll = attributeOf(block, 'match_all');
      if (hasAll?.kind === 'bool' && hasAll.value && isSet(block, 'value')) {
        return ['has match_all and value', 'set one of the two'];
      }
      return notListed(block, 'action', ['inc', 'add']);
    },
    'metric.gauge': (block) => notListed(block, 'action', ['set', 'inc', 'dec', 'add', 'sub']),
  }),
  'stage.truncate': within({
    rule: (block) => {
      if (attributeOf(block, 'limit') && !isSet(block, 'limit')) {
        return ['has no size in limit', 'write one such as "10KiB"'];
      }
      const isOfLine = textOf(attributeOf(block, 'source_type')) === 'line';
      if (isOfLine && attributeOf(block, 'sources')) return ['has sources of a line', 'leave sources out'];
      return notListed(block, 'source_type', ['line', 'label', 'structured_metadata', 'extracted']);
    },
  }),
};
