import type { Manifests } from '../../../manifests/manifests';
import { type Datasource, datasources } from '../datasources';
import { UNKNOWN } from '../configured';
import type { Workload } from '../../../manifests/workloads';
import { grafanasByDatasource } from '../provisioning';
import { type Client, type Login, TENANT_HEADER } from './client';

/** The datasources, as clients of Loki. */
export function readers(manifests: Manifests): readonly Client[] {
  return readersWithPods(manifests);
}

/** A datasource, with the pods of the Grafana that has it. */
export interface Reader extends Client {
  /** Pods of that Grafana. Empty if it is not among the manifests. */
  readonly workloads: readonly Workload[];
}

/** The datasources, with the pods of the Grafana that has each. */
export function readersWithPods(manifests: Manifests): readonly Reader[] {
  return manifests.read(readReaders);
}

function readReaders(manifests: Manifests): Reader[] {
  const grafanas = manifests.read(grafanasByDatasource);
  return datasources(manifests).map((datasource) => ({
    kind: 'reader',
    // A sidecar may take its file from another namespace.
    namespace: grafanas.get(datasource.path)?.[0]?.namespace ?? datasource.namespace,
    workloads: grafanas.get(datasource.path) ?? [],
    url: { path: `${datasource.path}.url`, value: datasource.url },
    login: loginOf(datasource),
    user: {
      path: `${datasource.path}.${datasource.basicAuth === true ? 'basicAuthUser' : 'basicAuth'}`,
      value: datasource.user,
    },
    tenant: datasource.headers.find(({ name }) => name === TENANT_HEADER)?.value ?? {
      path: `${datasource.path}.jsonData.httpHeaderName1`,
      value: undefined,
    },
  }));
}

function loginOf({ basicAuth, otherAuth, headers, url }: Datasource): Login {
  if (basicAuth === true) return 'password';
  const isOther = otherAuth || basicAuth === UNKNOWN || headers.some(({ name }) => name === 'authorization');
  return isOther || (typeof url === 'string' && /\/\/[^/@]*@/.test(url)) ? 'other' : 'none';
}
