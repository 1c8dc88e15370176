import { at, type Block, records } from '../../../manifests/shape';
import {
  type Deployed,
  deployingObject,
  isValues,
  kindOf,
  LOSES,
  nameText,
  plainText,
  unreadIn,
  WINS,
  wordsOf,
} from './deployed';
import { setValueOf, setValues } from './set';

/** Place of the Application in each kind. */
const PLACES: Readonly<Record<string, string>> = {
  'argoproj.io Application': 'spec',
  'argoproj.io ApplicationSet': 'spec.template.spec',
};

/** Charts of an Argo CD `Application`, one for each source. Argo CD reads `source` only if there are no `sources`. */
export function argoReleases(documents: readonly Block[]): Deployed[] {
  return documents.flatMap((document) => {
    const place = PLACES[kindOf(document)];
    if (place === undefined) return [];
    const spec = at(document, place);
    const sources = records(at(spec, 'sources'));
    const all = sources.length > 0 ? sources : [at(spec, 'source')];
    const deployed = all.map((source) => ofSource(document, spec, source));
    // A source without settings of Helm has files, or is not a chart.
    const withValues = deployed.filter(
      ({ values, set = [], unread }) => values.length + set.length + unread.length > 0,
    );
    return withValues.length > 0 ? withValues : deployed.slice(0, 1);
  });
}

function ofSource(document: Block, spec: unknown, source: unknown): Deployed {
  const helm = at(source, 'helm');
  const object = deployingObject(document);
  const name = at(document, 'kind') === 'Application' ? object?.name : nameText(at(document, TEMPLATE_NAME));
  // Argo CD ignores `values` if there is a `valuesObject`.
  const values = at(helm, 'valuesObject') ?? at(helm, 'values');
  const set = setValues(
    records(at(helm, 'parameters')).map(({ name: key, value, forceString }) =>
      setValueOf({ name: key, value, isText: forceString === true }),
    ),
    { path: 'parameters', note: WINS },
  );
  return {
    words: wordsOf(document),
    chart: plainText(at(source, 'chart')) ?? plainText(at(source, 'path')),
    version: plainText(at(source, 'targetRevision')),
    values: isValues(values) ? [values] : [],
    set: set.values,
    unread: [...unreadIn(helm, { valueFiles: LOSES, fileParameters: WINS }), ...set.unread],
    release: {
      by: 'argo-cd',
      name: nameText(at(helm, 'releaseName')) ?? name,
      namespace: nameText(at(helm, 'namespace')) ?? nameText(at(spec, 'destination.namespace')),
      object,
    },
    // Argo CD renders charts itself: Helm knows no release of them.
    fix: 'name the files that its valueFiles name, or a file with what helm template prints with its settings',
  };
}

/** Name that an ApplicationSet gives its Applications. */
const TEMPLATE_NAME = 'spec.template.metadata.name';
