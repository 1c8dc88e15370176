import { createHash } from 'node:crypto';
import { ApiObject, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';

/**
 * Adds one Kubernetes object to a chart.
 *
 * Give it the output of a typed `k8s.KubeXxx.manifest(…)`: TypeScript has then checked every field, and the plain
 * `ApiObject` made here keeps whatever a `JsonPatch` puts into it. (A `KubeXxx` construct silently drops patched fields
 * it does not know.)
 *
 * The construct's id is `<Kind>-<name>`, so one chart cannot hold two objects of the same kind and name.
 */
export function addObject(scope: Construct, manifest: unknown): ApiObject {
  const props = manifest as ApiObjectProps;
  return new ApiObject(scope, `${props.kind}-${props.metadata?.name}`, props);
}

/** Short hash of texts: an annotation with it rolls pods when the configuration they read at start changes. */
export function checksum(...texts: string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
}

/** Labels of every object of this library. */
export const MANAGED_BY: Record<string, string> = { 'app.kubernetes.io/managed-by': 'cdk-eks-loki' };

/**
 * The Kubernetes name of a namespace, as a label that the API server itself puts on every namespace.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
 */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';
