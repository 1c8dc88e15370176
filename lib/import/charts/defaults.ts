import type { ChartName } from './keys';

/** Settings of Loki that a chart has, where nobody says otherwise. */
export interface ChartDefaults {
  /** Limits of everyone, by key. */
  readonly limits: Readonly<Record<string, unknown>>;

  /** Copies of each line. */
  readonly copies: number;
}

/** Limits of the chart `loki` 2, which `loki-stack` has in it. */
const OLD: ChartDefaults = { limits: { reject_old_samples: true, reject_old_samples_max_age: '168h' }, copies: 1 };

/** Charts that set up a Loki. */
export const CHART_DEFAULTS: Readonly<Partial<Record<ChartName, ChartDefaults>>> = {
  loki: {
    limits: {
      split_queries_by_interval: '15m',
      query_timeout: '300s',
      reject_old_samples: true,
      reject_old_samples_max_age: '168h',
      max_cache_freshness_per_query: '10m',
      volume_enabled: true,
    },
    copies: 3,
  },
  'loki-distributed': {
    limits: { ...OLD.limits, max_cache_freshness_per_query: '10m', split_queries_by_interval: '15m' },
    copies: 1,
  },
  'loki-stack': OLD,
  'loki-2': OLD,
};
