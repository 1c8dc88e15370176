import { createRequire } from 'node:module';
import type { Fault } from '../../../charts/input/problems';

/** Fields of a node of a parsed query that are read. */
interface Node {
  readonly name: string;
  readonly parent: Node | null;
  readonly prevSibling: Node | null;
  readonly from: number;
  readonly to: number;
}

/** A part of a parsed query. */
export interface Visited {
  readonly type: { readonly name: string; readonly isError: boolean };
  readonly from: number;
  readonly to: number;
  readonly node: Node;
}

/** A package with a grammar, as `require` loads it: its own types describe an ES module. */
interface Grammar {
  readonly parser: { parse(query: string): { iterate(by: { enter(node: Visited): void }): void } };
}

/** Languages of queries, by the packages of their grammars. */
const PACKAGES = { logql: '@grafana/lezer-logql', promql: '@prometheus-io/lezer-promql' } as const;

/** Language of a query. */
export type QueryLanguage = keyof typeof PACKAGES;

/** Grammars. Each is loaded with its first query. */
const loaded: Partial<Record<QueryLanguage, Grammar>> = {};
const grammarOf = (language: QueryLanguage): Grammar =>
  (loaded[language] ??= createRequire(__filename)(PACKAGES[language]) as Grammar);

/** Visits the parts of a query from its beginning; the place of the first error. */
export function parsed(language: QueryLanguage, query: string, visit: (part: Visited) => void): number | undefined {
  let error: number | undefined;
  grammarOf(language)
    .parser.parse(query)
    .iterate({
      enter: (part) => {
        if (part.type.isError) error ??= part.from;
        visit(part);
      },
    });
  return error;
}

/** Characters of a query that a message shows. */
const SHOWN = 20;

/** Fault of a query with an error at a place. */
export function syntaxFault(query: string, error: number, language: string): Fault {
  const rest = query.slice(error, error + SHOWN);
  const wrong = rest.trim() === '' ? 'ends too early' : `is not ${language} from "${rest}" on`;
  return { wrong, fix: 'correct the query' };
}
