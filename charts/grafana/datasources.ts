import { yamlOf } from '../kubernetes/yaml';
import { datasourceUid } from '../endpoint/datasource-uid';
import { type GatewayUser, LokiEndpoint } from '../endpoint/endpoint';

/** Inputs of the provisioning files. */
export interface DatasourcesProps {
  /** Loki that the datasources query. */
  readonly endpoint: LokiEndpoint;

  /** Name of the environment. */
  readonly environment: string;

  /** Maximum number of lines in the answer to a query. */
  readonly maxLines: number;
}

/** Datasource in a provisioning file. */
export type Datasource = Readonly<Record<string, unknown>>;

/** One Loki datasource per tenant, as Grafana's reader, and one for each reader that has one, over all of its tenants. */
export function datasources(props: DatasourcesProps): Datasource[] {
  const { endpoint, environment } = props;
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
              uid: datasourceUid(environment, `${READERS}${user.username}`),
              user,
              tenants: user.tenants ?? endpoint.tenants,
            }),
          ]
        : [],
    ),
  ];
}

/** Beginning of the name of a reader in a uid. */
const READERS = 'readers_';

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
 * It contains no password: Grafana reads it from a mounted file when it starts. `$` begins a variable in Grafana's
 * provisioning, so no other value may contain one.
 */
export function datasourceProvisioning(of: readonly Datasource[]): string {
  return yamlOf({ apiVersion: 1, prune: true, datasources: of });
}

function datasource({ endpoint, maxLines }: DatasourcesProps, { name, uid, user, tenants }: Of): Datasource {
  const organization = user.datasource?.organization;
  return {
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
    },
    secureJsonData: {
      basicAuthPassword: `$__file{${endpoint.passwordFile(user)}}`,
      httpHeaderValue1: tenants.join('|'),
    },
  };
}
