import { type AlloyReading, configVolumes } from '../read/alloy';
import { type Container, containerPath, type Workload } from '../../manifests/objects';
import { records, texts } from '../../manifests/shape';

/** Pods that run Alloy with a configuration. */
export interface AlloyPods {
  /** What makes them. */
  readonly workload: Workload;

  /** The container Alloy is in. */
  readonly container: Container;

  /** `DaemonSet alloy/alloy spec.template.spec.containers[alloy]`. */
  readonly path: string;
}

/** The pods that read a configuration, where it is known which container of theirs does. */
export function alloyPods(reading: AlloyReading): AlloyPods[] {
  return reading.workloads.flatMap((workload) => {
    // A job looks whether a configuration is right, and reads no log.
    if (['Job', 'CronJob'].includes(workload.kind)) return [];
    const volumes = configVolumes(workload, { name: reading.configMap });
    const readers = workload.pod.containers.filter((container) =>
      records(container.volumeMounts).some(({ name }) => volumes.includes(name)),
    );
    // A sidecar that reloads the configuration mounts it, too: Alloy is the one that is told to run.
    const container =
      readers.find((one) => words(one).includes('run')) ??
      readers.find(({ image }) => /(^|\/)(alloy|agent)(:|@|$)/.test(image ?? '')) ??
      readers[0];
    return container ? [{ workload, container, path: containerPath(workload, container) }] : [];
  });
}

/** The words of a container's command line. */
function words(container: Container): string[] {
  return [...texts(container['command']), ...texts(container['args'])].flatMap((word) => word.split(/\s+/));
}

/** How often a workload runs Alloy, in words, where that is more than once. */
export function copies({ kind, title, spec }: Workload): string | undefined {
  if (kind === 'DaemonSet') return `on every node, as ${title}`;
  const { replicas = 1 } = spec;
  return replicas > 1 ? `${replicas} times, as ${title}` : undefined;
}

/** Whether a file or folder, or some of what is in the folder, is mounted. */
export function isMounted({ container }: AlloyPods, path: string): boolean {
  return mountPaths(container).some((mount) => isWithin(path, mount) || isWithin(mount, path));
}

/** Whether one path is the other, or below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Where a container has mounts, without the slash at the end. */
function mountPaths(container: Container): string[] {
  return records(container.volumeMounts).flatMap(({ mountPath }) =>
    typeof mountPath === 'string' ? [mountPath.replace(/\/+$/, '')] : [],
  );
}

/** The mount that holds a path: of several, the deepest. */
export function mountOf(container: Container, path: string): { readonly name: string } | undefined {
  return records(container.volumeMounts)
    .filter(({ mountPath }) => typeof mountPath === 'string' && isWithin(path, mountPath.replace(/\/+$/, '')))
    .sort((a, b) => b.mountPath.length - a.mountPath.length)[0];
}
