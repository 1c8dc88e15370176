import { asList, type Block, isRecord, records } from '../../../manifests/shape';
import { type Deployed, LOSES, nameText, plainText, unreadIn, WINS } from './deployed';
import { setValueOf, setValues } from './set';

/** Releases of a helmfile. */
export function helmfileReleases(documents: readonly Block[]): Deployed[] {
  return documents
    .filter((document) => document['apiVersion'] === undefined && document['kind'] === undefined)
    .flatMap((document) => records(document['releases']))
    .filter((release) => plainText(release['chart']) !== undefined)
    .map((release): Deployed => {
      const values = asList(release['values']);
      const files = values.some((item) => !isRecord(item));
      const set = setValues(
        // After files, which are named after this one, they would not win.
        records(release['set']).map(({ name, value }) => setValueOf({ name, value: files ? undefined : value })),
        { path: 'set', note: WINS },
      );
      return {
        words: ['release', plainText(release['name'])].filter(Boolean).join(' '),
        chart: plainText(release['chart']),
        version: plainText(release['version']),
        values: values.filter(isRecord),
        set: set.values,
        unread: [
          ...(files ? [{ path: 'values', note: 'has files, which are not read: name them too, in their order' }] : []),
          ...unreadIn(release, { secrets: LOSES, valuesTemplate: WINS }),
          ...set.unread,
        ],
        release: {
          by: 'helmfile',
          name: nameText(release['name']),
          namespace: nameText(release['namespace']),
        },
        fix: 'name the files that its values name',
      };
    });
}
