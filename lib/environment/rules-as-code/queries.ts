import { isList } from '../../../charts/input/forms';
import { readOf } from '../../../charts/input/plain-copy';
import { type Problem, problemOfValue } from '../../../charts/input/problems';
import { isObject } from '../values';
import type { PlacedGroup } from './files';
import { ruleQueryFault } from './logql';

/** Problems of the queries of a group, which may be invalid otherwise. */
export function queryProblems({ path, group }: PlacedGroup): Problem[] {
  const rules: unknown = isObject(group) ? group['rules'] : undefined;
  if (!isList(rules)) return [];
  return Array.from({ length: rules.length }, (_, index) => readOf(rules, index)).flatMap((rule, index) => {
    const expr = isObject(rule) ? rule['expr'] : undefined;
    const fault = typeof expr === 'string' && /\S/.test(expr) ? ruleQueryFault(expr) : undefined;
    return fault ? [problemOfValue(`${path}.rules[${index}].expr`, expr, fault)] : [];
  });
}
