import type { k8s } from 'cdk8s-plus-28';
import type { LokiEndpoint } from '../../endpoint/endpoint';
import type { CollectorKind } from '../collectors/kinds';
import type { Block } from '../language/syntax';
import type { Value } from '../language/values';

/** Namespaces whose logs go to a tenant. */
export interface AlloyRoute {
  /** The tenant: one that the endpoint accepts. */
  readonly tenant: string;

  /**
   * Names of the namespaces whose logs go to the tenant. `*` stands for any characters, or none: `team-a-*`.
   */
  readonly namespaces: string[];
}

/** Input of a source for its part of the configuration. */
export interface AlloyContext {
  /** Loki that all lines go to, for sources whose lines do not pass `receiver`. */
  readonly endpoint: LokiEndpoint;

  /** Name of the cluster. Every line gets it as the label `cluster` when it is sent, so a source need not add it. */
  readonly clusterName: string;

  /** Receiver of the lines: one item of a component's `forward_to`. */
  readonly receiver: Value;

  /** Tenants by namespace. The first match wins; lines that match no route go to the default tenant. */
  readonly routes: AlloyRoute[];

  /**
   * The user's own processing of the lines of a source, by its name: stages for its `loki.process`. A source places
   * them where a line is complete (after the format of the container runtime) and still has the labels of its file or
   * pod: before any of these moves to structured metadata, and before the stages of tenants.
   */
  readonly stages: (source: string) => Block[];

  /**
   * Stages that keep the namespace for the filters of destinations, for the `loki.process` of a source that moves its
   * label `namespace` to structured metadata. The source places them before that. `value` is the name of the label or
   * extracted value with the namespace, by default `namespace`. See `AlloySource.marksNamespace`.
   */
  readonly namespaceMarks: (value?: string) => Block[];
}

/** File or folder of the node that Alloy reads. It is mounted read-only, at the same path as on the node. */
export interface HostMount {
  /** Name of the volume. Sources that share a mount give it the same name. */
  readonly name: string;

  /** Path, on the node and in the container. */
  readonly path: string;

  /**
   * Type of Kubernetes' hostPath volumes, without which the pod does not start: `Directory`, `File`.
   *
   * @default - not checked
   */
  readonly type?: string;
}

/** Secret of Alloy's namespace that a source reads. It is mounted read-only. */
export interface SecretMount {
  /** Name of the volume. */
  readonly name: string;

  /** Folder in the container. */
  readonly path: string;

  /** Name of the Secret. The pods do not start before it exists. */
  readonly secretName: string;

  /** Its keys, each a file of the same name. */
  readonly keys: readonly string[];
}

/** Clients of the ports of a source. */
export interface SourceClients {
  /** Namespaces whose pods may reach the ports. */
  readonly namespaces: readonly string[];

  /** Address ranges that may reach the ports. */
  readonly ranges: readonly string[];
}

/** Port that a source listens on, the same in the pod and in the Service of its collector. */
export interface SourcePort {
  /** Name of the port: at most 15 lower-case letters, digits and hyphens. */
  readonly name: string;

  /** Number of the port. */
  readonly port: number;

  /** Transport protocol. @default TCP */
  readonly protocol?: 'TCP' | 'UDP';
}

/** Connection that a source opens, for the network policy. */
export interface SourceConnection {
  /** Number of the port. */
  readonly port: number;

  /** Transport protocol. @default TCP */
  readonly protocol?: 'TCP' | 'UDP';

  /** Namespace of the pods it connects to. @default - any address */
  readonly namespace?: string;
}

/**
 * Source of log lines.
 *
 * A source carries everything it needs: components, mounts, environment and permissions. The chart refuses a source
 * whose configuration reads a path outside its mounts, or an environment variable that it does not set: Alloy would
 * silently read nothing.
 */
export interface AlloySource {
  /** Name of the source and label of its components: letters, digits, underscores. */
  readonly name: string;

  /** Files and folders of the node that it reads. Only collectors of kind `every-node` can mount them. */
  readonly mounts: HostMount[];

  /**
   * Owners of the files in its mounts. For files of `any` user, Alloy gets the capability DAC_READ_SEARCH, with which
   * it can read every file in the mounts of its pod. Files of `root` need no capability.
   *
   * @default - any
   */
  readonly fileOwners?: 'root' | 'any';

  /** Environment variables that its configuration reads. */
  readonly env: k8s.EnvVar[];

  /** Permissions it needs in the Kubernetes API, cluster-wide. */
  readonly rules: k8s.PolicyRule[];

  /** Kinds of collectors that can run it. @default ['every-node'] */
  readonly runsOn?: readonly CollectorKind[];

  /** Ports it listens on. Only collectors of kind `replicated` have a Service for them. @default - none */
  readonly ports?: readonly SourcePort[];

  /** Clients of its ports. @default - those of its collector */
  readonly clients?: SourceClients;

  /** Secrets that it reads. @default - none */
  readonly secrets?: readonly SecretMount[];

  /** Connections it opens besides those to DNS, the gateway and the Kubernetes API. @default - none */
  readonly connections?: readonly SourceConnection[];

  /**
   * True if it moves its label `namespace` to structured metadata, and places `AlloyContext.namespaceMarks` before
   * that.
   *
   * @default false
   */
  readonly marksNamespace?: boolean;

  /**
   * If true, its lines have structured metadata whose names only their senders know. Lines keep this metadata through
   * Kafka, like the metadata of other sources, whose names the library knows.
   *
   * @default false
   */
  readonly hasOpenMetadata?: boolean;

  /**
   * If true, its own components send the lines to Loki, and it does not use the collector's receiver.
   *
   * @default false
   */
  readonly endsInLoki?: boolean;

  /** Its components. */
  blocks(context: AlloyContext): Block[];
}
