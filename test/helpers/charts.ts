import { WorkloadIdentity } from '../../charts/endpoint/identity';
import { LoggingCharts, type LoggingChartsProps } from '../../charts/logging/charts';
import type { LokiChartProps } from '../../charts/loki/chart';

/** Rendered Kubernetes object. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  // Tests look into objects of all kinds.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [field: string]: any;
}

/** Creates charts, with defaults for the properties that a test does not set. */
export function makeCharts(
  loki: Partial<LokiChartProps> = {},
  props: Partial<Omit<LoggingChartsProps, 'loki'>> = {},
): LoggingCharts {
  return new LoggingCharts({
    environment: 'test',
    clusterName: 'test',
    ...props,
    loki: {
      identity: new WorkloadIdentity({
        namespace: 'loki',
        serviceAccountName: 'loki',
        roleArn: 'arn:aws:iam::111122223333:role/loki-test',
      }),
      store: { chunkBucket: 'test-chunks', rulerBucket: 'test-ruler', region: 'eu-west-1' },
      tenants: ['platform', 'apps'],
      ...loki,
    },
  });
}

/** All objects of charts. */
export function objectsOf(charts: LoggingCharts): KubernetesObject[] {
  return charts.manifests().flatMap((file) => file.objects as unknown as KubernetesObject[]);
}

/** One object of charts. @throws Error if it does not exist */
export function objectOf(charts: LoggingCharts, kind: string, name: string): KubernetesObject {
  const found = objectsOf(charts).find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
}
