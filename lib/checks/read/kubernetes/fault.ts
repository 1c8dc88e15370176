import { isText, type Block } from '../../../manifests/shape';
import { isPlaceholder } from '../configured';
import type { Finding } from '../../rule';

/** Fault for which the API server refuses an object, with the path within it. */
export type ApiFault = Finding;

/** Faults of a value of one type that its fields have together. Paths begin at the value: '' is the value itself. */
export type Check = (value: Block) => readonly ApiFault[];

/** A fault, if a condition holds. */
export const faultIf = (isWrong: boolean, path: string, found: string, fix: string): ApiFault[] =>
  isWrong ? [{ path, found, fix }] : [];

/** True for a field that is there: fields that are null are not sent. */
export const has = (value: Block, key: string): boolean => value[key] !== undefined && value[key] !== null;

/** Characters of placeholders: each placeholder has one. Most texts have none, so they need no further test. */
const SIGNS = /[${<:[]/;

/** True for a field whose value another program fills in. */
export const isOpen = (value: unknown): boolean => isText(value) && SIGNS.test(value) && isPlaceholder(value);

/** True for a text that is in a list before, too. */
export const isAgain = (value: unknown, index: number, values: readonly unknown[]): boolean =>
  isText(value) && value !== '' && values.indexOf(value) < index;

/** Faults of texts that occur twice in a list, each at its own path. */
export const faultsOfTwice = (values: readonly unknown[], pathOf: (index: number) => string): ApiFault[] =>
  values.flatMap((value, index) =>
    faultIf(isAgain(value, index, values), pathOf(index), `${String(value)} is there twice`, 'remove one of them'),
  );

/** Fields, among some, that have a value. */
export const given = (value: Block, keys: readonly string[]): string[] => keys.filter((key) => has(value, key));
