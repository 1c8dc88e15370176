import { ALLOY_SERVICE_ACCOUNT } from '../../defaults';
import type { MetricsSource } from '../../kubernetes/metrics';
import { HTTP_PORT } from './program';

/** Pods of a collector, with their metrics. */
export const collectorMetrics = (namespace: string, component: string): MetricsSource => ({
  namespace,
  name: ALLOY_SERVICE_ACCOUNT,
  component,
  port: HTTP_PORT,
});
