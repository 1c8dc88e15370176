import type { Manifests } from '../../../manifests/manifests';
import { type Datasource, datasources } from '../datasources';
import { UNKNOWN } from '../configured';
import { type Client, type Login, TENANT_HEADER } from './client';

/** The datasources, as clients of Loki. */
export function readers(manifests: Manifests): readonly Client[] {
  return manifests.read(readReaders);
}

function readReaders(manifests: Manifests): Client[] {
  return datasources(manifests).map((datasource) => ({
    kind: 'reader',
    namespace: datasource.namespace,
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
