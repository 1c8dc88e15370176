import type { DashboardModelJson, DashboardsSettings } from '../../../charts/grafana/dashboards/own/props';

/** Dashboards of Grafana. */
export interface DashboardsProps extends Omit<DashboardsSettings, 'own'> {
  /**
   * Dashboards of your own, in the classic model of Grafana: names of JSON files, which begin at the folder that the program
   * runs in, or objects. They are checked like those of the library: uids, queries, datasources, units and size.
   *
   * @default - none
   */
  readonly own?: readonly (string | DashboardModelJson)[];
}
