import type { Manifest } from '../../manifests/manifest';
import { title } from '../../manifests/manifest';
import {
  EXTERNAL_SECRETS_OPERATOR,
  GRAFANA_OPERATOR,
  type OperatorOfKinds,
  PROMETHEUS_OPERATOR,
} from '../../environment/operators';
import { type EnvironmentRule, Severity } from '../rule';

/** Finds the first object of an operator's kinds for a new cluster, which has none. */
const rule = (of: OperatorOfKinds, text: Pick<EnvironmentRule, 'id' | 'title' | 'evidence'>): EnvironmentRule => ({
  ...text,
  severity: Severity.WARNING,
  why: 'the API server refuses objects whose kind it does not know, and the first deploy of a new cluster ends there',
  check: ({ environment, manifests }) => {
    if (!environment.props.cluster.create) return [];
    const first = manifests.objects.find((object: Manifest) => String(object.apiVersion).startsWith(of.group));
    if (!first) return [];
    return [
      {
        path: `environments.${environment.name}.${of.field}`,
        found: `${title(first)} is of a kind that a new cluster does not have`,
        fix: `deploy ${environment.name}/Cluster first, run '${of.install}', and deploy the rest`,
      },
    ];
  },
});

/** Rules about kinds that others install. */
export const OPERATOR_KIND_RULES: readonly EnvironmentRule[] = [
  rule(PROMETHEUS_OPERATOR, {
    id: 'CLUSTER-OPERATOR-1',
    title: 'a new cluster gets no objects of the Prometheus Operator before their kinds',
    evidence: 'https://prometheus-operator.dev/docs/getting-started/installation/',
  }),
  rule(GRAFANA_OPERATOR, {
    id: 'CLUSTER-OPERATOR-2',
    title: 'a new cluster gets no objects of the Grafana operator before their kinds',
    evidence: 'https://grafana.github.io/grafana-operator/docs/installation/helm/',
  }),
  rule(EXTERNAL_SECRETS_OPERATOR, {
    id: 'CLUSTER-OPERATOR-3',
    title: 'a new cluster gets no objects of the External Secrets Operator before their kinds',
    evidence: 'https://external-secrets.io/latest/introduction/getting-started/',
  }),
];
