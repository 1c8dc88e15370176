import type { DashboardName } from '../names';

/** A dashboard as Grafana exports it in its classic model. */
export type DashboardModelJson = Readonly<Record<string, unknown>>;

/** Dashboards of Grafana. */
export interface DashboardsSettings {
  /**
   * Names of the dashboards of the library that are made. An empty list makes none; it is only for use beside `own`.
   *
   * @default - those that have something to show: `logs`, `nodes`, `events` and `flows` if their sources are on, the others if there
   * is `monitoring`
   */
  readonly only?: readonly DashboardName[];

  /** Names of dashboards of the library that are left out. Not with `only`. @default - none */
  readonly without?: readonly DashboardName[];

  /**
   * Folder of Grafana that they are in. A sidecar needs the values `folderAnnotation: grafana_folder` and
   * `provider.foldersFromFilesStructure: true` for it. Not with `files`, where you choose the folder.
   *
   * @default - the folder of the sidecar or the operator
   */
  readonly folder?: string;

  /** Uid of the datasource of Prometheus in your Grafana. @default - it is chosen at the top of each dashboard */
  readonly prometheus?: string;

  /**
   * Dashboards of your own, in the classic model of Grafana. They are checked like those of the library: uids, queries,
   * datasources, units and size.
   *
   * @default - none
   */
  readonly own?: readonly DashboardModelJson[];

  /** More uids of datasources that your own dashboards may ask. @default - only those of this environment */
  readonly datasources?: readonly string[];
}
