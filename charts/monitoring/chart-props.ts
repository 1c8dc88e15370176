import type { IdentityKind } from '../endpoint/identity';
import type { MetricsSource } from '../kubernetes/metrics';
import type { ContainerResources } from '../kubernetes/workload';
import type { MonitoringSettings } from './props';

/** Properties of a `MonitoringChart`. */
export interface MonitoringChartProps {
  /** Scraper, metrics that are stored, and alerts. */
  readonly monitoring: MonitoringSettings;

  /** Pods with metrics, of `LokiChart` and `AlloyChart`. */
  readonly sources: readonly MetricsSource[];

  /** Name of the cluster: the label `cluster` of every series. */
  readonly clusterName: string;

  /** Namespace of Loki. @default - it is in another cluster: only Alloy and the canary are watched */
  readonly lokiNamespace?: string;

  /** Namespace of Alloy, in which its collector of metrics is. */
  readonly alloyNamespace: string;

  /** Planned volume in GB a day. */
  readonly gigabytesPerDay: number;

  /**
   * Name of the Secrets with the passwords, for an alert on their age, if no program replaces them.
   *
   * @default - they are elsewhere
   */
  readonly passwordSecret?: string;

  /** Image of Alloy. */
  readonly image: string;

  /** CPU and memory of the collector of metrics. @default - those of the library */
  readonly resources?: Partial<ContainerResources>;

  /** Way in which AWS knows the collector of metrics. @default IdentityKind.IRSA */
  readonly identityKind?: IdentityKind;

  /** If true, the collector of metrics gets a NetworkPolicy. @default true */
  readonly networkPolicies?: boolean;

  /**
   * Ports of the API server, as network policies see them: its own, where the plugin looks behind the Service.
   *
   * @default - 443, the port on EKS
   */
  readonly apiServerPorts?: readonly number[];
}
