import { DAY } from '../../../charts/forms';
import { configurationProblems } from '../../../charts/loki/config/problems';
import { LOKI_SIZES, SIZED_COMPONENTS } from '../../../charts/loki/sizes';
import { type Problem, show } from '../../../charts/problems';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

const configuration: LoggingRule = (_name, { loki }) => (isObject(loki) ? configurationProblems(loki, 'loki.') : []);

const schemaPeriods: LoggingRule = (_name, { loki }) => {
  const schema: unknown[] = isObject(loki) && Array.isArray(loki.schema) ? loki.schema : [];
  const days = schema.map((period) => (isObject(period) && typeof period.from === 'string' ? period.from : undefined));
  return days.flatMap((from, index) => {
    // One that is not a day has a problem of its own.
    const valid = days.slice(0, index).filter((day) => day !== undefined && !DAY.faultOf(day));
    const before = valid.sort().at(-1);
    if (!from || DAY.faultOf(from) || !before || from > before) return [];
    return [
      {
        path: `loki.schema[${index}].from`,
        found: `${show(from)} is not after ${show(before)}`,
        fix: `periods are in order, each from a later day`,
      },
    ];
  });
};

/** Throughput of a component without a volume. */
const throughput: LoggingRule = (_name, { loki }) => {
  const sizes = isObject(loki) && isObject(loki.sizes) ? loki.sizes : {};
  return SIZED_COMPONENTS.flatMap((component) => {
    const size = sizes[component];
    if (!isObject(size) || size['throughput'] === undefined) return [];
    if (LOKI_SIZES.some(({ components }) => components[component].volume !== undefined)) return [];
    const found = `${show(size['throughput'])} has no effect, since ${component} has no volume`;
    return [{ path: `loki.sizes.${component}.throughput`, found, fix: 'leave it out' }];
  });
};

/** Throughputs that a StorageClass of the user's own does not get. */
export function throughputProblems(sizes: unknown, storageClass: string): Problem[] {
  return Object.entries(isObject(sizes) ? sizes : {}).flatMap(([component, size]) => {
    if (!isObject(size) || size['throughput'] === undefined) return [];
    const found = `${show(size['throughput'])} has no effect, since the StorageClass ${storageClass} is your own`;
    return [{ path: `loki.sizes.${component}.throughput`, found, fix: 'leave it out, and set it in that class' }];
  });
}

/** Rules about the configuration of Loki. */
export const LOKI_RULES: readonly LoggingRule[] = [configuration, schemaPeriods, throughput];
