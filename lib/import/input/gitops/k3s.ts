import { at, type Block, record } from '../../../manifests/shape';
import {
  type Deployed,
  deployingObject,
  isValues,
  kindOf,
  nameText,
  plainText,
  unreadIn,
  WINS,
  wordsOf,
} from './deployed';
import { setValueOf, setValues } from './set';

/** Charts of the Helm controller of k3s and RKE2: a `HelmChart`, and a `HelmChartConfig` of its name, whose values win. */
export function k3sReleases(documents: readonly Block[]): Deployed[] {
  const charts = documents.filter((document) => kindOf(document) === 'helm.cattle.io HelmChart');
  const configs = documents.filter((document) => kindOf(document) === 'helm.cattle.io HelmChartConfig');
  const others = configs.filter((config) => !charts.some((chart) => isSame(chart, config)));
  return [
    ...charts.flatMap((chart) => {
      const own = deployedBy(chart, chart);
      const more = configs.filter((config) => isSame(chart, config)).map((config) => deployedBy(config, chart));
      return own.values.length > 0 || more.length === 0 ? [own, ...more] : more;
    }),
    ...others.map((config) => deployedBy(config, config)),
  ];
}

const isSame = (chart: Block, config: Block): boolean =>
  ['metadata.name', 'metadata.namespace'].every((path) => at(chart, path) === at(config, path));

/** Values of a document, for a `HelmChart`, or for a `HelmChartConfig` without one. */
function deployedBy(document: Block, chart: Block): Deployed {
  const spec = at(chart, 'spec');
  const object = deployingObject(chart);
  const isChart = chart['kind'] === 'HelmChart';
  const values = at(document, 'spec.valuesContent');
  const set = setValues(
    Object.entries(record(document === chart ? at(spec, 'set') : undefined)).map(([name, value]) =>
      setValueOf({ name, value }),
    ),
    { path: 'set', note: WINS },
  );
  return {
    words: wordsOf(document),
    chart: plainText(at(spec, 'chart')),
    version: plainText(at(spec, 'version')),
    values: isValues(values) ? [values] : [],
    set: set.values,
    unread: document === chart ? [...unreadIn(spec, { valuesSecrets: WINS }), ...set.unread] : [],
    release: {
      by: 'k3s',
      name: object?.name,
      // Only the HelmChart names the namespace of its objects.
      ...(isChart ? { namespace: nameText(at(spec, 'targetNamespace')) ?? object?.namespace } : {}),
      object,
    },
    fix: 'write its values into a file and name it, or import its release with --release',
  };
}
