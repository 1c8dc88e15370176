import { createRequire } from 'node:module';
import type { Fault } from '../../../charts/input/problems';
import { selectorFault } from '../../../charts/loki/config/values/selector';

/** Node of a parsed query, as far as it is read here. */
interface Node {
  readonly name: string;
  readonly parent: Node | null;
}

/** The package with the grammar. Its types are those of a module, which is not what is loaded here. */
interface Grammar {
  readonly parser: {
    parse(query: string): {
      iterate(by: {
        enter(node: {
          readonly type: { readonly name: string; readonly isError: boolean };
          readonly from: number;
          readonly to: number;
          readonly node: Node;
        }): void;
      }): void;
    };
  };
}

/** The grammar, which is loaded with the first rule. */
let loaded: Grammar | undefined;
const grammar = (): Grammar => (loaded ??= createRequire(__filename)('@grafana/lezer-logql') as Grammar);

/** Functions that Loki has and the grammar has not. */
const NOT_IN_GRAMMAR = /\b(approx_topk|variants)\s*\(/;

/** Characters of a query that a message shows. */
const SHOWN = 20;

/**
 * Fault of a query of a rule, as far as a grammar sees it: Loki's own parser also checks types of stages and their
 * templates. A rule needs a metric, and Loki loads one without it and then fails at each evaluation.
 */
export function ruleQueryFault(query: string): Fault | undefined {
  if (known.has(query)) return known.get(query);
  if (known.size >= MOST_KNOWN) known.clear();
  const fault = faultOf(query);
  known.set(query, fault);
  return fault;
}

/** Faults of queries: a query is looked at where it is written, and in the rendered file. */
const known = new Map<string, Fault | undefined>();
const MOST_KNOWN = 10_000;

function faultOf(query: string): Fault | undefined {
  const { parser } = grammar();
  const errors: number[] = [];
  const selectors: string[] = [];
  const tops: string[] = [];
  parser.parse(query).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) errors.push(from);
      if (type.name === 'Selector') selectors.push(query.slice(from, to));
      if (node.parent?.name === 'Expr' && node.parent.parent?.name === 'LogQL') tops.push(type.name);
    },
  });
  const [error] = errors;
  if (error !== undefined && NOT_IN_GRAMMAR.test(query)) return undefined;
  // An empty selector is an error of the grammar as well.
  const selector = selectors.map(selectorFault).find((fault) => fault !== undefined);
  if (selector !== undefined && (error === undefined || selectors.includes('{}'))) {
    return { wrong: `has a selector that is not ${selector}`, fix: 'write one such as {namespace="shop"}' };
  }
  if (error !== undefined) {
    const rest = query.slice(error, error + SHOWN);
    const where = rest.trim() === '' ? 'ends too early' : `is not LogQL from "${rest}" on`;
    return { wrong: where, fix: 'correct the query' };
  }
  if (!tops.includes('MetricExpr')) {
    return { wrong: 'selects lines, and a rule needs a number', fix: 'count them: sum(count_over_time(… [5m])) > 0' };
  }
  return undefined;
}
