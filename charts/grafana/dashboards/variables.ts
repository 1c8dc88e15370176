/** A choice at the top of a dashboard. */
export type Variable = LabelVariable | ListVariable | TextVariable;

/** Values of a label of Loki. */
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

/** Values of a list. */
interface ListVariable {
  readonly kind: 'list';
  readonly name: string;
  readonly values: readonly string[];
}

/** A regular expression that the user writes. */
interface TextVariable {
  readonly kind: 'text';
  readonly name: string;
  readonly value: string;
}

/** Clusters whose lines are shown: a Loki may have those of several. */
export const CLUSTER: Variable = { kind: 'label', name: 'cluster', label: 'cluster', all: '.+' };

/** Nodes, of the streams of a selector. */
export const nodes = (of: string): Variable => ({ kind: 'label', name: 'node', label: 'node_name', of, all: '.*' });

/** Part of a selector that keeps to the chosen cluster. */
export const IN_CLUSTER = 'cluster=~"$cluster"';

/** Text that lines have. */
export const SEARCH: Variable = { kind: 'text', name: 'search', value: '' };

/** Stage that keeps lines with the text. */
export const HAS_TEXT = '|~ `(?i)$search`';
