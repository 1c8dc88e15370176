import {
  EXTERNAL_SECRETS_OPERATOR,
  GRAFANA_OPERATOR,
  type OperatorOfKinds,
  PROMETHEUS_OPERATOR,
} from '../../environment/operators';
import { title } from '../../manifests/manifest';
import { type EnvironmentRule, type EnvironmentSubject, type Finding, Severity } from '../rule';

const WHY =
  'the API server refuses objects whose kind it does not know, and the first deploy of a new cluster fails there';

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

const kindsRule = (id: string, operator: OperatorOfKinds): EnvironmentRule => ({
  id,
  severity: Severity.WARNING,
  title: `a new cluster gets no objects of ${operator.name} before their kinds`,
  why: WHY,
  evidence: operator.page,
  check: (subject) => missingKinds(subject, operator),
});

/** Rules about kinds that others install. */
export const OPERATOR_KIND_RULES: readonly EnvironmentRule[] = [
  kindsRule('CLUSTER-OPERATOR-1', PROMETHEUS_OPERATOR),
  kindsRule('CLUSTER-OPERATOR-2', GRAFANA_OPERATOR),
  kindsRule('CLUSTER-OPERATOR-3', EXTERNAL_SECRETS_OPERATOR),
];
