import type { Container } from './pods';
import { isText } from './shape';

/** Mount of a container. */
type Mount = NonNullable<Container['volumeMounts']>[number];

/** True if a path is a folder or below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** Mounts of containers, their paths without a slash at the end. */
export function mountsOf(...containers: Container[]): Mount[] {
  return containers
    .flatMap(({ volumeMounts = [] }) => volumeMounts)
    .filter(({ mountPath }) => isText(mountPath))
    .map((mount) => ({ ...mount, mountPath: mount.mountPath.replace(/\/+$/, '') }));
}

/** Mount that holds a path. Of nested mounts, the deepest. */
export function mountOf(path: string, ...containers: Container[]): Mount | undefined {
  return mountsOf(...containers)
    .filter(({ mountPath }) => isWithin(path, mountPath))
    .sort((a, b) => b.mountPath.length - a.mountPath.length)[0];
}
