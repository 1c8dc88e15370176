import type { Fault } from '../../../../charts/input/problems';
import { isText } from '../../../manifests/shape';

/** Quantity of Kubernetes, as a text. */
const QUANTITY = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|(?:\d+\.?\d*|\.\d+)?(?:[numkMGTPE]|[KMGTPE]i))$/;

/** Units that people write in place of those of Kubernetes. */
const UNIT = /^(\d+(?:\.\d+)?)([kmgtp])(i?)b?$/i;

/** Advice for a text that is not a quantity. */
function quantityFix(text: string): string {
  const bare = text.replace(/\s/g, '');
  if (QUANTITY.test(bare)) return `write ${bare}`;
  const [, count, unit = '', binary] = UNIT.exec(bare) ?? [];
  if (count === undefined) return 'write one such as 500m, 512Mi or 2Gi';
  const letter = unit.toUpperCase();
  return binary === ''
    ? `write ${count}${letter}i, or ${count}${letter === 'K' ? 'k' : letter}`
    : `write ${count}${letter}i`;
}

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value);

/** Advice to write a text without its quotes, if that helps. */
const unquoted = (value: unknown, isMeant: (text: string) => boolean, otherwise: string): string =>
  isText(value) && isMeant(value) ? 'write it without quotes' : otherwise;

/** Faults of values of the plain types. */
const PLAIN: Readonly<Record<string, (value: unknown) => Fault | undefined>> = {
  any: () => undefined,
  text: (value) => (isText(value) ? undefined : { wrong: 'is not a text', fix: textFix(value) }),
  whole: (value) =>
    isWhole(value)
      ? undefined
      : {
          wrong: 'is not a whole number',
          fix: unquoted(value, (text) => /^-?\d+$/.test(text), 'write a whole number, without quotes'),
        },
  number: (value) =>
    typeof value === 'number' ? undefined : { wrong: 'is not a number', fix: 'write a number, without quotes' },
  boolean: (value) =>
    typeof value === 'boolean'
      ? undefined
      : {
          wrong: 'is not true or false',
          fix: unquoted(value, (text) => /^(true|false)$/.test(text), 'write true or false, without quotes'),
        },
  'whole or text': (value) =>
    isText(value) || isWhole(value)
      ? undefined
      : { wrong: 'is neither a whole number nor a text', fix: 'write a whole number, or a text' },
  quantity: (value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return undefined;
    if (isText(value) && QUANTITY.test(value)) return undefined;
    return { wrong: 'is not a quantity', fix: quantityFix(isText(value) ? value : '') };
  },
  bytes: (value) => {
    if (!isText(value)) return { wrong: 'is not a text', fix: 'write it in Base64' };
    const bare = value.replace(/[\r\n]/g, '');
    return bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare)
      ? undefined
      : { wrong: 'is not Base64', fix: 'encode it, or write it below stringData if the object is a Secret' };
  },
};

const textFix = (value: unknown): string => (typeof value === 'object' ? 'write one text' : `write it in quotes`);

/** Fault of a value of a plain type; undefined also for other types. */
export function plainFault(type: string, value: unknown): Fault | undefined {
  return PLAIN[type]?.(value);
}

/** True for a plain type. */
export const isPlain = (type: string): boolean => Object.hasOwn(PLAIN, type);
