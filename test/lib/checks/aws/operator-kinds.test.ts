import { OPERATOR_KIND_RULES } from '../../../../lib/checks/aws/operator-kinds';
import { describeRules, type Parts } from '../harness';

/** An object of a kind that an operator brings. */
const put =
  (apiVersion: string, kind: string, namespace: string, name: string, spec: object) =>
  ({ objects }: Parts) => {
    objects.push({ apiVersion, kind, metadata: { name, namespace }, spec });
  };

const found = (path: string, object: string, install: string) => [
  `environments.prod.${path}: ${object} is of a kind that a new cluster does not have; deploy prod/Cluster first, run 'helm install ${install}', and deploy the rest`,
];

const GRAFANA =
  'grafana-operator oci://ghcr.io/grafana/helm-charts/grafana-operator --namespace grafana-operator --create-namespace';
const EVERYWHERE = { instanceSelector: { matchLabels: { dashboards: 'grafana' } } };

describeRules(OPERATOR_KIND_RULES, [
  {
    rule: 'CLUSTER-OPERATOR-1',
    breaks: put('monitoring.coreos.com/v1', 'PodMonitor', 'loki', 'loki', {
      selector: { matchLabels: { 'app.kubernetes.io/name': 'loki' } },
      podMetricsEndpoints: [{ port: 'http-metrics' }],
    }),
    finds: found(
      'monitoring.from',
      'PodMonitor loki/loki',
      'prometheus-operator-crds oci://ghcr.io/prometheus-community/charts/prometheus-operator-crds',
    ),
  },
  {
    rule: 'CLUSTER-OPERATOR-2',
    breaks: put('grafana.integreatly.org/v1beta1', 'GrafanaDatasource', 'grafana', 'loki', EVERYWHERE),
    finds: found('grafana.as', 'GrafanaDatasource grafana/loki', GRAFANA),
  },
  {
    rule: 'CLUSTER-OPERATOR-2',
    breaks: put('grafana.integreatly.org/v1beta1', 'GrafanaDashboard', 'grafana', 'loki-prod.logs', {
      ...EVERYWHERE,
      json: '{}',
    }),
    finds: found('grafana.as', 'GrafanaDashboard grafana/loki-prod.logs', GRAFANA),
  },
  {
    rule: 'CLUSTER-OPERATOR-3',
    breaks: put('external-secrets.io/v1', 'ExternalSecret', 'loki', 'own', { target: { name: 'own' } }),
    finds: found(
      'credentials.from',
      'ExternalSecret loki/own',
      'external-secrets external-secrets --repo https://charts.external-secrets.io --namespace external-secrets --create-namespace',
    ),
  },
]);
