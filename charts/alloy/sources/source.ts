import type { k8s } from 'cdk8s-plus-28';
import type { Block } from '../language/syntax';
import type { Value } from '../language/values';

/** Whose logs go to which tenant. */
export interface AlloyRoute {
  /** The tenant. One of those the endpoint lets through. */
  readonly tenant: string;

  /**
   * Names of the namespaces whose pods' logs go there. `*` stands for any run of characters, none included:
   * `team-a-*`.
   */
  readonly namespaces: string[];
}

/** What a source has to know to write its part of the configuration. */
export interface AlloyContext {
  /** Name of the cluster. Every line gets it as the label `cluster` on its way out; a source need not add it. */
  readonly clusterName: string;

  /** Where lines go: one item of a component's `forward_to`. */
  readonly receiver: Value;

  /** Which pods' logs go to which tenant. First match wins; lines of no match go to the default tenant. */
  readonly routes: AlloyRoute[];
}

/** A file or folder of the node that Alloy reads. It is mounted read-only, at the same path as on the node. */
export interface HostMount {
  /** Name of the volume. Sources that share a mount give it the same name. */
  readonly name: string;

  /** Path, on the node and in the container. */
  readonly path: string;

  /**
   * What must be at the path for the pod to start, as of Kubernetes' hostPath volumes: `Directory`, `File`, or
   * nothing to take what is there.
   *
   * @default - not checked
   */
  readonly type?: string;
}

/**
 * Something logs are read from.
 *
 * A source carries all that it takes: components, mounts, environment and permissions. A source whose configuration
 * reads a path that none of its own mounts holds, or an environment variable that it does not set, is an error when the
 * chart is made, and not a silence in production.
 */
export interface AlloySource {
  /** Name of the source and label of its components: letters, digits, underscores. */
  readonly name: string;

  /** What it reads from the node. */
  readonly mounts: HostMount[];

  /** The environment variables its configuration reads. */
  readonly env: k8s.EnvVar[];

  /** What it asks of the Kubernetes API, cluster-wide. */
  readonly rules: k8s.PolicyRule[];

  /** Its components. */
  blocks(context: AlloyContext): Block[];
}
