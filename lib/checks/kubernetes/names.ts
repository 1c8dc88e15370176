import { isRecord, record, records } from '../../manifests/shape';
import { type ManifestsRule, Severity } from '../rule';
import { title } from '../../manifests/manifest';

const names: ManifestsRule = {
  id: 'K8S-NAME-1',
  severity: Severity.ERROR,
  title: 'no two objects have the same kind, namespace and name',
  why: 'kubectl apply keeps only the last one, and the other is silently lost',
  evidence: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  check: ({ manifests }) => {
    const counts = new Map<string, { path: string; name: string; count: number }>();
    for (const object of records(manifests.objects)) {
      const { name } = record(object.metadata);
      if (!name || !isRecord(object.metadata)) continue;
      // Two groups may have kinds of one name; a kind may be written in two versions of its group.
      const path = title(object);
      const key = `${String(object.apiVersion).split('/').slice(0, -1).join('/')} ${path}`;
      counts.set(key, { path, name, count: (counts.get(key)?.count ?? 0) + 1 });
    }
    return [...counts.values()]
      .filter(({ count }) => count > 1)
      .map(({ path, name, count }) => ({
        path: `${path} metadata.name`,
        found: `'${name}' is the name of ${count} objects of this kind`,
        fix: 'give each a name of its own, or remove all but one',
      }));
  },
};

/** Rules about names of objects. */
export const NAME_RULES: readonly ManifestsRule[] = [names];
