import { configurationProblems } from '../../../charts/loki/config/problems';
import { show } from '../../../charts/problems';
import { isObject } from '../values';
import type { LoggingRule } from './rule';

const configuration: LoggingRule = (_name, { loki }) => (isObject(loki) ? configurationProblems(loki, 'loki.') : []);

const schemaPeriods: LoggingRule = (_name, { loki }) => {
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

/** Rules about the configuration of Loki. */
export const LOKI_RULES: readonly LoggingRule[] = [configuration, schemaPeriods];
