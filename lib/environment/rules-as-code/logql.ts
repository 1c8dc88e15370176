import type { Fault } from '../../../charts/input/problems';
import { logql } from '../queries/logql';

/** Fault of a query of a rule. A rule needs a metric, and Loki loads one without it and then fails at each evaluation. */
export function ruleQueryFault(query: string): Fault | undefined {
  if (known.has(query)) return known.get(query);
  if (known.size >= MOST_KNOWN) known.clear();
  const fault = faultOf(query);
  known.set(query, fault);
  return fault;
}

/** Faults of queries that were checked: each is checked where it is written, and in the rendered file. */
const known = new Map<string, Fault | undefined>();
const MOST_KNOWN = 10_000;

function faultOf(query: string): Fault | undefined {
  const { fault, isMetric } = logql(query);
  if (fault || isMetric !== false) return fault;
  return { wrong: 'selects lines, and a rule needs a number', fix: 'count them: sum(count_over_time(… [5m])) > 0' };
}
