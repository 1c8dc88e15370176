import type { Fault } from '../../../charts/input/problems';
import { selectorFault } from '../../../charts/loki/config/values/selector';
import { parsed, syntaxFault } from './grammar';
import { Meaning } from './meaning';

/** Functions that Loki has and the grammar lacks. */
const NOT_IN_GRAMMAR = /\b(approx_topk|variants)\s*\(/;

/** Facts about a query that a grammar and `Meaning` tell. */
export interface QueryFacts {
  /** Its fault. @default - it has none */
  readonly fault?: Fault;

  /** True if it is a number for each series, and not lines. @default - the grammar cannot tell */
  readonly isMetric?: boolean;
}

/** An offset of a range, which the grammar takes in fewer places than Loki. */
const OFFSET = /(?<=\]\s*)offset\s+-?[\d.a-zµ]+/g;

/** Parses a query: its selectors, the kind of its result, its meaning, and the place of its first error. */
function parse(query: string) {
  const selectors: string[] = [];
  const tops: string[] = [];
  const meaning = new Meaning(query);
  const error = parsed('logql', query, (part) => {
    const { type, from, to, node } = part;
    meaning.visit(part);
    if (type.name === 'Selector') selectors.push(query.slice(from, to));
    if (node.parent?.name === 'Expr' && node.parent.parent?.name === 'LogQL') tops.push(type.name);
  });
  return { selectors, tops, meaning, error };
}

/** Selectors of streams in a query; none if it is no query. */
export function selectorsIn(query: string): readonly string[] {
  const { selectors, error } = parse(query);
  return error === undefined ? selectors : [];
}

/** Checks a query. */
export function logql(query: string): QueryFacts {
  const first = parse(query);
  const second = first.error === undefined ? first : parse(query.replace(OFFSET, (text) => ' '.repeat(text.length)));
  const { selectors, tops, meaning, error } = second.error === undefined ? second : first;
  if (error !== undefined && NOT_IN_GRAMMAR.test(query)) return {};
  // An empty selector is an error of the grammar as well.
  const selector = selectors.map(selectorFault).find((fault) => fault !== undefined);
  if (selector !== undefined && (error === undefined || selectors.includes('{}'))) {
    const wrong = `has a selector that is not ${selector}`;
    return { fault: { wrong, fix: 'write one such as {namespace="shop"}' } };
  }
  if (error !== undefined) return { fault: syntaxFault(query, error, 'LogQL') };
  const { fault } = meaning;
  return fault ? { fault } : { isMetric: tops.includes('MetricExpr') };
}
