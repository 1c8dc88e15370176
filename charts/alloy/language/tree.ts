/** Where an expression stands, and how it is written. */
export interface Written {
  /** Line it begins on, from 1. */
  readonly line: number;

  /** Its text, as it stands in the file. */
  readonly source: string;
}

/** A value, or what makes one. */
export type AlloyExpression = Written &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'bool'; readonly value: boolean }
    | { readonly kind: 'null' }
    /** `a.b["c"][0]` is a, b, c and 0. */
    | { readonly kind: 'reference'; readonly names: readonly string[] }
    | { readonly kind: 'call'; readonly name: string; readonly parts: readonly AlloyExpression[] }
    | { readonly kind: 'array'; readonly parts: readonly AlloyExpression[] }
    | { readonly kind: 'object'; readonly fields: readonly AlloyField[] }
    /** Operators and what they are between; an index that is no literal. */
    | { readonly kind: 'other'; readonly operator?: string; readonly parts: readonly AlloyExpression[] }
  );

/** `name = expression`, of a block or of an object. */
export interface AlloyField {
  /** What is before the equals sign, without quotes. */
  readonly name: string;

  /** What is after it. */
  readonly value: AlloyExpression;

  /** Line it begins on, from 1. */
  readonly line: number;
}

/** `name.parts "label" { … }`. */
export interface AlloyBlock {
  /** Its name: `loki.write`. */
  readonly name: string;

  /** Its label, where it has one. */
  readonly label?: string;

  /** Line it begins on, from 1. */
  readonly line: number;

  /** Its attributes, in order; one that is there twice, twice. */
  readonly attributes: readonly AlloyField[];

  /** The blocks within it, in order. */
  readonly blocks: readonly AlloyBlock[];
}

/** The first place where a text is not of the language. */
export interface AlloySyntaxError {
  /** Its line, from 1. */
  readonly line: number;

  /** What the language wants there: `a line break`. */
  readonly expected: string;

  /** What stands there instead. */
  readonly got: string;
}

/** What was read of a configuration. */
export interface ParsedAlloy {
  /** The blocks outermost in the file; none where the text is wrong. */
  readonly blocks: readonly AlloyBlock[];

  /** The attributes outside of all blocks. Alloy knows none. */
  readonly attributes: readonly AlloyField[];

  /** What is wrong with the text, if anything is. */
  readonly error?: AlloySyntaxError;
}
