import { nearest } from '../../../charts/input/nearest';
import { filesOf, volumesWith } from '../../manifests/files';
import { flag } from '../../manifests/flags';
import { title } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { mountOf } from '../../manifests/mounts';
import { at, isText, records } from '../../manifests/shape';
import { containerPath } from '../../manifests/workloads';
import type { Loki, LokiPods } from '../read/loki/loki';
import { placeOf } from '../read/loki/volumes';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { everyLoki } from './every-loki';

const writable: ManifestsRule = {
  id: 'LOKI-FOLDER-1',
  severity: Severity.ERROR,
  title: 'Loki can write to its folders',
  why: 'Loki does not start, or the component fails: "mkdir …: read-only file system"',
  evidence: 'https://github.com/grafana/loki/issues/5092',
  check: everyLoki((loki) =>
    oncePerPath(
      loki.pods.flatMap((pods) => {
        if (at(pods.container, 'securityContext.readOnlyRootFilesystem') !== true) return [];
        return foldersOf(loki, pods)
          .filter(({ folder }) => placeOf(pods, folder).kind === 'container')
          .map(({ key, folder }) => {
            const { workload, container } = pods;
            const found = `${folder} is on no volume of ${workload.title}, whose root file system is read-only`;
            const path = key ? `${loki.path} ${key}` : `${containerPath(workload, container)}.volumeMounts`;
            const fix = key ? 'use a folder on a volume, or mount one there' : 'mount an emptyDir there';
            return { path, found, fix };
          });
      }),
    ),
  ),
};

const config: ManifestsRule = {
  id: 'LOKI-FOLDER-2',
  severity: Severity.ERROR,
  title: 'the files that Loki is started with are in its volumes',
  why: 'Loki does not start without its configuration, nor without the file of runtime_config',
  evidence: 'https://grafana.com/docs/loki/latest/configure/',
  check: everyLoki((loki, { manifests }) =>
    oncePerPath(
      loki.pods.flatMap((pods): Finding[] => {
        const { container, workload } = pods;
        const started = flag(container, 'config.file');
        const runtime = at(loki.config, 'runtime_config.file');
        return [
          ...missing(manifests, pods, started, `${containerPath(workload, container)}.args[-config.file]`),
          ...missing(manifests, pods, runtime, `${loki.path} runtime_config.file`),
        ];
      }),
    ),
  ),
};

/** Folders that a component writes to: key, components, and whether it must be there for `common.path_prefix` alone. */
const FOLDERS: readonly { readonly key: string; readonly of: readonly string[]; readonly below?: string }[] = [
  { key: 'ruler.rule_path', of: ['ruler', 'backend', 'all'] },
  { key: 'ruler.wal.dir', of: ['ruler', 'backend', 'all'] },
  { key: 'compactor.working_directory', of: ['compactor', 'backend', 'all'], below: 'compactor' },
  { key: 'storage_config.tsdb_shipper.active_index_directory', of: ['ingester', 'write', 'all'] },
  {
    key: 'storage_config.tsdb_shipper.cache_location',
    of: ['ingester', 'write', 'all', 'querier', 'read', 'index-gateway', 'backend', 'ruler'],
  },
  { key: 'storage_config.filesystem.directory', of: ['all'] },
];

/** Folders that pods write to, with the keys that name them. */
function foldersOf({ config: block }: Loki, { targets, container }: LokiPods): { key?: string; folder: string }[] {
  const prefix = at(block, 'common.path_prefix');
  const written = FOLDERS.filter(({ of }) => of.some((target) => targets.includes(target))).flatMap(
    ({ key, below }) => {
      const value = at(block, key);
      if (isText(value)) return [{ key, folder: value }];
      const isBelow = below !== undefined && isText(prefix) && prefix !== '' && value === undefined;
      return isBelow ? [{ key: 'common.path_prefix', folder: `${prefix.replace(/\/$/, '')}/${below}` }] : [];
    },
  );
  // The marks of retention are copied there before they are read.
  const isElsewhere = records(container.env).some(({ name }) => name === 'TMPDIR');
  const deletes = at(block, 'compactor.retention_enabled') === true && !isElsewhere;
  const isCompactor = ['compactor', 'backend', 'all'].some((target) => targets.includes(target));
  return [...written, ...(deletes && isCompactor ? [{ folder: '/tmp' }] : [])].filter(({ folder }) =>
    folder.startsWith('/'),
  );
}

/** A finding if a file is on no volume, or not in the ConfigMap or Secret of these manifests that is mounted there. */
function missing(manifests: Manifests, { workload, container }: LokiPods, file: unknown, path: string): Finding[] {
  if (!isText(file) || !file.startsWith('/') || /\$|,/.test(file)) return [];
  const mount = mountOf(file, container);
  if (!mount) {
    const found = `${file} is on no volume of ${workload.title}`;
    return [{ path, found, fix: 'mount the ConfigMap with it, or name the file where it is mounted' }];
  }
  if (mount.subPath) return [];
  const wanted = file.slice(mount.mountPath.length + 1);
  const volume = records(workload.pod.volumes).find(({ name }) => name === mount.name);
  const object = manifests
    .ofKind('ConfigMap', 'Secret')
    .find((one) => (volume?.configMap ?? volume?.secret) && volumesWith(workload, one).includes(mount.name));
  if (!object || !volume || volume.projected || object['binaryData'] !== undefined) return [];
  const items = volume.configMap?.items ?? volume.secret?.items;
  const names = Array.isArray(items)
    ? records(items).flatMap((item) => item.path ?? item.key ?? [])
    : Object.keys(filesOf(object));
  if (names.includes(wanted)) return [];
  const best = nearest(wanted, names) ?? (names.length === 1 ? names[0] : undefined);
  const fix = best === undefined ? 'add it' : `use ${mount.mountPath}/${best}`;
  return [{ path, found: `${title(object)} at ${mount.mountPath} has no ${wanted}`, fix }];
}

/** Rules about folders and files of Loki. */
export const FOLDER_RULES: readonly ManifestsRule[] = [writable, config];
