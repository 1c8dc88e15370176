import { nearest } from '../../../charts/input/nearest';
import { filesOf } from '../../manifests/files';
import { title } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { isWithin, mountOf } from '../../manifests/mounts';
import { records } from '../../manifests/shape';
import { type NamedFile, namedFiles, PASSWORD_FILES } from '../read/alloy/files';
import { alloyGraphs } from '../read/alloy/graph';
import { type AlloyPods, alloyPods } from '../read/alloy/pods';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { useOneOf } from '../words';

/** Folders of the image, of the kernel, and those that the kubelet or EKS mounts. */
const GIVEN = ['/etc/ssl', '/etc/pki', '/usr', '/proc', '/sys', '/dev', '/var/run/secrets', '/run/secrets', '/tmp'];

/** Files of the same kinds. */
const GIVEN_FILES = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/etc/os-release', '/etc/passwd', '/etc/group'];

const mounted: ManifestsRule = {
  id: 'ALLOY-FILE-1',
  severity: Severity.ERROR,
  title: 'every file that a configuration names is in a volume of its pods',
  why: 'without a certificate, a token or a database Alloy does not start, or fails with every request',
  evidence: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  check: ({ manifests }) =>
    oncePerPath(
      filesOfPods(manifests).flatMap(({ path, file, pods }): Finding[] => {
        if (mountOf(file, pods.container)) return [];
        const folder = file.slice(0, file.lastIndexOf('/')) || '/';
        const found = `${file} is in no volume that ${pods.workload.title} mounts`;
        return [{ path, found, fix: `mount a Secret or a ConfigMap with it at ${folder}` }];
      }),
    ),
};

const contained: ManifestsRule = {
  id: 'ALLOY-FILE-2',
  severity: Severity.ERROR,
  title: 'the volume of a file that a configuration names contains the file',
  why: 'without a certificate, a token or a database Alloy does not start, or fails with every request',
  evidence: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  check: ({ manifests }) =>
    oncePerPath(
      filesOfPods(manifests).flatMap(({ path, file, pods }): Finding[] => {
        const held = heldFiles(manifests, pods, file);
        if (!held || held.names.includes(held.wanted)) return [];
        const best = nearest(held.wanted, held.names.map(String));
        const fix = best ? `use ${file.slice(0, -held.wanted.length)}${best}` : useOneOf(held.names, 'add it');
        return [{ path, found: `${held.from} has no ${held.wanted}`, fix }];
      }),
    ),
};

function filesOfPods(manifests: Manifests): (NamedFile & { readonly pods: AlloyPods })[] {
  return alloyGraphs(manifests).flatMap(({ reading }) =>
    alloyPods(reading).flatMap((pods) =>
      namedFiles(reading)
        // PATH-PASSWORD-1 and 2 are about these.
        .filter(({ component, attribute }) => component !== 'loki.write' || !PASSWORD_FILES.includes(attribute))
        .filter(({ file }) => !GIVEN_FILES.includes(file) && !GIVEN.some((folder) => isWithin(file, folder)))
        .map((file) => ({ ...file, pods })),
    ),
  );
}

/** Names of the files in the volume of a file, if that is a ConfigMap or a Secret of these manifests, mounted as a folder. */
function heldFiles(manifests: Manifests, { container, workload }: AlloyPods, file: string) {
  const mount = mountOf(file, container);
  const volume = records(workload.pod.volumes).find(({ name }) => name === mount?.name);
  if (!mount || !volume || mount.subPath !== undefined) return undefined;
  const wanted = file.slice(mount.mountPath.length + 1);
  const { configMap, secret } = volume;
  const name = configMap?.name ?? secret?.secretName;
  const kind = configMap ? 'ConfigMap' : 'Secret';
  const source = name === undefined ? undefined : manifests.find(kind, workload.namespace, name);
  const items = configMap?.items ?? secret?.items;
  if (!source || wanted.includes('/') || source['binaryData'] !== undefined) return undefined;
  const names = Array.isArray(items)
    ? records(items).flatMap(({ key, path }) => path ?? key ?? [])
    : Object.keys(filesOf(source));
  return { from: title(source), wanted, names };
}

/** Rules about files that a configuration names. */
export const FILE_RULES: readonly ManifestsRule[] = [mounted, contained];
