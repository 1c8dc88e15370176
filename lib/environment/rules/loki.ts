import { DEFAULT_LINES } from '../../../charts/grafana/max-lines';
import { DAY } from '../../../charts/input/forms';
import { keysOf, LIMITS_BLOCK } from '../../../charts/loki/config/keys/keys';
import { newerKeyProblems } from '../../../charts/loki/config/keys/newer';
import { configurationProblems } from '../../../charts/loki/config/problems';
import { isOlderSchema } from '../../../charts/loki/config/schema';
import { sizeProblems } from '../../../charts/loki/sizes/together';
import { type Problem, show } from '../../../charts/input/problems';
import { short } from '../../../charts/input/show';
import { parseVolume } from '../quantities';
import { today } from '../today';
import { isLocal } from '../local';
import type { EnvironmentProps } from '../props';
import { isObject } from '../values';
import { noEffect } from '../../../charts/input/no-effect';
import type { LoggingRule } from './rule';

/** Limit of lines of a query, and its default. */
const MAX_ENTRIES = 'max_entries_limit_per_query';
const DEFAULT_MAX_ENTRIES = Number(keysOf(LIMITS_BLOCK)[MAX_ENTRIES]?.default);

const configuration: LoggingRule = (_name, { loki }) => (isObject(loki) ? configurationProblems(loki, 'loki.') : []);

const newerKeys: LoggingRule = (_name, { loki, images }) =>
  isObject(loki) ? newerKeyProblems({ ...loki, image: isObject(images) ? images.loki : undefined }, 'loki.') : [];

const schemaPeriods: LoggingRule = (_name, { loki }) => {
  const schema: unknown[] = isObject(loki) && Array.isArray(loki.schema) ? loki.schema : [];
  const days = schema.map((period) => (isObject(period) && typeof period.from === 'string' ? period.from : undefined));
  return days.flatMap((from, index) => {
    // A value that is not a day has another problem.
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

/** The first period is for the lines that come now. */
const firstPeriod: LoggingRule = (_name, { loki }) => {
  const [first]: unknown[] = isObject(loki) && Array.isArray(loki.schema) ? loki.schema : [];
  const from = isObject(first) ? first['from'] : undefined;
  if (typeof from !== 'string' || DAY.faultOf(from) || from <= today()) return [];
  const found = `${show(from)} is in the future, and no line that comes before has a schema`;
  return [{ path: 'loki.schema[0].from', found, fix: "begin the first period in the past, such as '2024-04-01'" }];
};

/** Problems of values that only an older Loki used, in a period that begins in the future. */
const futurePeriods: LoggingRule = (_name, { loki }) => {
  const periods: unknown[] = isObject(loki) && Array.isArray(loki.schema) ? loki.schema : [];
  return periods.flatMap((period, index): Problem[] => {
    const { from, schema, store }: Partial<Record<string, unknown>> = isObject(period) ? { ...period } : {};
    if (typeof from !== 'string' || DAY.faultOf(from) || from <= today()) return [];
    const old = { ...(isOlderSchema(schema) ? { schema } : {}), ...(store === 'boltdb-shipper' ? { store } : {}) };
    return Object.entries(old).map(([key, value]) => ({
      path: `loki.schema[${index}].${key}`,
      found: `${show(value)} is for periods that an older Loki wrote, and ${from} is in the future`,
      fix: `leave it out for ${key === 'schema' ? 'v13' : 'tsdb'}`,
    }));
  });
};

const sizes: LoggingRule = (_name, input) => {
  const { loki, volume } = input;
  if (!isObject(loki)) return [];
  const gigabytesPerDay = typeof volume === 'string' ? parseVolume(volume).value : undefined;
  // An invalid volume has another problem.
  return volume !== undefined && gigabytesPerDay === undefined
    ? []
    : sizeProblems({ ...loki, gigabytesPerDay, oneNode: isLocal(input as EnvironmentProps) }, 'loki.');
};

/**
 * Problem of more lines in Grafana than the limits of all tenants allow: Loki refuses such a query. Without `maxLines` it is where
 * the limit is written.
 */
const maxLines: LoggingRule = (_name, { loki, grafana }) => {
  const written = isObject(grafana) ? grafana.maxLines : undefined;
  if (written !== undefined && typeof written !== 'number') return [];
  const lines = written ?? DEFAULT_LINES;
  const { config, tenantLimits }: Record<string, unknown> = isObject(loki) ? { ...loki } : {};
  const limits = isObject(config) ? config['limits_config'] : undefined;
  const tenants = Object.entries(isObject(tenantLimits) ? tenantLimits : {});
  const [least, path] = [
    [mostOf(limits) ?? DEFAULT_MAX_ENTRIES, 'loki.config.limits_config'] as const,
    ...tenants.map(([tenant, own]) => [mostOf(own) ?? Infinity, `loki.tenantLimits.${short(tenant)}`] as const),
  ].reduce((one, other) => (other[0] < one[0] ? other : one));
  if (lines <= least) return [];
  if (written === undefined) {
    const found = `${least} is less than the ${lines} lines that Grafana asks for, so Loki refuses its queries`;
    return [{ path: `${path}.${MAX_ENTRIES}`, found, fix: `raise it, or set grafana.maxLines to ${least}` }];
  }
  const found = `${lines} are more than the ${least} lines that Loki gives for a query, ${MAX_ENTRIES}`;
  const fix = `use at most ${least}, or raise limits_config.${MAX_ENTRIES}`;
  return [{ path: 'grafana.maxLines', found, fix }];
};

/** Limit of lines of a query in limits; undefined without one. In Loki, 0 means no limit. */
function mostOf(limits: unknown): number | undefined {
  const most = isObject(limits) ? limits[MAX_ENTRIES] : undefined;
  return typeof most === 'number' ? most || Infinity : undefined;
}

/** Problems of throughputs that have no effect on a StorageClass of the user's own. */
export function throughputProblems(sizes: unknown, storageClass: string): Problem[] {
  return Object.entries(isObject(sizes) ? sizes : {}).flatMap(([component, size]) => {
    if (!isObject(size) || size['throughput'] === undefined) return [];
    const path = `loki.sizes.${component}.throughput`;
    const why = `the StorageClass ${storageClass} is your own`;
    return [noEffect(path, size['throughput'], why, 'leave it out, and set it in that class')];
  });
}

/** Rules about the configuration of Loki. */
export const LOKI_RULES: readonly LoggingRule[] = [
  configuration,
  newerKeys,
  schemaPeriods,
  firstPeriod,
  futurePeriods,
  sizes,
  maxLines,
];
