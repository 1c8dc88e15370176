import type { DashboardFacts, Series } from './context';
import type { Row } from './panel';
import type { Variable } from './variables';

/** A dashboard. */
export interface DashboardDefinition {
  /** Title, after that of the environment. */
  readonly title: string;

  /** Question that it answers, as a statement. */
  readonly text: string;

  /** Subject: lines, or metrics of their path or of Loki. Dashboards of one subject are delivered together. */
  readonly group: 'lines' | 'path' | 'loki';

  /** True if a setup has the data that it shows. @default - true for lines; for metrics, true if they are scraped */
  readonly needs?: (facts: DashboardFacts) => boolean;

  /** Variables at its top, after those of the datasources. @default - none */
  readonly variables?: readonly Variable[];

  /** Its rows of panels, for a setup. */
  readonly rows: (series: Series, facts: DashboardFacts) => readonly Row[];
}
