/** Position and source text of an expression. */
export interface Written {
  /** Line it begins on, counted from 1. */
  readonly line: number;

  /** Its source text. */
  readonly source: string;
}

/** Expression: a literal, a reference, a call or an operation. */
export type AlloyExpression = Written &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'bool'; readonly value: boolean }
    | { readonly kind: 'null' }
    /** Steps of the path: `a.b["c"][0]` is a, b, c and 0. */
    | { readonly kind: 'reference'; readonly names: readonly string[] }
    | { readonly kind: 'call'; readonly name: string; readonly parts: readonly AlloyExpression[] }
    | { readonly kind: 'array'; readonly parts: readonly AlloyExpression[] }
    | { readonly kind: 'object'; readonly fields: readonly AlloyField[] }
    /**
     * An operation, or a part of a value that is no reference: its operator is `.` or `[]`, and `member` its name or number
     * if that is a literal.
     */
    | {
        readonly kind: 'other';
        readonly operator: string;
        readonly member?: string | number;
        readonly parts: readonly AlloyExpression[];
      }
  );

/** `name = expression`, in a block or an object. */
export interface AlloyField {
  /** Its name, without quotes. */
  readonly name: string;

  /** Its value. */
  readonly value: AlloyExpression;

  /** Line it begins on, counted from 1. */
  readonly line: number;
}

/** Block: `name.parts "label" { … }`. */
export interface AlloyBlock {
  /** Its name: `loki.write`. */
  readonly name: string;

  /** Its label. @default - none */
  readonly label?: string;

  /** Line it begins on, counted from 1. */
  readonly line: number;

  /** Its attributes, in order, duplicates included. */
  readonly attributes: readonly AlloyField[];

  /** Its inner blocks, in order. */
  readonly blocks: readonly AlloyBlock[];
}

/** First syntax error of a text. */
export interface AlloySyntaxError {
  /** Its line, counted from 1. */
  readonly line: number;

  /** Text that the parser expected: `a line break`. */
  readonly expected: string;

  /** Text that it found instead. */
  readonly got: string;
}

/** Parsed configuration. */
export interface ParsedAlloy {
  /** Top-level blocks; empty if the text is invalid. */
  readonly blocks: readonly AlloyBlock[];

  /** Attributes outside of all blocks, which Alloy does not allow. */
  readonly attributes: readonly AlloyField[];

  /** Syntax error of the text. @default - none */
  readonly error?: AlloySyntaxError;
}
