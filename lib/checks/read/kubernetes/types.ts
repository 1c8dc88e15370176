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

/** Fault of a value that is not a whole number of so many bits. */
const wholeFault = (value: unknown, bits: 32 | 64): Fault | undefined => {
  const most = 2 ** (bits - 1);
  if (!Number.isInteger(value)) {
    const fix = unquoted(value, (text) => /^-?\d+$/.test(text), 'write a whole number, without quotes');
    return { wrong: 'is not a whole number', fix };
  }
  const isSmall = (value as number) >= -most && (value as number) < most;
  return isSmall ? undefined : { wrong: `is not a number of ${bits} bits`, fix: `use at most ${most - 1}` };
};

/** A time, with or without fractions of a second. */
const TIME = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Fault of a text that is not a time. */
const timeFault = (value: unknown, example: string, form: RegExp): Fault | undefined =>
  isText(value) && TIME.test(value) && form.test(value)
    ? undefined
    : { wrong: 'is not a time', fix: `write one such as '${example}'` };

/** Advice to write a text without its quotes, if that helps. */
const unquoted = (value: unknown, isMeant: (text: string) => boolean, otherwise: string): string =>
  isText(value) && isMeant(value) ? 'write it without quotes' : otherwise;

/** Faults of values of the plain types. */
const PLAIN: Readonly<Record<string, (value: unknown) => Fault | undefined>> = {
  any: () => undefined,
  text: (value) => (isText(value) ? undefined : { wrong: 'is not a text', fix: textFix(value) }),
  time: (value) => timeFault(value, '2026-01-31T12:00:00Z', /./),
  'fine time': (value) => timeFault(value, '2026-01-31T12:00:00.000000Z', /\.\d{6}\D/),
  whole: (value) => wholeFault(value, 64),
  'small whole': (value) => wholeFault(value, 32),
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
    isText(value) || wholeFault(value, 32) === undefined
      ? undefined
      : { wrong: 'is neither a whole number nor a text', fix: 'write a whole number, or a text' },
  quantity: (value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return undefined;
    // The API server leaves out spaces around it.
    if (isText(value) && QUANTITY.test(value.trim())) return undefined;
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
