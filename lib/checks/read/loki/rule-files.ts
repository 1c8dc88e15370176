import { groupsInText } from '../../../environment/rules-as-code/files';
import { at, isText } from '../../../manifests/shape';
import { filesOf, volumesWith } from '../../../manifests/files';
import type { Manifests } from '../../../manifests/manifests';
import { title } from '../../../manifests/manifest';
import { isWithin, mountsOf } from '../../../manifests/mounts';
import { containersOf } from '../../../manifests/workloads';
import type { Loki } from './loki';

/** A file of rules that a ruler reads. */
interface RuleFile {
  /** Its groups, and what is wrong around them. */
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
}

/** Folders that were read: several rules ask for each. */
const known = new WeakMap<Loki, { readonly folder: RuleFolder | undefined }>();

/** Rules in files of the rulers of a Loki; undefined if it reads none. */
export function ruleFolder(manifests: Manifests, loki: Loki): RuleFolder | undefined {
  const read = known.get(loki) ?? { folder: readFolder(manifests, loki) };
  known.set(loki, read);
  return read.folder;
}

function readFolder(manifests: Manifests, { config, pods }: Loki): RuleFolder | undefined {
  const isThanos = at(config, 'storage_config.use_thanos_objstore') === true;
  const [kind, folder] = isThanos
    ? [at(config, 'ruler_storage.backend'), at(config, 'ruler_storage.local.directory')]
    : [at(config, 'ruler.storage.type'), at(config, 'ruler.storage.local.directory')];
  if (kind !== 'local' || !isText(folder)) return undefined;
  const rulers = pods.filter(({ targets }) => targets.some((target) => ['ruler', 'backend', 'all'].includes(target)));
  const found = rulers.flatMap(({ workload }) => {
    // A volume holds the folder, or one of a tenant in it.
    const mounts = mountsOf(...containersOf(workload)).filter(
      ({ mountPath }) => isWithin(folder, mountPath) || isWithin(mountPath, folder),
    );
    return mounts.flatMap(({ name, mountPath, subPath }) =>
      manifests
        .ofKind('ConfigMap')
        .filter((map) => volumesWith(workload, map).includes(name))
        .map((map) => ({ map, isRoot: mountPath === folder.replace(/\/+$/, '') && !subPath })),
    );
  });
  const files = [...new Set(found.map(({ map }) => map))].flatMap((map) =>
    Object.entries(filesOf(map)).map(([key, text]) => ({ read: groupsInText(`${title(map)} ${key}`, text) })),
  );
  return { folder, isRoot: found.some(({ isRoot }) => isRoot), files };
}
