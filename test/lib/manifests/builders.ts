import type { Manifest } from '../../../lib/manifests/manifest';
import { Manifests } from '../../../lib/manifests/manifests';
import type { Workload } from '../../../lib/manifests/workloads';

/** A manifest in the namespace `loki`. */
export const object = (kind: string, name: string, fields: object = {}, apiVersion = 'v1'): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'loki' },
  ...fields,
});

/** A workload with a pod spec. */
export const made = (kind: string, name: string, pod: object, spec: object = {}): Manifest =>
  object(kind, name, { spec: { ...spec, template: { metadata: { labels: { app: name } }, spec: pod } } }, 'apps/v1');

/** The manifests that objects make. */
export const manifestsOf = (...objects: readonly unknown[]): Manifests => new Manifests(objects as Manifest[]);

/** The first workload of some objects, as rules read it. */
export function workload(...objects: readonly unknown[]): Workload {
  const [first] = manifestsOf(...objects).workloads;
  if (!first) throw new Error('no workload');
  return first;
}
