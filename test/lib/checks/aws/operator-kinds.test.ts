import { OPERATOR_KIND_RULES } from '../../../../lib/checks/aws/operator-kinds';
import { describeRules, type Parts } from '../harness';

describeRules(OPERATOR_KIND_RULES, [
  {
    rule: 'CLUSTER-OPERATOR-1',
    breaks: (parts: Parts) => {
      parts.objects.push({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PodMonitor',
        metadata: { name: 'loki', namespace: 'loki' },
        spec: {
          selector: { matchLabels: { 'app.kubernetes.io/name': 'loki' } },
          podMetricsEndpoints: [{ port: 'http-metrics' }],
        },
      });
    },
    finds: [
      "environments.prod.monitoring.from: PodMonitor loki/loki is of a kind that a new cluster does not have; deploy prod/Cluster first, run 'helm install prometheus-operator-crds oci://ghcr.io/prometheus-community/charts/prometheus-operator-crds', and deploy the rest",
    ],
  },
  {
    rule: 'CLUSTER-OPERATOR-2',
    breaks: (parts: Parts) => {
      parts.objects.push({
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'GrafanaDatasource',
        metadata: { name: 'loki', namespace: 'grafana' },
        spec: { instanceSelector: { matchLabels: { dashboards: 'grafana' } } },
      });
    },
    finds: [
      "environments.prod.grafana.as: GrafanaDatasource grafana/loki is of a kind that a new cluster does not have; deploy prod/Cluster first, run 'helm install grafana-operator oci://ghcr.io/grafana/helm-charts/grafana-operator --namespace grafana-operator --create-namespace', and deploy the rest",
    ],
  },
  {
    rule: 'CLUSTER-OPERATOR-3',
    breaks: (parts: Parts) => {
      parts.objects.push({
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: { name: 'own', namespace: 'loki' },
        spec: { target: { name: 'own' } },
      });
    },
    finds: [
      "environments.prod.credentials.from: ExternalSecret loki/own is of a kind that a new cluster does not have; deploy prod/Cluster first, run 'helm install external-secrets external-secrets --repo https://charts.external-secrets.io --namespace external-secrets --create-namespace', and deploy the rest",
    ],
  },
  {
    rule: 'CLUSTER-OPERATOR-2',
    breaks: (parts: Parts) => {
      parts.objects.push({
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'GrafanaDashboard',
        metadata: { name: 'loki-prod.logs', namespace: 'grafana' },
        spec: { instanceSelector: { matchLabels: { dashboards: 'grafana' } }, json: '{}' },
      });
    },
    finds: [
      "environments.prod.grafana.as: GrafanaDashboard grafana/loki-prod.logs is of a kind that a new cluster does not have; deploy prod/Cluster first, run 'helm install grafana-operator oci://ghcr.io/grafana/helm-charts/grafana-operator --namespace grafana-operator --create-namespace', and deploy the rest",
    ],
  },
]);
