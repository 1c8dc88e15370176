/** True if something is an object with fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that should be an object: an empty one if it is something else. */
export function record<T extends object>(value: T | null | undefined): Partial<T>;
export function record(value: unknown): Record<string, unknown>;
export function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** A value that should be a list of objects: its items that are objects. */
export function records<T extends object>(value: readonly T[] | null | undefined): T[];
export function records(value: unknown): Record<string, unknown>[];
export function records(value: unknown): unknown[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A value that should be a list of texts: its items that are texts. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A value that should be a text: undefined if it is something else. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A block of a configuration, or an object of Kubernetes: anything may be in it. */
export type Block = Readonly<Record<string, unknown>>;

/** True if a value is a text. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** A value that should be a list: an empty one if it is something else. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Value at a path of a block: `limits_config.retention_period`. */
export function at(block: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => record(inner)[key], block);
}
