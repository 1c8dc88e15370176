import { duplicates, exposure, namespaces, secrets } from './links-objects';
import { hardening, probes, volumes } from './links-pods';
import { bindings, references } from './links-references';
import {
  autoscalers,
  disruptionBudgets,
  networkPolicies,
  services,
  statefulSetServices,
  workloadSelectors,
} from './links-selectors';
import type { Manifest } from './objects';

/** What a set of manifests may lean on. */
export interface LinkOptions {
  /**
   * Titles of objects that somebody else makes: `Secret/loki/loki-credentials`, `Namespace/monitoring`,
   * `StorageClass/gp3`. What every cluster has (the namespaces `default` and `kube-system`, the `system-…` priority
   * classes, the default service accounts, the built-in cluster roles) need not be named.
   */
  readonly external?: readonly string[];

  /** Titles of Services and Ingresses that may open the cluster. */
  readonly exposed?: readonly string[];
}

/**
 * What is wrong in a set of manifests as a whole, which the schema of a single object cannot say: selectors that
 * select nothing, ports nobody listens on, names of things nobody makes, workloads without their protection.
 *
 * Give it everything that is applied together. One line a problem, starting with the title of the object.
 */
export function checkLinks(manifests: readonly unknown[], options: LinkOptions = {}): string[] {
  const objects = manifests as readonly Manifest[];
  const { external = [], exposed = [] } = options;
  return [
    ...duplicates(objects),
    ...workloadSelectors(objects),
    ...services(objects),
    ...networkPolicies(objects),
    ...autoscalers(objects),
    ...disruptionBudgets(objects),
    ...volumes(objects),
    ...references(objects, external),
    ...statefulSetServices(objects),
    ...probes(objects),
    ...hardening(objects),
    ...bindings(objects, external),
    ...namespaces(objects, external),
    ...secrets(objects),
    ...exposure(objects, exposed),
  ];
}
