import { title } from '../../manifests/manifest';
import { type EnvironmentRule, Severity } from '../rule';

/** Group of the kinds of the Prometheus Operator. */
const GROUP = 'monitoring.coreos.com/';

const kindsExist: EnvironmentRule = {
  id: 'CLUSTER-OPERATOR-1',
  severity: Severity.WARNING,
  title: 'a new cluster gets no objects of the Prometheus Operator before their kinds',
  why: 'the API server refuses objects whose kind it does not know, and the first deploy of a new cluster ends there',
  evidence: 'https://prometheus-operator.dev/docs/getting-started/installation/',
  check: ({ environment, manifests }) => {
    if (!environment.props.cluster.create) return [];
    const first = manifests.objects.find(({ apiVersion }) => String(apiVersion).startsWith(GROUP));
    if (!first) return [];
    return [
      {
        path: `environments.${environment.name}.monitoring.from`,
        found: `${title(first)} is of a kind that a new cluster does not have`,
        fix:
          `deploy ${environment.name}/Cluster first, install the kinds with 'helm install prometheus-operator-crds ` +
          "oci://ghcr.io/prometheus-community/charts/prometheus-operator-crds', and deploy the rest",
      },
    ];
  },
};

/** Rules about kinds that others install. */
export const OPERATOR_KIND_RULES: readonly EnvironmentRule[] = [kindsExist];
