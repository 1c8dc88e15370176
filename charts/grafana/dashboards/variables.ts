/** Variable at the top of a dashboard. */
export type Variable = LabelVariable | ListVariable | TextVariable;

/** Variable whose values are those of a label in Loki. */
interface LabelVariable {
  readonly kind: 'label';

  /** Name of the variable. */
  readonly name: string;

  /** The label. */
  readonly label: string;

  /** Selector of the streams that have it, such as `{job="kubernetes/events"}`. @default - every stream */
  readonly of?: string;

  /** Regular expression of all values. */
  readonly all: '.+' | '.*';
}

/** Variable whose values are a list. */
interface ListVariable {
  readonly kind: 'list';
  readonly name: string;
  readonly values: readonly string[];
}

/** Variable that is a regular expression of the user. */
interface TextVariable {
  readonly kind: 'text';
  readonly name: string;
  readonly value: string;
}

/** Clusters whose lines are shown: a Loki may have lines of several. */
export const CLUSTER: Variable = { kind: 'label', name: 'cluster', label: 'cluster', all: '.+' };

/** Nodes of the streams that a selector matches. */
export const nodes = (of: string): Variable => ({ kind: 'label', name: 'node', label: 'node_name', of, all: '.*' });

/** Matcher of the selected cluster. */
export const IN_CLUSTER = 'cluster=~"$cluster"';

/** Text that lines contain. */
export const SEARCH: Variable = { kind: 'text', name: 'search', value: '' };

/** Stage that keeps lines with the text. */
export const HAS_TEXT = '|~ `(?i)$search`';
