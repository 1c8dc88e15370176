import { validateOwnedKeys } from '../../../charts/loki/config/owned-keys';
import { validateLimits, validateLokiConfig } from '../../../charts/loki/config/validate';
import { show } from '../../../charts/problems';
import { isObject } from '../schema/fields';
import type { InputRule } from './rule';

/** Loki's configuration and limits: their keys and values. */
export const lokiConfiguration: InputRule = (_name, { loki }) => {
  if (!isObject(loki)) return [];
  const problems = isObject(loki.config)
    ? [...validateLokiConfig(loki.config, 'loki.config'), ...validateOwnedKeys(loki.config, 'loki.config')]
    : [];
  const limits = isObject(loki.tenantLimits) ? Object.entries(loki.tenantLimits) : [];
  return [
    ...problems,
    ...limits.flatMap(([tenant, limit]) =>
      isObject(limit) ? validateLimits(limit, `loki.tenantLimits.${tenant}`) : [],
    ),
  ];
};

/** Order of the periods of the schema. */
export const schemaPeriods: InputRule = (_name, { loki }) => {
  const schema: unknown[] = isObject(loki) && Array.isArray(loki.schema) ? loki.schema : [];
  const days = schema.map((period) => (isObject(period) && typeof period.from === 'string' ? period.from : undefined));
  return days.flatMap((from, index) => {
    const before = days[index - 1];
    if (!from || !before || from > before) return [];
    return [
      {
        path: `loki.schema[${index}].from`,
        found: `${show(from)} is not after ${show(before)}`,
        fix: `periods are in order, each from a later day`,
      },
    ];
  });
};
