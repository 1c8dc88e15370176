import { GIB, parseQuantity } from '../manifests/quantity';

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Cores of a quantity of CPU: 0.5 for `500m`. */
export function coresOf(text: string | undefined): number | undefined {
  const value = text === undefined ? undefined : parseQuantity(text);
  return value !== undefined && value > 0 ? rounded(value, 3) : undefined;
}

/** GiB of a quantity of memory. */
export function gibOf(text: string | undefined): number | undefined {
  const value = text === undefined ? undefined : parseQuantity(text);
  return value !== undefined && value > 0 ? rounded(value / GIB, 3) : undefined;
}

/** A size of Promtail, whose units are of 1024 bytes, in the units of Alloy: 8KiB for `8kb`. */
export const alloySize = (size: string | number): string =>
  String(size).replace(
    /^\s*(\d+)\s*([kmg]?)i?b?\s*$/i,
    (_all, count: string, unit: string) => `${count}${unit === '' ? 'B' : `${unit.toUpperCase()}iB`}`,
  );

/** Whole GiB of a quantity of a volume. */
export function wholeGibOf(text: string | undefined): number | undefined {
  const value = gibOf(text);
  return value === undefined ? undefined : Math.max(1, Math.ceil(value));
}
