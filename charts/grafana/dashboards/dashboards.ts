import { datasourceUid } from '../../endpoint/datasource-uid';
import { AGENTS } from './agents';
import type { DashboardFacts } from './context';
import { dashboardJson, dashboardTitle } from './dashboard-json';
import type { DashboardDefinition } from './definition';
import { EVENTS } from './events';
import { FLOWS } from './flows';
import { LOGS } from './logs';
import { DASHBOARD_NAMES, type DashboardName, dashboardUid } from './names';
import { NODES } from './nodes';
import type { DashboardsSettings } from './own/props';
import { PIPELINE } from './pipeline';
import { READ } from './read';
import { STORAGE } from './storage';
import { TENANTS } from './tenants';
import { WRITE } from './write';

/** The dashboards, by name. To add one, add its name, its file and its entry here. */
export const DASHBOARDS: Readonly<Record<DashboardName, DashboardDefinition>> = {
  ...{ logs: LOGS, nodes: NODES, events: EVENTS, flows: FLOWS },
  ...{ pipeline: PIPELINE, write: WRITE, read: READ, storage: STORAGE, tenants: TENANTS, agents: AGENTS },
};

/** A dashboard that is delivered. */
export interface MadeDashboard {
  /** Its uid. */
  readonly uid: string;

  /**
   * Group of dashboards that are delivered together: those of the library with one subject. Dashboards of the user are
   * delivered one by one.
   */
  readonly group: DashboardDefinition['group'] | 'own';

  /** Its JSON, on one line. */
  readonly json: string;
}

/** Names of the dashboards that a setup gets: those in `only`, or those with data to show. */
export function chosenDashboards(facts: DashboardFacts, { only, without = [] }: DashboardsSettings): DashboardName[] {
  return DASHBOARD_NAMES.filter((name) => {
    if (only) return only.includes(name);
    const { group, needs } = DASHBOARDS[name];
    const hasData = needs?.(facts) ?? (group === 'lines' || facts.scrapeInterval !== undefined);
    return hasData && !without.includes(name);
  });
}

/** Dashboards of an environment, and those of the user. `tenant` is selected at first. */
export function madeDashboards(
  facts: DashboardFacts,
  settings: DashboardsSettings,
  { environment, tenant }: { readonly environment: string; readonly tenant: string },
): MadeDashboard[] {
  const names = chosenDashboards(facts, settings);
  const others = Object.fromEntries(
    names.map((name) => {
      const title = dashboardTitle(environment, DASHBOARDS[name].title);
      return [name, { title, uid: dashboardUid(environment, name) }];
    }),
  );
  const place = {
    environment,
    lokiUid: datasourceUid(environment, tenant),
    prometheusUid: settings.prometheus,
    others,
  };
  return [
    ...names.map((name): MadeDashboard => {
      const uid = dashboardUid(environment, name);
      const json = JSON.stringify(dashboardJson(DASHBOARDS[name], facts, { ...place, uid }));
      return { uid, group: DASHBOARDS[name].group, json };
    }),
    // Grafana assigns the ids of dashboards: an id of another Grafana could belong to another dashboard.
    ...(settings.own ?? []).map((own): MadeDashboard => ({
      uid: String(own['uid']),
      group: 'own',
      json: JSON.stringify({ ...own, id: undefined }),
    })),
  ];
}
