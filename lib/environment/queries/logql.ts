import type { Fault } from '../../../charts/input/problems';
import { selectorFault } from '../../../charts/loki/config/values/selector';
import { parsed, syntaxFault } from './grammar';

/** Functions that Loki has and the grammar lacks. */
const NOT_IN_GRAMMAR = /\b(approx_topk|variants)\s*\(/;

/** A query as far as a grammar sees it: Loki's own parser also checks types of stages and their templates. */
export interface Seen {
  /** Its fault. @default - it has none */
  readonly fault?: Fault;

  /** True if it is a number for each series, and not lines. @default - the grammar cannot tell */
  readonly isMetric?: boolean;
}

/** Looks at a query. */
export function logql(query: string): Seen {
  const selectors: string[] = [];
  const tops: string[] = [];
  const error = parsed('logql', query, ({ type, from, to, node }) => {
    if (type.name === 'Selector') selectors.push(query.slice(from, to));
    if (node.parent?.name === 'Expr' && node.parent.parent?.name === 'LogQL') tops.push(type.name);
  });
  if (error !== undefined && NOT_IN_GRAMMAR.test(query)) return {};
  // An empty selector is an error of the grammar as well.
  const selector = selectors.map(selectorFault).find((fault) => fault !== undefined);
  if (selector !== undefined && (error === undefined || selectors.includes('{}'))) {
    const wrong = `has a selector that is not ${selector}`;
    return { fault: { wrong, fix: 'write one such as {namespace="shop"}' } };
  }
  if (error !== undefined) return { fault: syntaxFault(query, error, 'LogQL') };
  return { isMetric: tops.includes('MetricExpr') };
}
