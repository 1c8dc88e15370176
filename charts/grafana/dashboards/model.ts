import type * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type * as logs from '@grafana/grafana-foundation-sdk/logs';
import type * as loki from '@grafana/grafana-foundation-sdk/loki';
import type * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as tables from '@grafana/grafana-foundation-sdk/table';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/**
 * Grafana's own types as plain data. Enumerations become their texts, because their members are code of a package that
 * users of this library do not install. Only types of that package are used.
 */
type Data<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Data<Item>[]
      : T extends object
        ? { readonly [Key in keyof T as Key extends `_${string}` ? never : Key]: Data<T[Key]> }
        : T;

/** A dashboard. */
export type DashboardModel = Data<Omit<dashboard.Dashboard, 'panels'>>;

/** A panel. */
export type PanelModel = Data<Omit<dashboard.Panel, 'targets' | 'datasource'>>;

/** A row of panels. */
export type RowModel = Data<dashboard.RowPanel>;

/** A variable. */
export type VariableModel = Data<dashboard.VariableModel>;

/** Link to another dashboard. */
export type LinkModel = Data<dashboard.DashboardLink>;

/** A query of Loki. */
export type LokiTarget = Data<loki.dataquery>;

/** A query of Prometheus. */
export type PrometheusTarget = Data<prometheus.Dataquery>;

/** Options of kinds of panels. */
export type LogsOptions = Data<Partial<logs.Options>>;
export type StatOptions = Data<Partial<stat.Options>>;
export type TableOptions = Data<Partial<tables.Options>>;
export type GraphOptions = Data<timeseries.Options>;

/** Style of a graph. */
export type GraphFields = Data<common.GraphFieldConfig>;
