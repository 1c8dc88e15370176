import type {
  GraphFields,
  GraphOptions,
  LogsOptions,
  LokiTarget,
  PanelModel,
  PrometheusTarget,
  StatOptions,
  TableOptions,
} from './model';
import type { Panel, PanelKind, Query } from './panel';

/** Reference to a datasource. */
export interface DatasourceRef {
  readonly type: string;
  readonly uid: string;
}

/** Name of the column with the value of a query, in tables. */
const VALUE = 'Value';

/** Id of a query within its panel: a letter. */
const refIdOf = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** True for kinds that show one value for the whole range. */
const isInstant = (kind: PanelKind): boolean => kind === 'number' || kind === 'table';

/** A query as Grafana stores it. It uses the datasource of its panel. */
export function targetOf(
  { from, expr, legend }: Query,
  kind: PanelKind,
  index: number,
  scrapeInterval?: string,
): object {
  const instant = isInstant(kind);
  const refId = refIdOf(index);
  if (from === 'loki') {
    return {
      refId,
      editorMode: 'code',
      expr,
      queryType: instant ? 'instant' : 'range',
      ...(legend === undefined ? {} : { legendFormat: legend }),
    } satisfies LokiTarget;
  }
  return {
    refId,
    editorMode: 'code',
    expr,
    instant,
    range: !instant,
    format: kind === 'table' ? 'table' : 'time_series',
    legendFormat: legend ?? '__auto',
    // Grafana makes the window of a rate at least four times as long. Without the interval, it assumes 15 seconds.
    ...(scrapeInterval === undefined ? {} : { interval: scrapeInterval }),
  } satisfies PrometheusTarget;
}

const graphFields = (kind: PanelKind): GraphFields => ({
  drawStyle: kind === 'bars' ? 'bars' : 'line',
  lineWidth: 1,
  fillOpacity: kind === 'graph' ? 8 : 40,
  showPoints: 'never',
  ...(kind === 'graph' ? {} : { stacking: { mode: 'normal', group: 'A' } }),
});

/** Types and options of the kinds of panels in Grafana. */
const KINDS = {
  lines: {
    type: 'logs',
    options: {
      showTime: true,
      wrapLogMessage: true,
      enableLogDetails: true,
      sortOrder: 'Descending',
      dedupStrategy: 'none',
    } satisfies LogsOptions,
  },
  number: {
    type: 'stat',
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: 'value',
      graphMode: 'none',
      textMode: 'value',
      justifyMode: 'center',
      orientation: 'auto',
    } satisfies StatOptions,
  },
  table: {
    type: 'table',
    options: { showHeader: true, sortBy: [{ displayName: VALUE, desc: true }] } satisfies TableOptions,
  },
  graph: {
    type: 'timeseries',
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'multi', sort: 'desc' },
    } satisfies GraphOptions,
  },
} as const;

/** A panel without its place, queries and links. */
export function panelFields({ kind, title, text, unit, none, max, signed, bad, queries }: Panel): object {
  const isGraph = kind === 'graph' || kind === 'stack' || kind === 'bars';
  const { type, options } = KINDS[isGraph ? 'graph' : kind];
  return {
    type,
    title,
    description: text,
    fieldConfig: {
      defaults: {
        unit,
        noValue: none,
        ...(isGraph ? { custom: graphFields(kind) } : {}),
        ...(isGraph && !signed ? { min: 0 } : {}),
        ...(max === undefined ? {} : { max }),
        ...(kind === 'number' ? { color: { mode: 'thresholds' }, thresholds: thresholds(bad) } : {}),
      },
      overrides: [],
    },
    options,
    ...(kind === 'table' ? { transformations: [withoutTime(queries)] } : {}),
  } satisfies Omit<PanelModel, 'id' | 'gridPos'>;
}

const thresholds = (bad?: number) => ({
  mode: 'absolute' as const,
  steps: [
    { value: null, color: bad === undefined ? 'text' : 'green' },
    ...(bad === undefined ? [] : [{ value: bad, color: 'red' }]),
  ],
});

/**
 * Transformation of a table that hides the time and renames the value, whose name differs between Prometheus and Loki.
 */
const withoutTime = (queries: readonly Query[]) => ({
  id: 'organize',
  options: {
    excludeByName: { Time: true },
    renameByName: Object.fromEntries(queries.map((_, index) => [`Value #${refIdOf(index)}`, VALUE])),
  },
});
