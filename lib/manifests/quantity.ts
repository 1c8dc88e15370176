import { isText } from './shape';

const UNITS: Readonly<Record<string, number>> = {
  ...{ '': 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** Bytes in a MiB and in a GiB. */
export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

/** Parses a quantity of Kubernetes (`512Mi`, `1e9`, a number); undefined if it is not one. */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const [, count, unit] = /^(\d+\.?\d*(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(isText(value) ? value.trim() : '') ?? [];
  const factor = unit === undefined ? undefined : UNITS[unit];
  return factor === undefined ? undefined : Number(count) * factor;
}

/** Paths of quantities: requests and limits of containers and volumes, sizes of emptyDirs, and values of autoscalers. */
const QUANTITIES = /\bresources\.(?:limits|requests)(?:\.[\w-]+|\[[^\]]+\])$|\.emptyDir\.sizeLimit$|\.averageValue$/;

/** Largest relative difference between numbers for the same quantity. */
const EPSILON = 1e-9;

/** True if a field has the same quantity in two forms, such as `1000m` and `1`. The API server keeps one form. */
export function isSameQuantity(path: string, was: unknown, is: unknown): boolean {
  if (!QUANTITIES.test(path)) return false;
  const [former, present] = [parseQuantity(was), parseQuantity(is)];
  if (former === undefined || present === undefined) return false;
  return Math.abs(former - present) <= EPSILON * Math.max(Math.abs(former), Math.abs(present));
}

/** Parses a size whose units are powers of 1024 (`512k`, `5m`, `1g`; a number alone is bytes); undefined if it is not one. */
export function parseBinarySize(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)([kmg]?)$/i.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
}
