import { yamlOf } from '../kubernetes/yaml';
import { type GatewayUser, LokiEndpoint } from '../endpoint/endpoint';
import { checksum } from '../kubernetes/objects';

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

/** Maximum length of a uid in Grafana. */
const MAX_UID = 40;

/**
 * Uid of a datasource, by which dashboards refer to it: `loki-prod_platform`. It depends on nothing but environment and
 * tenant, so it stays when tenants are added. The underscore keeps `prod` with `eu-apps` from `prod-eu` with `apps`.
 *
 * A hash follows if the names are too long or have characters that Grafana refuses or a database does not tell apart, as
 * upper case.
 */
function datasourceUid(environment: string, tenant: string): string {
  const uid = `loki-${environment}_${tenant}`;
  if (uid.length <= MAX_UID && /^[a-z0-9-]*$/.test(environment) && /^[a-z0-9_-]*$/.test(tenant)) return uid;
  const hash = checksum(environment, tenant).slice(0, 10);
  return `${uid
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '-')
    .slice(0, MAX_UID - 1 - hash.length)}-${hash}`;
}
