import { lokiSeconds } from '../../../charts/loki/config/retention';
import { record } from '../../manifests/shape';

/** A block of a configuration, or an object of Kubernetes: anything may be in it. */
export type Block = Readonly<Record<string, unknown>>;

/** Whether a value is a text. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** A value as a list: empty where it is none. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What is at a path of a block: `limits_config.retention_period`. */
export function at(block: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => record(inner)[key], block);
}

/** Seconds of a duration of Loki's; nothing for what is not written or is none. */
export function seconds(value: unknown): number | undefined {
  if (value === 0) return 0;
  return isText(value) ? lokiSeconds(value) : undefined;
}

const QUANTITY: Readonly<Record<string, number>> = {
  ...{ '': 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** Bytes of a quantity of Kubernetes: `512Mi`, `1e9` or a number; nothing for what is none. */
export function quantity(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const [, count, unit] = /^(\d+\.?\d*(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(isText(value) ? value.trim() : '') ?? [];
  const factor = unit === undefined ? undefined : QUANTITY[unit];
  return factor === undefined ? undefined : Number(count) * factor;
}

/** A number with at most one digit after the point: `5.5`. */
export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A value as a finding shows it: `672h`, or `missing`. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
