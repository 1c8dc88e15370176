import type { Manifests } from '../../../manifests/manifests';
import { filesOf } from '../../../manifests/files';
import { mountsOf } from '../../../manifests/mounts';
import { containersOf, type Workload } from '../../../manifests/workloads';
import type { Manifest } from '../../../manifests/manifest';
import { ownValue } from '../../../../charts/input/own-value';

/**
 * Users in a password file of nginx, if the manifests contain them: a script next to the configuration that creates
 * files (`add_user writer writer-password` makes `writer.htpasswd` and `writer-other.htpasswd`, and `add_user shop
 * shop-password reader` adds to `reader.htpasswd`), or the Secret that is mounted there.
 */
export function usersOf(
  manifests: Manifests,
  configMap: Manifest,
  workloads: readonly Workload[],
  file: string,
): string[] | undefined {
  const scripts = Object.values(filesOf(configMap)).filter(
    (text) => text.includes('add_user') && text.includes('.htpasswd'),
  );
  const folder = file.slice(0, file.lastIndexOf('/'));
  const name = file.slice(folder.length + 1);
  if (scripts.length > 0) {
    const users = scripts.flatMap((script) =>
      [...script.matchAll(/^\s*add_user[ \t]+(\S+)[ \t]+\S+(?:[ \t]+([\w-]+))?/gm)].map(
        ([, user = '', file = user]) => ({
          user,
          file,
        }),
      ),
    );
    return users
      .filter(({ file }) => [`${file}.htpasswd`, `${file}-other.htpasswd`].includes(name))
      .map(({ user }) => user);
  }
  for (const workload of workloads) {
    const text = passwordFile(manifests, workload, folder, name);
    if (text !== undefined) return usersIn(text);
  }
  return undefined;
}

function passwordFile(manifests: Manifests, workload: Workload, folder: string, name: string): string | undefined {
  const mount = mountsOf(...containersOf(workload)).find(({ mountPath }) => mountPath === folder);
  const reference = workload.pod.volumes?.find((volume) => volume.name === mount?.name)?.secret;
  if (reference?.secretName === undefined || reference.items) return undefined;
  const secret = manifests.find('Secret', workload.namespace, reference.secretName);
  return secret && ownValue(filesOf(secret), name);
}

/** The names before the first colon of each line. */
function usersIn(htpasswd: string): string[] {
  return [...htpasswd.matchAll(/^([^#:\s][^:\n]*):/gm)].map(([, user]) => user as string);
}
