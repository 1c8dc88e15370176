import { DATASOURCE_SETTINGS } from '../../../charts/grafana/settings';
import { InputError, problemText } from '../../../charts/input/problems';
import { chartsProblem } from '../../../charts/logging/property-names';
import { makeCharts } from '../../helpers/charts';

describe('a message about a field of an environment names the property of LoggingCharts', () => {
  test.each<[string, string]>([
    ['alloy.pods.namespaces.include', 'alloySources.pods.namespaces.include'],
    ['alloy.processing[0].sources', 'alloyPipeline.processing[0].sources'],
    ['alloy.nodeLabels', 'alloyPipeline.nodeLabels'],
    ['alloy.nodeLabel', 'alloyNodeLabel'],
    ['alloy.collectors.push.sources', 'alloyCollectors.push.sources'],
    ['grafana.deploy', 'grafanaDeploy'],
    ...Object.keys(DATASOURCE_SETTINGS).map((key): [string, string] => [`grafana.${key}`, `grafanaDatasources.${key}`]),
    ['network.metricsNamespaces', 'loki.metricsNamespaces'],
    ['loki.config.ruler', 'loki.config.ruler'],
    ['workloads.alloy', 'workloads.alloy'],
  ])('%s is %s', (field, property) => {
    const { path, found, fix } = chartsProblem({ path: field, found: 'wrong', fix: `see ${field} at grafana.com` });
    expect([path, found, fix]).toEqual([property, 'wrong', `see ${property} at grafana.com`]);
  });

  test('in errors of its constructor', () => {
    const refused = (props: Parameters<typeof makeCharts>[1]): string[] => {
      try {
        makeCharts({}, props);
        return [];
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        return error.problems.map(problemText);
      }
    };
    expect(refused({ alloyPipeline: { processing: [{ sources: ['hubble'], sample: 0.5 }] } })).toEqual([
      expect.stringMatching(/^alloyPipeline\.processing\[0\]\.sources\[0\]: /),
    ]);
    expect(refused({ workloads: { grafana: { labels: { a: 'b' } } } })).toEqual([
      expect.stringMatching(/^workloads\.grafana: .* or set grafanaDeploy to true$/),
    ]);
  });
});
