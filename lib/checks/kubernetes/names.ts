import { isRecord, record, records } from '../../manifests/shape';
import { type ManifestsRule, Severity } from '../rule';
import { type Manifest, title } from '../../manifests/manifest';
import { foldersOf } from '../../manifests/origins';

const names: ManifestsRule = {
  id: 'K8S-NAME-1',
  severity: Severity.ERROR,
  title: 'no two objects have the same kind, namespace and name',
  why: 'kubectl apply keeps only the last one, and the other is silently lost',
  evidence: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  check: ({ manifests }) => {
    const groups = new Map<string, Manifest[]>();
    for (const object of records(manifests.objects)) {
      if (!isRecord(object.metadata) || !record(object.metadata).name) continue;
      // Two groups may have kinds of one name; a kind may be written in two versions of its group.
      const key = `${String(object.apiVersion).split('/').slice(0, -1).join('/')} ${title(object)}`;
      const group = groups.get(key);
      if (group) group.push(object);
      else groups.set(key, [object]);
    }
    return [...groups.values()]
      .filter(({ length }) => length > 1)
      .map((group) => ({
        path: `${title(group[0] as Manifest)} metadata.name`,
        found: `'${(group[0] as Manifest).metadata.name}' is the name of ${group.length} objects of this kind`,
        fix: adviceFor(group),
      }));
  },
};

/** Folders that are named after the first one. */
const MOST_FOLDERS = 4;

/** Objects of several folders are often those of several clusters. */
function adviceFor(group: readonly Manifest[]): string {
  const [first, ...others] = foldersOf(group);
  const fix = 'give each a name of its own, or remove all but one';
  if (first === undefined || others.length === 0) return fix;
  const more = others.length > MOST_FOLDERS ? [`${others.length - MOST_FOLDERS} more`] : [];
  const then = [...others.slice(0, MOST_FOLDERS), ...more].join(', then ');
  return `name one folder if they are of several clusters: --manifests ${first}, then ${then}; otherwise ${fix}`;
}

/** Rules about names of objects. */
export const NAME_RULES: readonly ManifestsRule[] = [names];
