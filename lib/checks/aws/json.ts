/** An object of JSON whose fields nobody has checked. */
export type Block = Readonly<Record<string, unknown>>;

/** Whether a value is an object, and no list. */
export function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value where it is an object, else an empty one: its fields can be asked for either way. */
export function blockOf(value: unknown): Block {
  return isBlock(value) ? value : {};
}

/** The items of a list; one value stands for a list of it, as IAM reads its documents. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The texts among the items of a list, or the text itself. */
export function textsOf(value: unknown): string[] {
  return listOf(value).filter((item): item is string => typeof item === 'string');
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1] as string}`;
}
