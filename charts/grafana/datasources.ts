import { yamlOf } from '../kubernetes/yaml';
import { datasourceUid, fittingUid } from '../endpoint/datasource-uid';
import { type GatewayUser, LokiEndpoint } from '../endpoint/endpoint';
import { dollarsTwice } from './provisioning';
import { prometheusDatasource, type PrometheusLink } from './prometheus';
import { DEFAULT_TRACE_FIELD, type TracesLink } from './settings';

/** Inputs of the provisioning files. */
export interface DatasourcesProps {
  /** Loki that the datasources query. */
  readonly endpoint: LokiEndpoint;

  /** Name of the environment. */
  readonly environment: string;

  /** Maximum number of lines in the answer to a query. */
  readonly maxLines: number;

  /** Link from trace ids to traces. @default - none */
  readonly traces?: TracesLink;

  /** URL of the Alertmanager of the ruler, if it is a datasource. @default - it is not a datasource */
  readonly alertmanagerUrl?: string;

  /** Prometheus with the metrics, if it is a datasource. @default - it is not a datasource */
  readonly prometheus?: PrometheusLink;

  /** Scrape interval of the metrics, such as `60s`. @default - unknown */
  readonly scrapeInterval?: string;

  /** True if the Grafana is that of this library. */
  readonly isOurs: boolean;
}

/** Datasource in a provisioning file. */
export type Datasource = Readonly<Record<string, unknown>>;

/** Datasource, apart from its password. */
export interface DatasourceOf {
  /** Its fields, without a password. */
  readonly fields: Datasource;

  /** User whose password it sends. @default - it sends none */
  readonly user?: GatewayUser;
}

/**
 * One Loki datasource per tenant, as Grafana's reader, one for each reader that has one, over all of its tenants, and
 * the Alertmanager of the ruler and Prometheus if they are asked for.
 */
export function datasources(props: DatasourcesProps): DatasourceOf[] {
  const { endpoint, environment, alertmanagerUrl, prometheus, scrapeInterval, isOurs } = props;
  const isOnly = endpoint.tenants.length === 1;
  return [
    ...endpoint.tenants.map((tenant) =>
      datasource(props, {
        name: isOnly ? `Loki ${environment}` : `Loki ${environment} ${tenant}`,
        uid: datasourceUid(environment, tenant),
        user: endpoint.reader,
        tenants: [tenant],
      }),
    ),
    ...endpoint.users.flatMap((user) =>
      user.datasource
        ? [
            datasource(props, {
              // A tenant may have the same name.
              name: `Loki ${environment} (${user.username})`,
              uid: readerUid(environment, user.username),
              user,
              tenants: user.tenants ?? endpoint.tenants,
            }),
          ]
        : [],
    ),
    ...(alertmanagerUrl === undefined ? [] : [{ fields: alertmanager(environment, alertmanagerUrl) }]),
    ...(prometheus ? [{ fields: prometheusDatasource({ environment, prometheus, scrapeInterval, isOurs }) }] : []),
  ];
}

/** Uid of the datasource of a reader. */
export const readerUid = (environment: string, username: string): string =>
  datasourceUid(environment, `readers_${username}`);

/** Fields that differ between datasources. */
interface Of {
  readonly name: string;
  readonly uid: string;
  readonly user: GatewayUser;
  readonly tenants: readonly string[];
}

/**
 * Provisioning file of Grafana (https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources).
 *
 * It contains no password: Grafana reads it from a mounted file when it starts.
 */
export function datasourceProvisioning(of: readonly DatasourceOf[], endpoint: LokiEndpoint): string {
  const all = of.map(({ fields, user }) => {
    const file = user && `$__file{${endpoint.passwordFile(user)}}`;
    return withPassword(dollarsTwice(fields), file);
  });
  return yamlOf({ apiVersion: 1, prune: true, datasources: all });
}

/** A datasource with the place of its password. */
export function withPassword(fields: Datasource, basicAuthPassword: string | undefined): Datasource {
  if (basicAuthPassword === undefined) return fields;
  return { ...fields, secureJsonData: { basicAuthPassword, ...(fields['secureJsonData'] as object) } };
}

/** Uid of the Alertmanager of an environment. */
export const alertmanagerUid = (environment: string): string => fittingUid(`alertmanager-${environment}`, environment);

/** The Alertmanager of the ruler (https://grafana.com/docs/grafana/latest/datasources/alertmanager/). */
const alertmanager = (environment: string, url: string): Datasource => ({
  name: `Alertmanager ${environment}`,
  uid: alertmanagerUid(environment),
  type: 'alertmanager',
  access: 'proxy',
  url,
  editable: false,
  jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
});

/** Field of Loki's datasource that links the id of a trace to the trace. */
function derivedField({ uid, url, pattern, field = DEFAULT_TRACE_FIELD }: TracesLink): Datasource {
  return {
    name: 'trace',
    ...(pattern === undefined
      ? { matcherType: 'label', matcherRegex: field }
      : { matcherType: 'regex', matcherRegex: pattern }),
    ...(uid === undefined ? {} : { datasourceUid: uid }),
    url: url ?? '${__value.raw}',
    urlDisplayLabel: 'Trace',
  };
}

function datasource(props: DatasourcesProps, { name, uid, user, tenants }: Of): DatasourceOf {
  const { endpoint, environment, maxLines, traces, alertmanagerUrl } = props;
  const organization = user.datasource?.organization;
  const fields = {
    name,
    uid,
    ...(organization === undefined ? {} : { orgId: organization }),
    type: 'loki',
    access: 'proxy',
    url: endpoint.url,
    basicAuth: true,
    basicAuthUser: user.username,
    editable: false,
    jsonData: {
      timeout: endpoint.queryTimeoutSeconds,
      maxLines,
      httpHeaderName1: LokiEndpoint.TENANT_HEADER,
      ...(traces ? { derivedFields: [derivedField(traces)] } : {}),
      ...(alertmanagerUrl === undefined ? {} : { manageAlerts: true, alertmanagerUid: alertmanagerUid(environment) }),
    },
    secureJsonData: { httpHeaderValue1: tenants.join('|') },
  };
  return { fields, user };
}
