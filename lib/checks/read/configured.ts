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

/** Placeholders: `${PASSWORD}`, `{{ .Values.password }}`, `$PASSWORD`, `<path:vault#password>`. */
const PLACEHOLDER = /\$\{|\{\{|^\$\w|^<.*>$/;

/** References that another program resolves: 1Password, vals, the webhook of Bank-Vaults. */
const REFERENCE = /^(op:\/\/|ref\+\w+:\/\/|vault:)/;

/** Values that SOPS has encrypted. */
const ENCRYPTED = /^ENC\[\w+,.*\]$/s;

/** True if a text stands for a value and does not show it: a placeholder, a reference, or an encrypted value. */
export function isPlaceholder(text: string): boolean {
  return [PLACEHOLDER, REFERENCE, ENCRYPTED].some((form) => form.test(text));
}
