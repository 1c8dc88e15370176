import type { Images } from '../../charts/images';
import type { LoggingCharts } from '../../charts/logging-charts';
import type { WorkloadSettings } from '../../charts/workload-settings';
import type { Acknowledgement } from './acknowledgement';
import type { CredentialsProps } from './credentials-props';

/** Properties that an environment and `LokiLogging` share: the same names, checks and messages. */
export interface SharedLoggingProps {
  /**
   * Tenants. The first gets the nodes' logs and every pod log that is not routed elsewhere.
   *
   * @default - one tenant, named as the environment
   */
  readonly tenants?: readonly string[];

  /** Where the gateway's passwords are kept. @default - generated in AWS Secrets Manager, mounted by the CSI driver */
  readonly credentials?: CredentialsProps;

  /** Images to use instead of ours, each by itself. @default - the versions of this library */
  readonly images?: Images;

  /**
   * Registry that has our images, with a path if need be: `111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror`. It
   * takes the place of `docker.io`, so the image of Loki is `<registry>/grafana/loki:<version>`. An image that `images`
   * names stays as it is.
   *
   * @default - docker.io
   */
  readonly registry?: string;

  /** Names of Secrets to pull images with, which exist in every namespace of ours. @default - none */
  readonly imagePullSecrets?: readonly string[];

  /**
   * Settings of pods, by part: `loki` for every component of Loki, a component by its key in the sizes (`ingester`), a
   * collector by the name of its workload (`alloy`, `alloy-events`). What a component says wins over `loki`.
   *
   * @default - none
   */
  readonly workloads?: WorkloadSettings;

  /** Labels of all Kubernetes objects, pods included. @default - none beside ours */
  readonly labels?: Readonly<Record<string, string>>;

  /** Annotations of all Kubernetes objects. Those of pods are in `workloads`. @default - none beside ours */
  readonly annotations?: Readonly<Record<string, string>>;

  /** DNS domain of the cluster. @default cluster.local */
  readonly clusterDomain?: string;

  /**
   * Changes any generated Kubernetes object, after all are made and before any is written or delivered:
   * `(charts) => charts.object('StatefulSet', 'loki-ingester').addJsonPatch(…)`.
   *
   * @default - no change
   */
  readonly customize?: (charts: LoggingCharts) => void;

  /**
   * Acknowledged warnings, each with a reason: `[{ rule: 'CLUSTER-ADMINS-1', path: '…', reason: '…' }]`, with rule and
   * path as `eks-loki check` prints them. An acknowledgement that matches no warning is itself a warning.
   *
   * @default - none
   */
  readonly acknowledge?: readonly Acknowledgement[];
}
