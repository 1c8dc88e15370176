import {
  annotationsOf,
  type KnownDatasources,
  languageOf,
  panelsOf,
  type Part,
  targetsOf,
  typeOf,
} from '../../../charts/grafana/dashboards/own/model';
import { INVENTORY } from '../../../charts/monitoring/keep';
import { type Fault, type Problem, problemOfValue } from '../../../charts/input/problems';
import type { QueryLanguage } from '../queries/grammar';
import { logql } from '../queries/logql';
import { promql } from '../queries/promql';
import { filledQueries } from './variables';

/** Query of a dashboard whose language is known. */
interface DashboardQuery {
  readonly path: string;
  readonly language: QueryLanguage;
  readonly expr: string;
}

/** Queries of a dashboard whose language is known: those of panels and annotations. */
export function dashboardQueries(path: string, model: Part, known: KnownDatasources): DashboardQuery[] {
  const annotations = annotationsOf(path, model).map((one) => ({ ...one, datasource: one.part['datasource'] }));
  return [...panelsOf(path, model).flatMap(targetsOf), ...annotations].flatMap((one): DashboardQuery[] => {
    const language = languageOf(typeOf(model, one.datasource, known));
    const { expr } = one.part;
    const isWritten = typeof expr === 'string' && /\S/.test(expr);
    return language && isWritten ? [{ path: `${one.path}.expr`, language, expr }] : [];
  });
}

/** Fault of a query that has variables of Grafana; undefined if some values make it right. */
export function queryFault(language: QueryLanguage, expr: string): Fault | undefined {
  const faults: Fault[] = [];
  for (const query of filledQueries(expr)) {
    const { fault } = language === 'logql' ? logql(query) : promql(query);
    if (!fault) return undefined;
    faults.push(fault);
  }
  return faults[0];
}

/** Problems of the queries of a dashboard. */
export function queryProblems(path: string, model: Part, known: KnownDatasources): Problem[] {
  return dashboardQueries(path, model, known).flatMap(({ path: at, language, expr }) => {
    const fault = queryFault(language, expr);
    return fault ? [problemOfValue(at, expr, fault)] : [];
  });
}

/** Names of the metrics that only programs of this library have. */
const OURS = /^(loki|alloy)_/;

/** Metrics that a message names. */
const SHOWN = 5;

/** Problem of a dashboard that reads metrics of Loki or Alloy that are not stored. */
export function storedProblems(path: string, model: Part, known: KnownDatasources, keep: readonly string[]): Problem[] {
  const read = dashboardQueries(path, model, known).flatMap(({ language, expr }) =>
    language === 'promql' ? filledQueries(expr).flatMap((query) => promql(query).metrics) : [],
  );
  const missing = [...new Set(read)].filter(
    (name) => OURS.test(name) && !Object.hasOwn(INVENTORY, name) && !keep.includes(name),
  );
  if (missing.length === 0) return [];
  const more = missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : '';
  const found = `reads metrics that are not stored: ${missing.slice(0, SHOWN).join(', ')}${more}`;
  return [{ path: `${path}.panels`, found, fix: "add them to monitoring.keep, or write monitoring.metrics: 'all'" }];
}
