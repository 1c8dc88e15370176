/** Namespaces of pods whose logs are read. Names, in which `*` stands for any characters, or none: `team-*`. */
export interface PodNamespaces {
  /** The only namespaces. @default - all */
  readonly include?: readonly string[];

  /** Namespaces that are left out. @default - none */
  readonly exclude?: readonly string[];
}

/** Containers whose logs are read. */
export interface PodContainers {
  /** Names of containers that are left out, in all pods: `istio-proxy`. `*` as in namespaces. @default - none */
  readonly exclude?: readonly string[];
}

/** Annotations of pods that are read. Anyone who may annotate a pod decides about its lines. */
export interface PodAnnotations {
  /** If true, `logs.eks-loki/collect: "false"` leaves the pod out. @default true */
  readonly collect?: boolean;

  /** If true, `logs.eks-loki/format` (json, logfmt, klog or text) adds the level of its lines. @default true */
  readonly format?: boolean;

  /** If true, `logs.eks-loki/multiline` (java, python, go, node or dotnet) joins its traces. @default true */
  readonly multiline?: boolean;

  /**
   * Tenants that `logs.eks-loki/tenant` may name. Name only tenants that every owner of a pod may write to. Any other
   * name in the annotation has no effect.
   *
   * @default - none: the annotation is not read
   */
  readonly tenants?: readonly string[];
}

/** Settings of the logs of pods. */
export interface PodsSettings {
  /**
   * Place from which logs are read: `file`, on every node, from the files of the container runtime; or `api`, from the Kubernetes
   * API, by the collector `alloy-pods`, for nodes whose files no pod may read. With `api` nothing is read from files.
   *
   * @default file
   */
  readonly from?: 'file' | 'api';

  /**
   * If true, the collector `alloy-pods` reads pods on Fargate from the Kubernetes API: their nodes run no DaemonSet.
   * All others are still read from files.
   *
   * @default false
   */
  readonly fargate?: boolean;

  /** Namespaces whose pods are read. @default - all */
  readonly namespaces?: PodNamespaces;

  /** Containers that are read. @default - all */
  readonly containers?: PodContainers;

  /** If false, init containers are left out, and with them sidecars that are init containers. @default true */
  readonly initContainers?: boolean;

  /**
   * File on each node in which Promtail, which ran here before, kept its positions: `/run/promtail/positions.yaml`.
   * Files that it has read are read from there on, so that none of its lines is sent twice. Alloy reads it once, at its
   * first start on a node: end Promtail before. Not with `from: 'api'`.
   *
   * @default - each file is read from its beginning
   */
  readonly formerPositions?: string;

  /**
   * Annotations of pods that are read: `true` is collect, format and multiline.
   *
   * @default false
   */
  readonly annotations?: boolean | PodAnnotations;
}
