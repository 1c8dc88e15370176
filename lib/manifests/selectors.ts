import { ownValue } from '../../charts/input/own-value';
import { record, records, texts } from './shape';

/** A label selector. */
export interface Selector {
  /** Required labels, with their values. */
  readonly matchLabels?: Readonly<Record<string, string>>;

  /** Conditions on labels. */
  readonly matchExpressions?: readonly LabelExpression[];
}

/** A condition on one label. */
interface LabelExpression {
  /** The label. */
  readonly key: string;

  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  readonly operator: string;

  /** Values, where the operator takes some. */
  readonly values?: readonly string[];
}

/** True if a selector selects labels. An empty one selects everything. */
export function selects(selector: Selector | undefined, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels, matchExpressions } = record(selector);
  // Called thousands of times per environment, so it allocates nothing.
  const wanted = record(matchLabels);
  for (const key in wanted) if (labels[key] !== wanted[key]) return false;
  return records(matchExpressions).every((expression) => isMet(expression, ownValue(labels, expression.key)));
}

/** Descriptions of the conditions of a selector that labels do not meet. */
export function unmet(selector: Selector | undefined, labels: Readonly<Record<string, string>>): string[] {
  const { matchLabels, matchExpressions } = record(selector);
  return [
    ...Object.entries(record(matchLabels))
      .filter(([key, value]) => ownValue(labels, key) !== value)
      .map(([key, value]) => `${key}: ${String(value)}`),
    ...records(matchExpressions)
      .filter((expression) => !isMet(expression, ownValue(labels, expression.key)))
      .map(expressionOf),
  ];
}

/** Description of a selector: `app: loki, part In [ingester, ruler]`. */
export function selectorText(selector: Selector | undefined): string {
  const { matchLabels, matchExpressions } = record(selector);
  const labels = Object.entries(record(matchLabels)).map(([key, value]) => `${key}: ${String(value)}`);
  return [...labels, ...records(matchExpressions).map(expressionOf)].join(', ');
}

/** True if a selector selects everything. */
export function isEmpty(selector: Selector | undefined): boolean {
  return selectorText(selector) === '';
}

/** Labels as kubectl takes them to select by: `app=loki,part=ingester`. */
export const kubectlSelector = (labels: Readonly<Record<string, string>> = {}): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

/** Selector for plain labels, such as those of a Service. */
export function labelSelector(labels: unknown): Selector {
  return { matchLabels: record(labels) as Record<string, string> };
}

/** True if two namespaces may be the same: an object without one is applied to any namespace. */
export function sameNamespace(one: string | undefined, other: string | undefined): boolean {
  return !one || !other || one === other;
}

function isMet({ operator, values }: LabelExpression, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && texts(values).includes(value);
    case 'NotIn':
      return value === undefined || !texts(values).includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

function expressionOf({ key, operator, values }: LabelExpression): string {
  const list = texts(values);
  return `${key} ${operator}${list.length > 0 ? ` [${list.join(', ')}]` : ''}`;
}
