import { Duration } from 'cdk8s';

/** Namespaces of the charts. */
export const DEFAULT_NAMESPACES = { loki: 'loki', alloy: 'alloy', grafana: 'grafana' } as const;

/** Service account of Alloy. */
export const ALLOY_SERVICE_ACCOUNT = 'alloy';

/** Service account of the gateway, if a role of its own reads the passwords. */
export const GATEWAY_SERVICE_ACCOUNT = 'loki-gateway';

/** Service account of Grafana: the one of Grafana's chart in a release `grafana`. */
export const GRAFANA_SERVICE_ACCOUNT = 'grafana';

/** Retention of lines. */
export const DEFAULT_RETENTION = Duration.days(28);

/** Timeout of a query. */
export const DEFAULT_QUERY_TIMEOUT = Duration.minutes(5);

/** Volume of raw lines in GB a day, over all tenants. */
export const DEFAULT_GIGABYTES_PER_DAY = 50;

/** DNS domain of the cluster. */
export const DEFAULT_CLUSTER_DOMAIN = 'cluster.local';
