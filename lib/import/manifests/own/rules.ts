import { RULES_FOLDER, RULES_VOLUME } from '../../../../charts/loki/rules/files';
import type { Manifest } from '../../../manifests/manifest';
import { Manifests } from '../../../manifests/manifests';
import { at, isRecord, record, records, text } from '../../../manifests/shape';
import { yamlValue } from '../../../manifests/yaml/parse';
import type { Importing } from '../../importing';
import { remoteWriteOf } from './workspace';

/** Reads the target of the samples of the ruler, and the rules of tenants in its files. */
export function readOwnRules({ draft }: Importing, objects: readonly Manifest[], config: unknown): void {
  const url = text(at(config, 'ruler.remote_write.clients.samples.url'));
  if (url !== undefined) draft.set(['loki', 'ruler', 'remoteWrite'], remoteWriteOf(draft, url));
  const grafana = text(at(config, 'ruler.external_url'));
  if (grafana !== undefined) draft.set(['loki', 'ruler', 'grafanaUrl'], grafana);
  for (const [tenant, groups] of rulesOf(objects)) draft.set(['loki', 'rules', tenant], groups);
}

/** Groups of rules by tenant, as the volume of the ruler has them. */
function rulesOf(objects: readonly Manifest[]): Map<string, unknown[]> {
  const ruler = new Manifests(objects).workloads.find(({ name }) => name === 'loki-ruler');
  const volume = records(ruler?.pod.volumes).find((one) => one['name'] === RULES_VOLUME.name);
  const found = new Map<string, unknown[]>();
  // A file is at `tenants/<tenant>/rules.yaml` in the volume.
  const folder = `${RULES_FOLDER.slice(RULES_VOLUME.mountPath.length + 1)}/`;
  for (const source of records(at(volume, 'projected.sources'))) {
    const map = objects.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === at(source, 'configMap.name'),
    );
    for (const { key, path } of records(at(source, 'configMap.items'))) {
      const [file, place] = [text(record(map?.['data'])[String(key)]), text(path)];
      if (file === undefined || place?.startsWith(folder) !== true) continue;
      const tenant = place.slice(folder.length, place.lastIndexOf('/'));
      const groups = records(at(yamlValue(file), 'groups')).map((group) => asWritten(group, tenant));
      found.set(tenant, [...(found.get(tenant) ?? []), ...groups]);
    }
  }
  return found;
}

/** A group without the parts that the library adds to its rules: the label of the tenant, and a link to the query. */
const asWritten = (group: Readonly<Record<string, unknown>>, tenant: string): object => ({
  ...group,
  rules: records(group['rules']).map((rule) => {
    const { labels, annotations, ...rest } = rule;
    return Object.fromEntries(
      Object.keys(rule).flatMap((key): [string, unknown][] => {
        if (key === 'labels') return filled(key, labels, (name, value) => name === 'tenant' && value === tenant);
        if (key === 'annotations')
          return filled(key, annotations, (name, value) => name === 'explore' && /\/explore\?/.test(String(value)));
        return [[key, rest[key]]];
      }),
    );
  }),
});

/** A map without the entries of the library; nothing if no other is left. */
function filled(
  key: string,
  map: unknown,
  isOurs: (name: string, value: unknown) => boolean,
): [string, Record<string, unknown>][] {
  const own = isRecord(map) ? Object.entries(map).filter(([name, value]) => !isOurs(name, value)) : [];
  return own.length > 0 ? [[key, Object.fromEntries(own)]] : [];
}
