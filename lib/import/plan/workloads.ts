import type { Manifest } from '../../manifests/manifest';
import { Manifests } from '../../manifests/manifests';
import { kubernetesName } from '../release';

/** A workload of the former installation. */
export interface FormerWorkload {
  /** Kind and name as kubectl takes them: `statefulset/loki-write`. */
  readonly title: string;

  /** Its component: `write`, `ingester`, `compactor`. */
  readonly component: string;

  /** Number of its pods. @default 1 */
  readonly replicas?: number;
}

/** The DaemonSet of Promtail. */
export interface FormerPromtail {
  /** Its name. */
  readonly name: string;

  /** Its namespace. @default - unknown */
  readonly namespace?: string;
}

const imageOf = (name: string): RegExp => new RegExp(`(^|/)${name}(:|@|$)`);

/** The DaemonSet of Promtail in objects that a chart rendered; undefined without one, or with several. */
export function formerPromtail(objects: readonly Manifest[]): FormerPromtail | undefined {
  const found = new Manifests(objects).workloads.filter(
    ({ kind, pod }) =>
      kind === 'DaemonSet' && pod.containers.some(({ image }) => imageOf('promtail').test(image ?? '')),
  );
  const [first, ...more] = found;
  const name = kubernetesName(first?.name);
  return name === undefined || more.length > 0 ? undefined : { name, namespace: kubernetesName(first?.namespace) };
}

/** Workloads of Loki in objects that a chart rendered. */
export function formerWorkloads(objects: readonly Manifest[]): FormerWorkload[] {
  return new Manifests(objects).workloads.flatMap(({ kind, name, labels, spec, pod }): FormerWorkload[] => {
    const title = `${kind.toLowerCase()}/${name}`;
    const isLoki = pod.containers.some(({ image }) => imageOf('loki').test(image ?? ''));
    if (!isLoki || kubernetesName(name) === undefined) return [];
    // A chart with one process has no label of a component.
    const component = labels['app.kubernetes.io/component'] ?? 'single-binary';
    return [{ title, component, replicas: spec.replicas }];
  });
}
