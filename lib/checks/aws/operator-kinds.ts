import {
  EXTERNAL_SECRETS_OPERATOR,
  GRAFANA_OPERATOR,
  type OperatorOfKinds,
  PROMETHEUS_OPERATOR,
} from '../../environment/operators';
import { title } from '../../manifests/manifest';
import { type EnvironmentRule, type EnvironmentSubject, type Finding, Severity } from '../rule';

const WHY =
  'the API server refuses objects whose kind it does not know, and the first deploy of a new cluster ends there';

/** Finds the first object of an operator's kinds for a new cluster, which has none of them. */
function missingKinds({ environment, manifests }: EnvironmentSubject, operator: OperatorOfKinds): Finding[] {
  if (!environment.props.cluster.create) return [];
  const first = manifests.objects.find(({ apiVersion }) => String(apiVersion).startsWith(operator.group));
  if (!first) return [];
  return [
    {
      path: `environments.${environment.name}.${operator.field}`,
      found: `${title(first)} is of a kind that a new cluster does not have`,
      fix: `deploy ${environment.name}/Cluster first, run '${operator.install}', and deploy the rest`,
    },
  ];
}

const prometheusKinds: EnvironmentRule = {
  id: 'CLUSTER-OPERATOR-1',
  severity: Severity.WARNING,
  title: 'a new cluster gets no objects of the Prometheus Operator before their kinds',
  why: WHY,
  evidence: 'https://prometheus-operator.dev/docs/getting-started/installation/',
  check: (subject) => missingKinds(subject, PROMETHEUS_OPERATOR),
};

const grafanaKinds: EnvironmentRule = {
  id: 'CLUSTER-OPERATOR-2',
  severity: Severity.WARNING,
  title: 'a new cluster gets no objects of the Grafana operator before their kinds',
  why: WHY,
  evidence: 'https://grafana.github.io/grafana-operator/docs/installation/helm/',
  check: (subject) => missingKinds(subject, GRAFANA_OPERATOR),
};

const secretKinds: EnvironmentRule = {
  id: 'CLUSTER-OPERATOR-3',
  severity: Severity.WARNING,
  title: 'a new cluster gets no objects of the External Secrets Operator before their kinds',
  why: WHY,
  evidence: 'https://external-secrets.io/latest/introduction/getting-started/',
  check: (subject) => missingKinds(subject, EXTERNAL_SECRETS_OPERATOR),
};

/** Rules about kinds that others install. */
export const OPERATOR_KIND_RULES: readonly EnvironmentRule[] = [prometheusKinds, grafanaKinds, secretKinds];
