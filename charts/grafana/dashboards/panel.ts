import { RATE, sumBy } from './context';
import type { DashboardName } from './names';

/** Unit of a value, by its id in Grafana. */
type Unit = 'short' | 'none' | 'percentunit' | 's' | 'bytes' | 'Bps' | 'cps' | 'reqps' | 'currencyUSD';

/** A query of a panel. */
export interface Query {
  /** Datasource that it asks. */
  readonly from: 'loki' | 'prometheus';

  /** Expression in LogQL or PromQL. */
  readonly expr: string;

  /** Name of its series, with labels as `{{pod}}`. @default - the labels of the series */
  readonly legend?: string;
}

/** Kind of a panel, which shows the results of its queries. */
export type PanelKind = 'graph' | 'bars' | 'stack' | 'number' | 'table' | 'lines';

/** A panel. */
export interface Panel {
  /** Kind of the panel. */
  readonly kind: PanelKind;

  /** Title, which no other panel of its dashboard has. */
  readonly title: string;

  /** Statement of what it tells, and what to do about it. */
  readonly text: string;

  /** Unit of its values. */
  readonly unit: Unit;

  /** Its queries. */
  readonly queries: readonly Query[];

  /** Text where nothing is found. */
  readonly none: string;

  /** Dashboards that show more of it. @default - none */
  readonly more?: readonly DashboardName[];

  /** Highest value of the axis. @default - as the values are */
  readonly max?: number;

  /** If true, values may be below zero. @default false */
  readonly signed?: boolean;

  /** Number from which on it is red. @default - it is never */
  readonly bad?: number;
}

/** Panels below a heading. */
export interface Row {
  /** The heading. */
  readonly title: string;

  /** Its panels, in order. */
  readonly panels: readonly Panel[];
}

/** A query in LogQL. */
export const logql = (expr: string, legend?: string): Query => ({ from: 'loki', expr, legend });

/** A query in PromQL. */
export const promql = (expr: string, legend?: string): Query => ({ from: 'prometheus', expr, legend });

/** Fields that differ between panels of one kind. */
type Options = Partial<Pick<Panel, 'none' | 'more' | 'max' | 'signed' | 'bad'>>;

type Make = (title: string, text: string, unit: Unit, queries: Query | readonly Query[], options?: Options) => Panel;

const panel =
  (kind: PanelKind, none: string): Make =>
  (title, text, unit, queries, options) => ({ kind, title, text, unit, queries: [queries].flat(), none, ...options });

/** Lines over time. */
export const graph = panel('graph', 'none');

/** Lines over time, one upon the other. */
export const stack = panel('stack', 'none');

/** Bars over time, one upon the other. */
export const bars = panel('bars', 'none');

/** One number of the whole range. */
export const number = panel('number', '0');

/** A table of the whole range. */
export const table = panel('table', 'none');

/** Row with CPU and memory of pods: `cpu` is a counter of seconds, `memory` are bytes. */
export const podsRow = (cpu: string, memory: string): Row => ({
  title: 'Pods',
  panels: [
    graph('CPU', 'Cores by pod.', 'short', promql(sumBy('pod', `rate(${cpu}${RATE})`), '{{pod}}')),
    graph('Memory', 'Bytes by pod.', 'bytes', promql(sumBy('pod', memory), '{{pod}}')),
  ],
});

/** Lines of logs. */
export const lines = (title: string, text: string, expr: string): Panel => ({
  ...{ kind: 'lines', title, text, unit: 'none', queries: [logql(expr)], none: 'none' },
});
