import { text } from '../../../manifests/shape';
import type { Unread } from './deployed';

/** A value of one key, as `--set` of Helm takes it. */
export interface SetValue {
  /** Way to the key: `loki.storage.type`. */
  readonly name: string | undefined;

  /** Its value. */
  readonly value: string | number | boolean | null | undefined;

  /** True if it stays a text, as with `--set-string`. @default - false */
  readonly isText?: boolean;
}

/** A value of one key. */
export function setValueOf({ name, value, isText }: { name: unknown; value: unknown; isText?: boolean }): SetValue {
  const isScalar = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return { name: text(name), value: isScalar ? (value as SetValue['value']) : undefined, isText };
}

/** A value at its path: `loki.storage.type`. A backslash before a dot makes it a part of a key. */
export function nested(path: string, value: unknown): Record<string, unknown> {
  const keys = path.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
}

/** Single values as maps, and those that are not read: items and lists of Helm's own form, and templates. */
export function setValues(
  entries: readonly SetValue[],
  { path, note }: Unread,
): { readonly values: Record<string, unknown>[]; readonly unread: Unread[] } {
  const read = entries.map(({ name, value, isText }) => {
    const isPlain = name !== undefined && name !== '' && value !== undefined && !/[[\]{}$]/.test(name);
    const isValue = typeof value !== 'string' || (!/\{\{|\$\{|^\{|(?<!\\),/.test(value) && !value.includes('$ARGOCD_'));
    return isPlain && isValue ? nested(name, isText ? String(value) : typed(value)) : undefined;
  });
  return {
    values: read.filter((value) => value !== undefined),
    unread: read.flatMap((value, index) =>
      value === undefined ? [{ path: `${path}[${index}]${named(entries[index]?.name)}`, note }] : [],
    ),
  };
}

const named = (name: string | undefined): string => (name === undefined ? '' : ` (${name})`);

/** A value as `--set` reads its text: integers, truths and nothing are no texts. */
function typed(value: SetValue['value']): unknown {
  if (typeof value !== 'string') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  if (value === 'null') return null;
  if (/^(0|-?[1-9]\d{0,14})$/.test(value)) return Number(value);
  return value.replaceAll('\\,', ',');
}
