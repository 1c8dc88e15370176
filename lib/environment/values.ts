import { type Keep, plainCopy } from '../../charts/input/plain-copy';

/** True if a value is an object with keys. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The strings of a list; none for any other value, whose form other rules check. */
export function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Sources are objects with functions, of any class; their collector reads them. */
const SOURCE = /(^|\.)(extraSources|sources)\[\d+\]$/;
const isSource: Keep = (value, path) => SOURCE.test(path) && 'blocks' in value;

/** Copy of what a user wrote, which every rule can read: see `plainCopy`. */
export const inputCopy = <T>(input: T, path = ''): T => plainCopy(input, isSource, path);
