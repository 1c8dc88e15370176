import { createHash } from 'node:crypto';
import { at, type Block } from '../../../manifests/shape';
import {
  type Deployed,
  deployingObject,
  isValues,
  kindOf,
  LOSES,
  nameText,
  plainText,
  unreadIn,
  wordsOf,
} from './deployed';
import { valuesBeside } from './flux-values';

/** Longest name of a release of Helm. */
const MAX_NAME = 53;

/** Characters of the hash in a name that Flux shortens. */
const HASH = 12;

/** The release of a `HelmRelease` of Flux. */
export function fluxReleases(documents: readonly Block[]): Deployed[] {
  return documents
    .filter((document) => kindOf(document) === 'helm.toolkit.fluxcd.io HelmRelease')
    .map((document): Deployed => {
      const spec = at(document, 'spec');
      const object = deployingObject(document);
      const target = nameText(at(spec, 'targetNamespace'));
      const name = [target, object?.name].filter(Boolean).join('-');
      const values = at(spec, 'values');
      const beside = valuesBeside(spec, object?.namespace, documents);
      return {
        words: wordsOf(document),
        chart: plainText(at(spec, 'chart.spec.chart')),
        version: plainText(at(spec, 'chart.spec.version')),
        values: [...beside.values, ...(isValues(values) ? [values] : [])],
        unread: [
          ...beside.unread,
          ...unreadIn(spec, {
            'chart.spec.valuesFiles': LOSES,
            postRenderers: 'is not read: it changes what the chart renders, so import what runs, with --release',
          }),
        ],
        release: {
          by: 'flux',
          name: nameText(at(spec, 'releaseName')) ?? (object && shortened(name)),
          namespace: target ?? object?.namespace,
          storage: nameText(at(spec, 'storageNamespace')) ?? object?.namespace,
          object,
        },
        fix: 'write the values that its valuesFrom names into a file and name it, or import its release with --release',
      };
    });
}

/** A name as Flux shortens it: with the beginning of its hash. */
function shortened(name: string): string {
  if (name.length <= MAX_NAME) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH);
  return `${name.slice(0, MAX_NAME - HASH - 1)}-${hash}`;
}
