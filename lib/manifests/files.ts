import { addTo } from './groups';
import type { Manifest } from './manifest';
import type { Manifests } from './manifests';
import { sameNamespace } from './selectors';
import { isText, record, records } from './shape';
import type { Volume } from './pods';
import type { Workload } from './workloads';

/** Files of a ConfigMap or a Secret, by name. Those of a Secret are decoded. */
export function filesOf({ kind, data, stringData }: Manifest): Readonly<Record<string, string>> {
  const decode = (text: string) => (kind === 'Secret' ? Buffer.from(text, 'base64').toString('utf8') : text);
  const texts = (map: unknown) =>
    Object.entries(record(map)).filter((entry): entry is [string, string] => isText(entry[1]));
  const decoded = texts(data).map(([name, text]) => [name, decode(text)]);
  return Object.fromEntries([...decoded, ...texts(stringData)]) as Record<string, string>;
}

/** Names of the volumes of a workload that hold a ConfigMap or a Secret, alone or projected with others. */
export function volumesWith({ pod, namespace }: Workload, { kind, metadata }: Pick<Manifest, 'kind' | 'metadata'>) {
  if (!sameNamespace(namespace, metadata.namespace)) return [];
  const field = kind === 'Secret' ? 'secret' : 'configMap';
  return (pod.volumes ?? [])
    .filter((volume) => sourcesOf(volume).some((source) => nameIn(source, field) === metadata.name))
    .map(({ name }) => name);
}

/** Workloads with a volume that holds a ConfigMap or a Secret. */
export function workloadsWith(manifests: Manifests, object: Manifest): Workload[] {
  const candidates = manifests.read(readByVolume).get(object.metadata.name) ?? [];
  return candidates.filter((workload) => volumesWith(workload, object).length > 0);
}

/** Workloads by the names of the ConfigMaps and Secrets in their volumes. */
function readByVolume({ workloads }: Manifests): ReadonlyMap<unknown, readonly Workload[]> {
  const byName = new Map<unknown, Workload[]>();
  for (const workload of workloads) {
    const sources = (workload.pod.volumes ?? []).flatMap(sourcesOf);
    const names = sources.flatMap((source) => [nameIn(source, 'configMap'), nameIn(source, 'secret')]);
    for (const name of new Set(names)) addTo<unknown, Workload>(byName, name, workload);
  }
  return byName;
}

/** Sources of a volume: itself, and those that it projects. */
const sourcesOf = (volume: Volume): Pick<Volume, 'configMap' | 'secret'>[] => [
  volume,
  ...records(volume.projected?.sources),
];

function nameIn(source: Pick<Volume, 'configMap' | 'secret'>, field: 'configMap' | 'secret'): unknown {
  const { name, secretName } = record(source[field]);
  return secretName ?? name;
}
