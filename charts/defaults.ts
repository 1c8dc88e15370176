import { Duration } from 'cdk8s';

/** Namespaces, where nobody names others. */
export const DEFAULT_NAMESPACES = { loki: 'loki', alloy: 'alloy', grafana: 'grafana' } as const;

/** Service account of Alloy. */
export const ALLOY_SERVICE_ACCOUNT = 'alloy';

/** Service account of the gateway, where a role of its own reads the passwords. */
export const GATEWAY_SERVICE_ACCOUNT = 'loki-gateway';

/** Service account of Grafana, where nobody names another: the one of Grafana's chart in a release `grafana`. */
export const GRAFANA_SERVICE_ACCOUNT = 'grafana';

/** How long lines are kept, where nobody says. */
export const DEFAULT_RETENTION = Duration.days(28);
