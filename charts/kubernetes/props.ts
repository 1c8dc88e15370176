import type { Images } from './images';
import type { WorkloadsProps } from './workloads';

/** Settings of the Kubernetes objects themselves: the same for environments, `LokiLogging` and `LoggingCharts`. */
export interface KubernetesProps {
  /** Images to use instead of ours. @default - the images of this version of the library */
  readonly images?: Images;

  /**
   * Registry that mirrors our images, such as `111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror`: it replaces
   * `docker.io` in every image that is not in `images`.
   *
   * @default docker.io
   */
  readonly registry?: string;

  /** Names of Secrets to pull images with. Each must exist in the namespace of every pod. @default - none */
  readonly imagePullSecrets?: readonly string[];

  /**
   * Settings of the pods of each part: `loki` is every component of Loki, and a component's own settings win over it.
   *
   * @default - as the parts need it
   */
  readonly workloads?: WorkloadsProps;

  /** Labels of all objects and pods, in addition to ours. Selectors do not change. @default - none */
  readonly labels?: Readonly<Record<string, string>>;

  /** Annotations of all objects, in addition to ours. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;

  /** DNS domain of the cluster. @default cluster.local */
  readonly clusterDomain?: string;
}
