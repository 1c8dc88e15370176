import { validateOwnedKeys } from '../../../charts/loki/config/owned-keys';
import { validateLimits, validateLokiConfig } from '../../../charts/loki/config/validate';
import { DAY } from '../../../charts/forms';
import { show } from '../../../charts/problems';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

const configuration: LoggingRule = (_name, { loki }) => {
  if (!isObject(loki)) return [];
  const config = isObject(loki.config) ? loki.config : {};
  const limits = isObject(loki.tenantLimits) ? Object.entries(loki.tenantLimits) : [];
  return [
    ...validateLokiConfig(config, 'loki.config'),
    ...validateOwnedKeys(config, 'loki.config'),
    ...limits.flatMap(([tenant, limit]) =>
      isObject(limit) ? validateLimits(limit, `loki.tenantLimits.${tenant}`) : [],
    ),
  ].map(({ path, found, fix }) => ({ path, found, fix }));
};

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

/** Rules about the configuration of Loki. */
export const LOKI_RULES: readonly LoggingRule[] = [configuration, schemaPeriods];
