import type { LoggingCharts } from '../../charts/logging/charts';

/** Workloads that show whether a cluster has an environment. */
export interface Home {
  /** Their namespace. */
  readonly namespace: string;

  /** Their kind, as kubectl names it. */
  readonly kind: 'deployments' | 'daemonsets';
}

/** Home of an environment: the gateway of its Loki, or its agents where Loki is elsewhere. */
export const homeOf = ({ hasLoki, endpoint, alloy }: LoggingCharts): Home =>
  hasLoki
    ? { namespace: endpoint.namespace, kind: 'deployments' }
    : { namespace: alloy.namespaceName, kind: 'daemonsets' };
