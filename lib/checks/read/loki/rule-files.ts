import { groupsInText } from '../../../environment/rules-as-code/files';
import { at, isText } from '../../../manifests/shape';
import { filesOf, volumesWith } from '../../../manifests/files';
import type { Manifests } from '../../../manifests/manifests';
import { type Manifest, title } from '../../../manifests/manifest';
import { isWithin, mountsOf } from '../../../manifests/mounts';
import { containerPath, containersOf, type Workload } from '../../../manifests/workloads';
import type { Loki } from './loki';
import { hasThanosClient } from './store-client';

/** A file of rules that a ruler reads. */
interface RuleFile {
  /** Its groups, and problems outside of them. */
  readonly read: ReturnType<typeof groupsInText>;
}

/** Rules in files of a ruler. */
export interface RuleFolder {
  /** Folder that has a folder for each tenant. */
  readonly folder: string;

  /** True if the folder is the root of a volume of ConfigMaps, where Kubernetes has folders of its own. */
  readonly isRoot: boolean;

  /** The files that manifests contain. */
  readonly files: readonly RuleFile[];

  /** Tenants whose folders are mounted, with the path of the mount. */
  readonly tenants: readonly { readonly tenant: string; readonly path: string }[];

  /** Mounts of rules elsewhere, with the path of each mount. */
  readonly others: readonly { readonly path: string; readonly mountPath: string }[];
}

/** Folders that were read: several rules ask for each. */
const known = new WeakMap<Loki, { readonly folder: RuleFolder | undefined }>();

/** Rules in files of the rulers of a Loki; undefined if it reads none. */
export function ruleFolder(manifests: Manifests, loki: Loki): RuleFolder | undefined {
  const read = known.get(loki) ?? { folder: readFolder(manifests, loki) };
  known.set(loki, read);
  return read.folder;
}

function readFolder(manifests: Manifests, loki: Loki): RuleFolder | undefined {
  const { config, pods } = loki;
  const [kind, directory] = hasThanosClient(loki)
    ? [at(config, 'ruler_storage.backend'), at(config, 'ruler_storage.local.directory')]
    : [at(config, 'ruler.storage.type'), at(config, 'ruler.storage.local.directory')];
  if (kind !== 'local' || !isText(directory)) return undefined;
  const folder = directory.replace(/\/+$/, '');
  const rulers = pods.filter(({ targets }) => targets.some((target) => ['ruler', 'backend', 'all'].includes(target)));
  const mounts = rulers.flatMap(({ workload }) => mountsOfRules(manifests, workload));
  // A volume holds the folder, or one of a tenant in it.
  const found = mounts
    .filter(({ mountPath }) => isWithin(folder, mountPath) || isWithin(mountPath, folder))
    .map((mount) => ({ ...mount, isRoot: mount.mountPath === folder && !mount.subPath }));
  const files = [...new Set(found.map(({ map }) => map))].flatMap((map) =>
    Object.entries(filesOf(map)).map(([key, text]) => ({ read: groupsInText(`${title(map)} ${key}`, text) })),
  );
  const tenants = found.flatMap(({ mountPath, path, subPath }) => {
    const [tenant = '', ...below] = mountPath.slice(folder.length + 1).split('/');
    const isFile = subPath !== undefined && below.length === 0;
    return isWithin(mountPath, folder) && tenant !== '' && !isFile ? [{ tenant, path }] : [];
  });
  const others = mounts.filter((mount) => !found.some(({ path }) => path === mount.path) && isRules(mount.map));
  return { folder, isRoot: found.some(({ isRoot }) => isRoot), files, tenants, others };
}

/** Mounts of ConfigMaps in pods, each with its path. */
function mountsOfRules(manifests: Manifests, workload: Workload) {
  return containersOf(workload).flatMap((container) =>
    mountsOf(container).flatMap(({ name, mountPath, subPath }) =>
      manifests
        .ofKind('ConfigMap')
        .filter((map) => volumesWith(workload, map).includes(name))
        .map((map) => ({
          map,
          mountPath,
          subPath,
          path: `${containerPath(workload, container)}.volumeMounts[${mountPath}]`,
        })),
    ),
  );
}

/** Selector of streams. That of a metric has a name before it. */
const STREAMS = /(?<![\w:{])\{\s*\w+\s*(=|!=|!~)/;

/** True if all files of a ConfigMap have rules for lines. */
function isRules(map: Manifest): boolean {
  const texts = Object.values(filesOf(map));
  return texts.length > 0 && texts.every((text) => /^groups:/m.test(text) && STREAMS.test(text));
}
