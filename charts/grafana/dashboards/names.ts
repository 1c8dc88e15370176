import { fittingUid } from '../../endpoint/datasource-uid';

/** Names of the dashboards, in their order. */
export const DASHBOARD_NAMES = [
  ...(['logs', 'nodes', 'events', 'flows'] as const),
  ...(['pipeline', 'write', 'read', 'storage', 'tenants', 'agents'] as const),
] as const;

/** Name of a dashboard. */
export type DashboardName = (typeof DASHBOARD_NAMES)[number];

/** Uid of a dashboard, by which links refer to it: `loki-prod_pipeline`. It depends only on environment and name. */
export const dashboardUid = (environment: string, name: DashboardName): string =>
  fittingUid(`loki-${environment}_${name}`, environment, name);
