import { at, type Block, record, records, text } from '../../../manifests/shape';
import { yamlValue } from '../../../manifests/yaml/parse';
import { LOSES, type Unread } from './deployed';
import { nested } from './set';

/** Values that a `HelmRelease` names in other objects. */
interface ValuesBeside {
  /** Values as maps or texts, in the order of the references: later ones win. */
  readonly values: readonly unknown[];

  /** References to objects that the file does not have. Secrets are not read. */
  readonly unread: readonly Unread[];
}

/** Key of values that a reference without `valuesKey` has. */
const VALUES_KEY = 'values.yaml';

/** Values that `valuesFrom` takes from ConfigMaps in the same file, in the namespace of the release. */
export function valuesBeside(spec: unknown, namespace: string | undefined, documents: readonly Block[]): ValuesBeside {
  const configMaps = documents.filter((one) => text(one['kind']) === 'ConfigMap' && text(one['apiVersion']) === 'v1');
  const found = records(at(spec, 'valuesFrom')).map((from): unknown => {
    const configMap = configMaps.find(
      ({ metadata }) =>
        text(from['kind']) === 'ConfigMap' &&
        text(record(metadata)['name']) === text(from['name']) &&
        [undefined, namespace].includes(text(record(metadata)['namespace'])),
    );
    const written = text(record(configMap?.['data'])[text(from['valuesKey']) ?? VALUES_KEY]);
    const path = text(from['targetPath']);
    if (written === undefined || path === undefined) return written;
    // Items of lists have no path here.
    return path.includes('[') ? undefined : nested(path, yamlValue(written));
  });
  const isNone = found.every((value) => value === undefined);
  const unread = records(at(spec, 'valuesFrom')).flatMap((from, index): Unread[] => {
    const target = text(from['targetPath']);
    if (found[index] !== undefined) return [];
    if (target !== undefined) {
      const source = [from['kind'], from['name']].map((one) => text(one) ?? '').join(' ');
      return [{ path: `valuesFrom[${index}]`, note: `${target} is in ${source}, which ${LOSES}` }];
    }
    return [{ path: isNone ? 'valuesFrom' : `valuesFrom[${index}]`, note: LOSES }];
  });
  return {
    values: found.filter((value) => value !== undefined),
    // Without any of them, one line says it of all.
    unread: unread.filter(({ path }, index) => unread.findIndex((one) => one.path === path) === index),
  };
}
