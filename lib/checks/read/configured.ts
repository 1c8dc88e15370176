/** Stands for what is set, and known only where it runs: a variable, a file, an expression. */
export const UNKNOWN = Symbol('unknown');

/** What a field says: its value, `UNKNOWN`, or nothing where it is not set. */
export type Said<T> = T | typeof UNKNOWN | undefined;

/** Where a field says something, and what. */
export interface Field<T> {
  /** Path of the field. */
  readonly path: string;

  /** What it says. */
  readonly value: Said<T>;
}

/** Whether a text is for somebody to put a value in: `${PASSWORD}`, `{{ .Values.password }}`, `<path:vault#password>`. */
export function isPlaceholder(text: string): boolean {
  return /\$\{|\{\{|^\$\w|^<.*>$/.test(text);
}
