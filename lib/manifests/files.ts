import type { Manifest } from './manifest';
import { sameNamespace } from './selectors';
import { isText, record, records } from './shape';
import type { Workload } from './workloads';

/** Files of a ConfigMap or a Secret, by name. Those of a Secret are decoded. */
export function filesOf({ kind, data, stringData }: Manifest): Readonly<Record<string, string>> {
  const decode = (text: string) => (kind === 'Secret' ? Buffer.from(text, 'base64').toString('utf8') : text);
  const files: Record<string, string> = {};
  for (const [name, text] of Object.entries(record(data))) if (isText(text)) files[name] = decode(text);
  for (const [name, text] of Object.entries(record(stringData))) if (isText(text)) files[name] = text;
  return files;
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
