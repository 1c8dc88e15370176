import type { ApiObject, ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { WorkloadObject } from './config-checksum';
import { WORKLOAD_KINDS } from './workload-kinds';
import { PatchedObject } from './patched-object';

export { checksum } from './config-checksum';

/**
 * Adds one Kubernetes object to a chart.
 *
 * Give it the output of a typed `k8s.KubeXxx.manifest(…)`: TypeScript has then checked every field, and the plain
 * `ApiObject` made here keeps all that a `JsonPatch` puts into it. (A `KubeXxx` construct silently drops patched fields
 * it does not know.)
 *
 * The construct's id is `<Kind>-<name>`, so one chart cannot hold two objects of the same kind and name.
 *
 * @param reloaded Of a workload with the annotation `CONFIG_CHECKSUM`: volumes whose files its pods read again by
 * themselves, so that their change rolls no pods
 */
export function addObject(scope: Construct, manifest: unknown, reloaded: readonly string[] = []): ApiObject {
  const props = manifest as ApiObjectProps;
  const id = `${props.kind}-${props.metadata?.name}`;
  if (WORKLOAD_KINDS.includes(props.kind)) return new WorkloadObject(scope, id, props, reloaded);
  return new PatchedObject(scope, id, props);
}

/** Labels of every object of this library. */
export const MANAGED_BY: Record<string, string> = { 'app.kubernetes.io/managed-by': 'cdk-eks-loki' };

/**
 * The Kubernetes name of a namespace, as a label that the API server itself puts on every namespace.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
 */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';
