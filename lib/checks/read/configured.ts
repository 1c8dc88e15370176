/** Stands for a value that is known only at runtime: a variable, a file, an expression. */
export const UNKNOWN = Symbol('unknown');

/** Configured value: a value, `UNKNOWN`, or undefined if it is not set. */
export type Configured<T> = T | typeof UNKNOWN | undefined;

/** Configured value and its path. */
export interface Field<T> {
  /** Path of the field. */
  readonly path: string;

  /** Configured value. */
  readonly value: Configured<T>;
}

/** True if a text is a placeholder for a value: `${PASSWORD}`, `{{ .Values.password }}`, `<path:vault#password>`. */
export function isPlaceholder(text: string): boolean {
  return /\$\{|\{\{|^\$\w|^<.*>$/.test(text);
}
