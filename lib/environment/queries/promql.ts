import type { Fault } from '../../../charts/input/problems';
import { parsed, syntaxFault } from './grammar';

/** Facts about a query that a grammar tells. Prometheus also checks types, regular expressions and functions of ranges. */
interface QueryFacts {
  /** Its fault. @default - it has none */
  readonly fault?: Fault;

  /** Names of the metrics that it reads. */
  readonly metrics: readonly string[];

  /** Labels that it matches or groups by. */
  readonly labels: readonly string[];
}

/** Checks a query. */
export function promql(query: string): QueryFacts {
  const metrics: string[] = [];
  const labels: string[] = [];
  const error = parsed('promql', query, ({ type, from, to, node }) => {
    const text = query.slice(from, to);
    if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector') metrics.push(text);
    if (type.name === 'LabelName') labels.push(text);
  });
  return error === undefined
    ? { metrics: [...new Set(metrics)], labels: [...new Set(labels)] }
    : { fault: syntaxFault(query, error, 'PromQL'), metrics: [], labels: [] };
}
