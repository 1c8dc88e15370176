import { Block } from '../../../charts/alloy/language/syntax';
import type { AlloySource } from '../../../charts/alloy/sources/source';
import { WorkloadIdentity } from '../../../charts/endpoint/identity';
import type { LoggingChartsProps } from '../../../charts/logging/charts';
import type { LokiChartProps } from '../../../charts/loki/chart';
import { makeCharts, objectsOf } from '../../helpers/charts';

const identityIn = (namespace: string) =>
  new WorkloadIdentity({ namespace, serviceAccountName: 'loki', roleArn: 'arn:aws:iam::111122223333:role/loki' });

/** Labels of the namespaces of charts, by name. */
function labelsOf(loki: Partial<LokiChartProps> = {}, props: Partial<Omit<LoggingChartsProps, 'loki'>> = {}) {
  const namespaces = objectsOf(makeCharts(loki, props)).filter(({ kind }) => kind === 'Namespace');
  return Object.fromEntries(namespaces.map(({ metadata }) => [metadata.name, metadata.labels]));
}

/** Source that others push to. */
const PUSH: AlloySource = {
  name: 'push',
  mounts: [],
  env: [],
  rules: [],
  runsOn: ['replicated'],
  ports: [{ name: 'push', port: 3500 }],
  blocks: () => [new Block('loki.source.api', 'push')],
};

const level = (of: string) => ({
  'app.kubernetes.io/managed-by': 'cdk-eks-loki',
  'pod-security.kubernetes.io/enforce': of,
  'pod-security.kubernetes.io/warn': of,
});
const unchanged = (name: string) => ({ 'kubernetes.io/metadata.name': name });

describe('Pod Security levels', () => {
  test('are enforced where only pods of ours are', () => {
    expect(labelsOf()).toEqual({
      loki: level('restricted'),
      alloy: level('privileged'),
      grafana: unchanged('grafana'),
    });
  });

  test.each<[string, Partial<LokiChartProps>, Partial<Omit<LoggingChartsProps, 'loki'>>]>([
    ['Grafana', { identity: identityIn('monitoring') }, { grafanaNamespace: 'monitoring' }],
    ['Grafana and Alloy', {}, { alloyNamespace: 'monitoring', grafanaNamespace: 'monitoring' }],
    ['scrapers', { identity: identityIn('monitoring'), metricsNamespaces: ['monitoring'] }, {}],
    ['clients', { identity: identityIn('monitoring'), clientNamespaces: ['monitoring'] }, {}],
    [
      "clients of a collector, beside the library's",
      {},
      {
        alloyNamespace: 'monitoring',
        alloyCollectors: [{ name: 'push', kind: 'replicated', sources: [PUSH], clientNamespaces: ['monitoring'] }],
      },
    ],
  ])('are not set in a namespace with pods of others: %s', (_whose, loki, props) => {
    expect(labelsOf(loki, props)).toMatchObject({ monitoring: unchanged('monitoring') });
  });
});
