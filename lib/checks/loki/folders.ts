import { nearest } from '../../../charts/input/nearest';
import { filesOf, volumesWith } from '../../manifests/files';
import { flag } from '../../manifests/flags';
import { title } from '../../manifests/manifest';
import type { Manifests } from '../../manifests/manifests';
import { mountOf } from '../../manifests/mounts';
import { asList, at, isText, records } from '../../manifests/shape';
import { containerPath } from '../../manifests/workloads';
import type { Loki, LokiPods } from '../read/loki/loki';
import { COMPACTOR_DIRECTORY, type DirectoryKeys, directoryOf, placeOf } from '../read/loki/volumes';
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
  why: 'Loki does not start without its configuration and the file of runtime_config',
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

/** A folder that components write to. */
interface Folder {
  /** Keys that name it. */
  readonly keys: DirectoryKeys;

  /** Targets of these components. */
  readonly of: readonly string[];
}

const SHIPPER = 'storage_config.tsdb_shipper';

const FOLDERS: readonly Folder[] = [
  {
    keys: { flag: 'ruler.rule-path', key: 'ruler.rule_path', byDefault: '/rules', below: 'rules-temp' },
    of: ['ruler', 'backend', 'all'],
  },
  { keys: COMPACTOR_DIRECTORY, of: ['compactor', 'backend', 'all'] },
  {
    keys: {
      flag: 'tsdb.shipper.active-index-directory',
      key: `${SHIPPER}.active_index_directory`,
      byDefault: '',
      below: 'tsdb-shipper-active',
    },
    of: ['ingester', 'write', 'all'],
  },
];

/** Folder of indexes that are read. */
const INDEX_CACHE: DirectoryKeys = {
  flag: 'tsdb.shipper.cache-location',
  key: `${SHIPPER}.cache_location`,
  byDefault: '',
  below: 'tsdb-shipper-cache',
};

/** Components that read indexes, whoever else does. */
const INDEX_READERS = ['ingester', 'write', 'all', 'index-gateway', 'backend'];

/** Keys of folders that `common.path_prefix` does not change. */
const OTHERS: readonly { readonly key: string; readonly of: readonly string[] }[] = [
  { key: 'ruler.wal.dir', of: ['ruler', 'backend', 'all'] },
  { key: 'storage_config.filesystem.directory', of: ['all'] },
];

/** True if queriers and rulers ask index gateways, and read no index themselves. */
function hasIndexGateway({ config }: Loki, { container }: LokiPods): boolean {
  const address = at(config, `${SHIPPER}.index_gateway_client.server_address`);
  const isNamed = flag(container, 'tsdb.shipper.index-gateway-client.server-address') !== undefined;
  return isNamed || (isText(address) && address !== '') || at(config, 'index_gateway.mode') === 'ring';
}

interface Written {
  /** Key that names the folder. @default - none in the configuration */
  readonly key?: string;

  readonly folder: string;
}

/** Folders that pods write to, with the keys that name them. */
function foldersOf(loki: Loki, pods: LokiPods): Written[] {
  const { config: block } = loki;
  const is = (of: readonly string[]) => of.some((target) => pods.targets.includes(target));
  const readsIndex = hasIndexGateway(loki, pods) ? INDEX_READERS : [...INDEX_READERS, 'querier', 'read', 'ruler'];
  const named = [...FOLDERS, { keys: INDEX_CACHE, of: readsIndex }]
    .filter(({ of }) => is(of))
    .flatMap(({ keys }): Written[] => {
      const folder = directoryOf(loki, pods, keys);
      if (flag(pods.container, keys.flag) !== undefined) return [{ folder }];
      if (at(block, keys.key) === folder) return [{ key: keys.key, folder }];
      // Only some targets have a ruler, and other indexes have other folders.
      const isUsed = keys.key === 'ruler.rule_path' ? is(['ruler']) : !keys.key.startsWith(SHIPPER) || hasTsdb(block);
      return isUsed && folder !== keys.byDefault ? [{ key: 'common.path_prefix', folder }] : [];
    });
  const others = OTHERS.filter(({ of }) => is(of)).flatMap(({ key }): Written[] => {
    const folder = at(block, key);
    return isText(folder) ? [{ key, folder }] : [];
  });
  // The compactor copies the marks of retention there before it reads them.
  const isElsewhere = records(pods.container.env).some(({ name }) => name === 'TMPDIR');
  const deletes = at(block, 'compactor.retention_enabled') === true && !isElsewhere;
  const marks = deletes && is(['compactor', 'backend', 'all']) ? [{ folder: '/tmp' }] : [];
  return [...named, ...others, ...marks].filter(({ folder }) => folder.startsWith('/'));
}

/** True if the last schema period uses the index with these folders. */
const hasTsdb = (config: Loki['config']): boolean =>
  at(asList(at(config, 'schema_config.configs')).at(-1), 'store') === 'tsdb';

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
