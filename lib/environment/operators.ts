import { CredentialsKind } from '../../charts/endpoint/credentials/source';
import { deployOf } from '../../charts/grafana/deploy/props';
import type { LoggingProps } from './props';

/** An operator that defines kinds of objects. */
export interface OperatorOfKinds {
  /** Beginning of their `apiVersion`. */
  readonly group: string;

  /** Its name, with an article. */
  readonly name: string;

  /** Its part that a cluster must have, in words. */
  readonly what: string;

  /** Page that says how it is installed. */
  readonly page: string;

  /** Field of an environment that asks for them. */
  readonly field: string;

  /** Name of a CustomResourceDefinition that shows whether they are installed. */
  readonly definition: string;

  /** Command that installs them. */
  readonly install: string;

  /** True if an environment asks for them. */
  readonly isAskedFor: (props: Pick<LoggingProps, 'monitoring' | 'grafana' | 'credentials'>) => boolean;
}

/** The Prometheus Operator: its kinds alone are enough. */
export const PROMETHEUS_OPERATOR: OperatorOfKinds = {
  group: 'monitoring.coreos.com/',
  name: 'the Prometheus Operator',
  what: 'the kinds of the Prometheus Operator',
  page: 'https://prometheus-operator.dev/docs/getting-started/installation/',
  field: 'monitoring.from',
  definition: 'podmonitors.monitoring.coreos.com',
  install: 'helm install prometheus-operator-crds oci://ghcr.io/prometheus-community/charts/prometheus-operator-crds',
  isAskedFor: ({ monitoring }) => monitoring?.from === 'prometheus-operator',
};

/** The Grafana operator. */
export const GRAFANA_OPERATOR: OperatorOfKinds = {
  group: 'grafana.integreatly.org/',
  name: 'the Grafana operator',
  page: 'https://grafana.github.io/grafana-operator/docs/installation/helm/',
  what: 'the Grafana operator, version 5, with its kind GrafanaDatasource',
  field: 'grafana.as',
  definition: 'grafanadatasources.grafana.integreatly.org',
  install:
    'helm install grafana-operator oci://ghcr.io/grafana/helm-charts/grafana-operator --namespace grafana-operator --create-namespace',
  isAskedFor: ({ grafana }) => grafana?.as === 'operator' && !deployOf(grafana.deploy),
};

/** The External Secrets Operator. */
export const EXTERNAL_SECRETS_OPERATOR: OperatorOfKinds = {
  group: 'external-secrets.io/',
  name: 'the External Secrets Operator',
  what: 'the External Secrets Operator',
  page: 'https://external-secrets.io/latest/introduction/getting-started/',
  field: 'credentials.from',
  definition: 'externalsecrets.external-secrets.io',
  install:
    'helm install external-secrets external-secrets --repo https://charts.external-secrets.io --namespace external-secrets --create-namespace',
  isAskedFor: ({ credentials }) => credentials?.from === CredentialsKind.EXTERNAL_SECRETS,
};

const OPERATORS = [PROMETHEUS_OPERATOR, GRAFANA_OPERATOR, EXTERNAL_SECRETS_OPERATOR];

/** Operators whose kinds a cluster must have before the objects of an environment. */
export const operatorsOf = (props: Parameters<OperatorOfKinds['isAskedFor']>[0]): OperatorOfKinds[] =>
  OPERATORS.filter(({ isAskedFor }) => isAskedFor(props));
