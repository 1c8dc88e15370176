import type { Manifest } from '../../manifests/manifest';
import { Manifests } from '../../manifests/manifests';

/** A workload of the former installation. */
export interface FormerWorkload {
  /** Kind and name as kubectl takes them: `statefulset/loki-write`. */
  readonly title: string;

  /** Its component: `write`, `ingester`, `compactor`. */
  readonly component: string;

  /** Number of its pods. @default 1 */
  readonly replicas?: number;
}

/** Workloads of Loki in objects that a chart rendered. */
export function formerWorkloads(objects: readonly Manifest[]): FormerWorkload[] {
  return new Manifests(objects).workloads.flatMap(({ kind, name, labels, spec, pod }): FormerWorkload[] => {
    const title = `${kind.toLowerCase()}/${name}`;
    const isLoki = pod.containers.some(({ image }) => /(^|\/)loki(:|@|$)/.test(image ?? ''));
    if (!isLoki) return [];
    // A chart with one process has no label of a component.
    const component = labels['app.kubernetes.io/component'] ?? 'single-binary';
    return [{ title, component, replicas: spec.replicas }];
  });
}
