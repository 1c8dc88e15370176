import { title } from '../../manifests/manifest';
import { type EnvironmentRule, Severity } from '../rule';

/** Operators whose kinds our objects may be of: their group, the field that asks for such objects, and how kinds are installed. */
const OPERATORS: readonly { readonly group: string; readonly field: string; readonly install: string }[] = [
  {
    group: 'monitoring.coreos.com/',
    field: 'monitoring.from',
    install: 'helm install prometheus-operator-crds oci://ghcr.io/prometheus-community/charts/prometheus-operator-crds',
  },
  {
    group: 'grafana.integreatly.org/',
    field: 'grafana.as',
    install:
      'helm install grafana-operator oci://ghcr.io/grafana/helm-charts/grafana-operator --namespace grafana-operator --create-namespace',
  },
];

const kindsExist: EnvironmentRule = {
  id: 'CLUSTER-OPERATOR-1',
  severity: Severity.WARNING,
  title: 'a new cluster gets no objects of the Prometheus Operator or the Grafana operator before their kinds',
  why: 'the API server refuses objects whose kind it does not know, and the first deploy of a new cluster ends there',
  evidence: 'https://prometheus-operator.dev/docs/getting-started/installation/',
  check: ({ environment, manifests }) => {
    if (!environment.props.cluster.create) return [];
    return OPERATORS.flatMap(({ group, field, install }) => {
      const first = manifests.objects.find(({ apiVersion }) => String(apiVersion).startsWith(group));
      if (!first) return [];
      return [
        {
          path: `environments.${environment.name}.${field}`,
          found: `${title(first)} is of a kind that a new cluster does not have`,
          fix: `deploy ${environment.name}/Cluster first, install the kinds with '${install}', and deploy the rest`,
        },
      ];
    });
  },
};

/** Rules about kinds that others install. */
export const OPERATOR_KIND_RULES: readonly EnvironmentRule[] = [kindsExist];
