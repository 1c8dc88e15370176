import type { Loki, LokiPods } from './loki';
import { mountOf } from '../../../manifests/mounts';
import { at, type Block, isText } from '../../../manifests/shape';
import { flag } from '../../../manifests/flags';
import { containerPath } from '../../../manifests/workloads';

/** Storage under a folder of a container. */
export interface Place {
  /**
   * `claim` outlives the pod, `scratch` is deleted with the pod, `container` with the container; `other` is
   * unknown.
   */
  readonly kind: 'claim' | 'scratch' | 'container' | 'other';

  /** Path of the volume, claim or mounts. */
  readonly path: string;

  /** Description: `emptyDir data`. */
  readonly what: string;

  /** Template of the claim. @default - it is not a claim */
  readonly template?: Block;
}

/** Finds the storage of a folder of Loki's container. */
export function placeOf({ workload, container }: LokiPods, directory: string): Place {
  const { title, pod, podPath, spec } = workload;
  if (!directory.startsWith('/')) return { kind: 'other', path: `${title} ${podPath}`, what: directory };
  const mount = mountOf(directory, container);
  if (!mount)
    return { kind: 'container', path: `${containerPath(workload, container)}.volumeMounts`, what: 'no volume' };
  const { name } = mount;
  const template = (spec.volumeClaimTemplates ?? []).find(({ metadata }) => metadata.name === name);
  if (template) {
    const path = `${title} spec.volumeClaimTemplates[${name}]`;
    return { kind: 'claim', path, what: `claim ${name}`, template: template as object as Block };
  }
  const volume = pod.volumes?.find((one) => one.name === name);
  const scratch = ['emptyDir', 'ephemeral'].find((kind) => at(volume, kind) !== undefined);
  const path = `${title} ${podPath}.volumes[${name}]`;
  return { kind: scratch ? 'scratch' : 'other', path, what: `${scratch ?? 'volume'} ${name}` };
}

/** Ways to name a folder of Loki's. */
export interface DirectoryKeys {
  /** Its flag. */
  readonly flag: string;

  /** Its key. */
  readonly key: string;

  /** Its default. */
  readonly byDefault: string;

  /** Its place below `common.path_prefix`. */
  readonly below: string;
}

/** Folder that a compactor works in. */
export const COMPACTOR_DIRECTORY: DirectoryKeys = {
  flag: 'compactor.working-directory',
  key: 'compactor.working_directory',
  byDefault: '/var/loki/compactor',
  below: 'compactor',
};

/** A folder of Loki's: its flag, its key, or its place below `path_prefix`, which replaces the default. */
export function directoryOf({ config }: Loki, { container }: LokiPods, keys: DirectoryKeys): string {
  const written = flag(container, keys.flag) ?? at(config, keys.key) ?? keys.byDefault;
  const prefix = flag(container, 'common.path-prefix') ?? at(config, 'common.path_prefix');
  const isDefault = written === keys.byDefault && isText(prefix) && prefix !== '';
  return isDefault ? `${prefix.replace(/\/$/, '')}/${keys.below}` : String(written);
}
