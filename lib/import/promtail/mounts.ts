import { at, records, text } from '../../manifests/shape';
import type { Node } from '../tree/account';

/** Folders of the node that the chart mounts, by the name of their volume. */
const VOLUMES = ['/run/promtail', '/var/lib/docker/containers', '/var/log/pods'].map((path) => ({
  name: path,
  hostPath: { path },
}));
const MOUNTS = VOLUMES.map(({ name }) => ({ name, mountPath: name }));

/** Path on the node of a file of Promtail's pod, as the values of its chart mount it; undefined if it ends with the pod. */
export function onNode(values: Node, path: string): string | undefined {
  const of = (key: string, defaults: unknown): Record<string, unknown>[] => {
    const node = values.at(key);
    return records(node.exists ? node.value : defaults);
  };
  const volumes = [...of('defaultVolumes', VOLUMES), ...of('extraVolumes', [])];
  const mounts = [...of('defaultVolumeMounts', MOUNTS), ...of('extraVolumeMounts', [])];
  const found = mounts.flatMap(({ name, mountPath }) => {
    const folder = text(mountPath)?.replace(/\/+$/, '');
    const volume = volumes.findLast((one) => one['name'] === name);
    const host = text(at(volume, 'hostPath.path'))?.replace(/\/+$/, '');
    return folder !== undefined && path.startsWith(`${folder}/`) ? [{ folder, host }] : [];
  });
  // The innermost mount counts.
  const [inner] = found.sort((one, other) => other.folder.length - one.folder.length);
  return inner?.host === undefined ? undefined : `${inner.host}${path.slice(inner.folder.length)}`;
}
