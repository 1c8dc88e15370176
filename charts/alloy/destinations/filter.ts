import { hasSource } from '../sources/name';
import { filled, together } from '../../input/combine';
import { isList, LOKI_LABEL, NAMESPACE_PATTERN, PLAIN_TEXT, type TextForm } from '../../input/forms';
import { patternsRegex } from '../../input/patterns';
import type { Fault } from '../../input/problems';
import { fields, map, text as textOf, texts as textsOf, type Validator } from '../../input/props';
import { Block } from '../language/syntax';
import { object, text, texts } from '../language/values';
import type { DestinationFilter, LineSelection } from './destination';

/**
 * Label that keeps the namespace for the filters of destinations when the label `namespace` becomes structured
 * metadata. Alloy never sends labels that begin with two underscores.
 */
const NAMESPACE_MARK = '__namespace__';

/** Stage that copies the namespace to the label for filters. */
export function markNamespace(value = 'namespace'): Block {
  return new Block('stage.labels').set('values', object({ [NAMESPACE_MARK]: text(value) }));
}

/** Stage that drops the label for filters. */
export function dropMark(): Block {
  return new Block('stage.label_drop').set('values', texts(NAMESPACE_MARK));
}

/** True if a filter reads the namespace of lines. */
export function readsNamespace({ only, except }: DestinationFilter): boolean {
  return only?.namespaces !== undefined || except?.namespaces !== undefined;
}

/** True if lines of a source may go to a destination. */
export function takes({ only, except }: DestinationFilter, source: string): boolean {
  const isNamed = (selection: LineSelection | undefined) => selection?.sources && hasSource(selection.sources, source);
  return (isNamed(only) ?? true) && !isNamed(except);
}

/** Alternatives of a regular expression, or one text. */
interface Matcher {
  readonly label: string;
  readonly regex: string;
  readonly isExact: boolean;
}

/**
 * Stages that drop the lines a destination does not take. Alloy counts them under a reason of their own, so no alert
 * treats them as lost.
 *
 * @param isMarked true if some lines have their namespace only in the label for filters
 */
export function filterStages(name: string, { only, except }: DestinationFilter, isMarked: boolean): Block[] {
  const drop = (selector: string): Block =>
    new Block('stage.match')
      .set('selector', text(`{${selector}}`))
      .set('action', text('drop'))
      .set('drop_counter_reason', text(`not_for_${name}`));
  const is = ({ label, regex, isExact }: Matcher) => `${label}${isExact ? '=' : '=~'}${JSON.stringify(regex)}`;
  const isNot = ({ label, regex, isExact }: Matcher) => `${label}${isExact ? '!=' : '!~'}${JSON.stringify(regex)}`;
  return [
    // A line has its namespace in one of the two labels, so a mismatch of both drops it.
    ...namespaces(only, isMarked).map((matchers) => drop(matchers.map(isNot).join(', '))),
    ...labels(only).map((matcher) => drop(isNot(matcher))),
    ...namespaces(except, isMarked).flatMap((matchers) => matchers.map((matcher) => drop(is(matcher)))),
    ...labels(except).map((matcher) => drop(is(matcher))),
  ];
}

function namespaces(selection: LineSelection | undefined, isMarked: boolean): Matcher[][] {
  if (!selection?.namespaces) return [];
  const regex = patternsRegex(selection.namespaces);
  const isExact = !/[|*]/.test(regex);
  const names = ['namespace', ...(isMarked ? [NAMESPACE_MARK] : [])];
  return [names.map((label) => ({ label, regex, isExact }))];
}

function labels(selection: LineSelection | undefined): Matcher[] {
  return Object.entries(selection?.labels ?? {}).map(([label, value]) => {
    const values = typeof value === 'string' ? [value] : value;
    const [first = ''] = values;
    if (values.length === 1 && !first.includes('*')) return { label, regex: first, isExact: true };
    return { label, regex: patternsRegex(values), isExact: false };
  });
}

/** Value of a label. An empty value would select the lines without the label. */
const VALUE: TextForm = {
  example: 'cart',
  faultOf: (given) =>
    given === ''
      ? { wrong: 'selects lines without the label', fix: "write a value such as 'cart'" }
      : PLAIN_TEXT.faultOf(given),
};

const value: Validator = (path, given) =>
  isList(given) ? filled(textsOf(VALUE))(path, given) : textOf(VALUE)(path, given);

/** Names that are always structured metadata, which no selector of labels matches. */
export const METADATA = ['pod', 'filename'];

function labelFault(name: string): Fault | undefined {
  if (LOKI_LABEL.faultOf(name)) {
    return { wrong: `has ${JSON.stringify(name)}, which is not a label`, fix: 'use letters, digits and underscores' };
  }
  if (!METADATA.includes(name)) return undefined;
  const fix = 'select by namespaces, sources, or a label such as app';
  return { wrong: `has ${name}, which is structured metadata and selects nothing`, fix };
}

const labelNames = map(value, "app: ['cart']", (given) => Object.keys(given).flatMap((name) => labelFault(name) ?? []));

const SELECTION = "{ namespaces: ['shop'] }";

const SELECTION_FIELDS = fields<LineSelection>(SELECTION, {
  sources: filled(textsOf({ ...PLAIN_TEXT, example: 'audit' })),
  namespaces: filled(textsOf(NAMESPACE_PATTERN)),
  labels: labelNames,
});

/** Validator of a selection. At least one field must select something. */
export const selection: Validator = together<LineSelection>(SELECTION_FIELDS, (path, given) =>
  given.sources || given.namespaces || Object.keys(given.labels ?? {}).length > 0
    ? []
    : [{ path, found: 'selects nothing', fix: `write one such as ${SELECTION}` }],
);
