import { type Block, records } from '../../../manifests/shape';
import { type Deployed, isValues, LOSES, nameText, plainText, unreadIn, WINS } from './deployed';

/** Charts that a kustomization renders. */
export function kustomizeReleases(documents: readonly Block[]): Deployed[] {
  return documents.flatMap((document) =>
    chartsOf(document).map((chart): Deployed => {
      const values = chart['valuesInline'];
      const files = chart['valuesMerge'] === 'merge' ? WINS : LOSES;
      return {
        words: ['helmCharts', plainText(chart['name'])].filter(Boolean).join(' '),
        chart: plainText(chart['name']),
        version: plainText(chart['version']),
        values: isValues(values) ? [values] : [],
        unread: unreadIn(chart, { valuesFile: files, additionalValuesFiles: files }),
        release: {
          by: 'kustomize',
          name: nameText(chart['releaseName']),
          // That of the kustomization is written over the one that the chart renders.
          namespace: nameText(document['namespace']) ?? nameText(chart['namespace']),
        },
        fix: 'name the files that its valuesFile and additionalValuesFiles name',
      };
    }),
  );
}

/** Charts of a kustomization, of its former field, or of a generator in a file of its own. */
const chartsOf = (document: Block): Block[] => [
  ...records(document['helmCharts']),
  ...records(document['helmChartInflationGenerator']).map(({ chartName, chartVersion, values, ...chart }) => ({
    ...chart,
    name: chartName,
    version: chartVersion,
    valuesFile: values,
  })),
  ...(document['kind'] === 'HelmChartInflationGenerator' ? [document] : []),
];
