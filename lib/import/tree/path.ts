/** Key of a mapping, or index of a list. */
export type Key = string | number;

/** Keys from the top of an input to a value. */
export type Path = readonly Key[];

/** Beginning of the key of a block of Alloy: `› loki.process pods`. */
export const BLOCK = '› ';

/** A path as a person writes it: `loki.storage.s3`, `tolerations[0].key`, `annotations["a.b/c"]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (key.startsWith(BLOCK)) return `${text}${text === '' ? '' : ' '}${key}`;
    if (!/^[\w-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** Key of a path in maps: two paths have the same if and only if they are equal. */
export const pathKey = (path: Path): string => JSON.stringify(path);
