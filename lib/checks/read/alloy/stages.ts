import type { AlloyBlock } from '../../../../charts/alloy/language/parse';
import { attributeOf, expressionsOf, fieldsOf, stagesOf, textOf, textsOf } from './config';
import { kept } from '../kept';
import { matcher } from './relabel';

/** Stages that extract names which the configuration does not say. */
const OPEN = ['stage.eventlogmessage', 'stage.windowsevent', 'stage.split_json', 'stage.geoip'];

/** Names that a stage, or a stage within it, extracts; `any` if the configuration does not say them. */
export const extractedBy = kept((stage: AlloyBlock): readonly string[] | 'any' => {
  const inner = [stage, ...stagesOf(stage)].map(extracted);
  return inner.includes('any') ? 'any' : inner.flat();
});

function extracted(stage: AlloyBlock): readonly string[] | 'any' {
  const text = (name: string): string => textOf(attributeOf(stage, name)) ?? '';
  const keys = (name: string): string[] => fieldsOf(attributeOf(stage, name)).map((field) => field.name);
  if (OPEN.includes(stage.name)) return 'any';
  switch (stage.name) {
    case 'stage.json':
    case 'stage.logfmt':
      return attributeOf(stage, 'regex') ? 'any' : keys(stage.name === 'stage.json' ? 'expressions' : 'mapping');
    case 'stage.regex':
    case 'stage.replace':
      return groupsOf(text('expression'), /\(\?P?<(\w+)>/g);
    case 'stage.pattern':
      return groupsOf(text('pattern'), /<(\w+)>/g);
    case 'stage.template':
    case 'stage.luhn':
      return [text('source')];
    case 'stage.cri':
    case 'stage.docker':
      return ['stream', 'flags', 'timestamp', 'time', 'content', 'output', 'log'];
    default:
      return [];
  }
}

function groupsOf(expression: string, group: RegExp): string[] {
  return [...expression.matchAll(group)].flatMap(([, name]) => name ?? []);
}

/** Extracted names that a stage reads itself. */
export function readBy(stage: AlloyBlock): string[] {
  const source = textOf(attributeOf(stage, 'source'));
  const values = fieldsOf(attributeOf(stage, 'values'));
  switch (stage.name) {
    case 'stage.labels':
    case 'stage.structured_metadata':
      if (attributeOf(stage, 'source_type')) return [];
      return values.map(({ name, value }) => textOf(value) || name);
    case 'stage.timestamp':
    case 'stage.output':
    case 'stage.tenant':
    case 'stage.json':
    case 'stage.logfmt':
    case 'stage.regex':
    case 'stage.replace':
      return source ? [source] : [];
    case 'stage.drop':
      return source ? source.split(',').map((name) => name.trim()) : [];
    default:
      return [];
  }
}

/** Labels without which a stage does nothing. */
export function labelsReadBy(stage: AlloyBlock): string[] {
  switch (stage.name) {
    case 'stage.match':
      return requiredLabels(textOf(attributeOf(stage, 'selector')) ?? '');
    case 'stage.limit':
      return [textOf(attributeOf(stage, 'by_label_name')) ?? []].flat();
    case 'stage.tenant':
      return [textOf(attributeOf(stage, 'label')) ?? []].flat();
    case 'stage.label_drop':
      return textsOf(attributeOf(stage, 'values'));
    default:
      return [];
  }
}

/** Labels of a LogQL selector whose matchers do not match an absent label. */
function requiredLabels(selector: string): string[] {
  const [, matchers = ''] = /^\s*\{((?:[^"`}]|"(?:[^"\\]|\\.)*"|`[^`]*`)*)\}/.exec(selector) ?? [];
  const each = /(\w+)\s*(=~|!=|!~|=)\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g;
  return [...matchers.matchAll(each)].flatMap(([, name = '', operator = '', quoted, raw]) => {
    const value = quoted ?? raw ?? '';
    const matches = operator.endsWith('~') ? matcher(`^(?:${value})$`) : (text: string) => text === value;
    return matches('') === operator.startsWith('!') ? [name] : [];
  });
}

/** Labels that a stage, or a stage within it, sets. */
export const labelsSetBy = kept((stage: AlloyBlock): readonly string[] =>
  [stage, ...stagesOf(stage)].flatMap((one) => {
    if (['stage.cri', 'stage.docker'].includes(one.name)) return ['stream'];
    const sets = ['stage.labels', 'stage.static_labels'].includes(one.name);
    return sets ? fieldsOf(attributeOf(one, 'values')).map(({ name }) => name) : [];
  }),
);

/** True if a stage contains a name as a word: it may use what the name stands for. */
export function mentions(stage: AlloyBlock, name: string): boolean {
  return expressionsOf(stage).some(({ source }) => source.split(/\W+/).includes(name));
}
