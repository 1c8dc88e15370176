import { Duration } from 'cdk8s';

/** Namespaces, where nobody names others. */
export const DEFAULT_NAMESPACES = { loki: 'loki', alloy: 'alloy', grafana: 'grafana' } as const;

/** How long lines are kept, where nobody says. */
export const DEFAULT_RETENTION = Duration.days(28);
