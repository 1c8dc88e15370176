import type { AlloyReading } from './config';
import { volumesWith } from '../../../manifests/files';
import { commandLine } from '../../../manifests/flags';
import { isWithin, mountsOf } from '../../../manifests/mounts';
import { record, records } from '../../../manifests/shape';
import type { Container } from '../../../manifests/pods';
import { containerPath, type Workload } from '../../../manifests/workloads';

/** Pods that run Alloy with a configuration. */
export interface AlloyPods {
  /** Workload that creates them. */
  readonly workload: Workload;

  /** The container Alloy is in. */
  readonly container: Container;

  /** `DaemonSet alloy/alloy spec.template.spec.containers[alloy]`. */
  readonly path: string;
}

/** The pods that read a configuration, if the container that reads it is known. */
export function alloyPods(reading: AlloyReading): AlloyPods[] {
  return reading.workloads.flatMap((workload) => {
    // A job only validates a configuration, and reads no log.
    if (['Job', 'CronJob'].includes(workload.kind)) return [];
    const volumes = volumesWith(workload, reading.configMap);
    const readers = workload.pod.containers.filter((container) =>
      records(container.volumeMounts).some(({ name }) => volumes.includes(name)),
    );
    // A sidecar that reloads the configuration mounts it too: the container of Alloy has the command "run".
    const container =
      readers.find((one) => commandLine(one).some((words) => words.split(/\s+/).includes('run'))) ??
      readers.find(({ image }) => /(^|\/)(alloy|agent)(:|@|$)/.test(image ?? '')) ??
      readers[0];
    return container ? [{ workload, container, path: containerPath(workload, container) }] : [];
  });
}

/** Variable of a container that has the name of its node; undefined if none has. */
export function nodeVariable({ container }: AlloyPods): string | undefined {
  const all = records(container.env).map(({ name, valueFrom }) => ({
    name,
    from: record(record(valueFrom)['fieldRef'] as unknown),
  }));
  return all.find(({ from }) => from['fieldPath'] === 'spec.nodeName')?.name;
}

/** Description of how often a workload runs Alloy; undefined if once. */
export function copies({ kind, title, spec }: Workload): string | undefined {
  if (kind === 'DaemonSet') return `on every node, as ${title}`;
  const { replicas = 1 } = spec;
  return replicas > 1 ? `${replicas} times, as ${title}` : undefined;
}

/** True if a file, a folder or a part of the folder is mounted. */
export function isMounted({ container }: AlloyPods, path: string): boolean {
  return mountsOf(container).some(({ mountPath }) => isWithin(path, mountPath) || isWithin(mountPath, path));
}
