import type { Manifest } from './manifest';
import { sameNamespace } from './selectors';
import { isText, record, records } from './shape';
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
    .filter((volume) =>
      [volume, ...records(volume.projected?.sources)].some((source) => {
        const { name, secretName } = record(source[field]);
        return (secretName ?? name) === metadata.name;
      }),
    )
    .map(({ name }) => name);
}
