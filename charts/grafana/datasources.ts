import { Yaml } from 'cdk8s';
import { LokiEndpoint } from '../endpoint/endpoint';
import { checksum } from '../kubernetes/objects';

/** What the datasources are made from. */
export interface DatasourcesProps {
  /** The Loki they show. */
  readonly endpoint: LokiEndpoint;

  /** Name of the environment. */
  readonly environment: string;

  /** Most lines a query shows. */
  readonly maxLines: number;
}

/**
 * Grafana's provisioning file: one Loki datasource a tenant
 * (https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources).
 *
 * The password is not in it: Grafana reads it from a mounted file when it starts. `$` begins a
 * variable in Grafana's provisioning, so nothing else here may hold one.
 */
export function datasourceProvisioning(props: DatasourcesProps): string {
  return Yaml.stringify({
    apiVersion: 1,
    prune: true,
    datasources: props.endpoint.tenants.map((tenant, index) => datasource(props, tenant, index === 0)),
  });
}

function datasource({ endpoint, environment, maxLines }: DatasourcesProps, tenant: string, first: boolean): object {
  return {
    name: first && endpoint.tenants.length === 1 ? `Loki ${environment}` : `Loki ${environment} ${tenant}`,
    // Dashboards refer to datasources by uid; Grafana takes 40 characters.
    uid: `loki-${checksum(environment, tenant)}`,
    type: 'loki',
    access: 'proxy',
    url: endpoint.url,
    basicAuth: true,
    basicAuthUser: endpoint.reader.username,
    editable: false,
    jsonData: {
      timeout: endpoint.queryTimeoutSeconds,
      maxLines,
      httpHeaderName1: LokiEndpoint.TENANT_HEADER,
    },
    secureJsonData: {
      basicAuthPassword: `$__file{${endpoint.passwordFile(endpoint.reader)}}`,
      httpHeaderValue1: tenant,
    },
  };
}
