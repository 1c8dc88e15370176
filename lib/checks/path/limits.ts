import { QUERY_TIMEOUT_MARGIN_SECONDS } from '../../../charts/endpoint/endpoint';
import { lokiSeconds } from '../../../charts/loki/config/retention';
import { attributeOf, textOf } from '../read/alloy/config';
import { datasources } from '../read/datasources';
import { gateways, locationFor } from '../read/gateway/gateway';
import { type Limits, limitsOf, type Loki } from '../read/loki/loki';
import { MIB, parseBinarySize } from '../../manifests/quantity';
import { type ManifestsRule, Severity } from '../rule';
import { lokiBehind, QUERY_PATH, requestPathOf } from '../read/path/client';
import { readers } from '../read/path/readers';
import { writers } from '../read/path/writers';

const gatewayTimeout: ManifestsRule = {
  id: 'PATH-TIMEOUT-1',
  severity: Severity.ERROR,
  title: 'the timeout of the gateway is at least the query timeout of Loki',
  why: 'longer queries fail with 504 at the gateway, while Loki still runs them',
  evidence: 'https://github.com/grafana/loki/issues/14868',
  check: ({ manifests }) =>
    gateways(manifests).flatMap((gateway) => {
      const location = locationFor(gateway, QUERY_PATH);
      const loki = location && lokiBehind(manifests, gateway, location);
      const longest = Math.max(0, ...(loki?.limits ?? []).map(({ all }) => queryTimeout(all) ?? 0));
      if (!location || location.readTimeoutSeconds >= longest) return [];
      const found = `${location.readTimeoutSeconds}s is shorter than the query timeout of Loki, ${longest}s`;
      const fix = `use ${longest + QUERY_TIMEOUT_MARGIN_SECONDS}s`;
      return [{ path: `${gateway.path} proxy_read_timeout`, found, fix }];
    }),
};

const datasourceTimeout: ManifestsRule = {
  id: 'PATH-TIMEOUT-2',
  severity: Severity.WARNING,
  title: 'the timeout of a datasource is at least the query timeout of Loki',
  why: 'longer queries fail with "context canceled" in Grafana, even if Loki allows them',
  evidence: 'https://github.com/grafana/grafana/issues/88527',
  check: ({ manifests }) =>
    readers(manifests).flatMap((reader, index) => {
      const datasource = datasources(manifests)[index];
      const loki = requestPathOf(manifests, reader)?.loki;
      const timeout = loki && queryTimeoutOf(loki, reader.tenant.value);
      const own = datasource?.timeoutSeconds;
      if (!datasource || !timeout || typeof own === 'symbol' || (own ?? GRAFANA_TIMEOUT) >= timeout) return [];
      const written = own === undefined ? `the default of ${GRAFANA_TIMEOUT}` : String(own);
      const found = `${written} seconds is shorter than the query timeout of Loki, ${timeout} seconds`;
      return [{ path: `${datasource.path}.jsonData.timeout`, found, fix: `use ${timeout}` }];
    }),
};

const bodySize: ManifestsRule = {
  id: 'PATH-SIZE-1',
  severity: Severity.WARNING,
  title: 'the gateway accepts a whole batch of Alloy',
  why: 'the gateway answers 413 to batches that do not compress well, and Alloy drops them',
  evidence: 'https://github.com/grafana/alloy/issues/2299',
  check: ({ manifests }) =>
    writers(manifests).flatMap((writer) => {
      const request = requestPathOf(manifests, writer);
      const batch = batchBytes(textOf(attributeOf(writer.block, 'batch_size')) ?? '1MiB');
      const most = request?.location?.maxBodyBytes;
      if (!most || batch === undefined || most >= batch) return [];
      const found = `${most} bytes are less than the ${batch} of a batch of ${writer.path}`;
      const fix = `use ${Math.ceil(batch / MIB)}m or more`;
      return [{ path: `${request.gateway ?? writer.path} client_max_body_size`, found, fix }];
    }),
};

/** Seconds Grafana waits for a datasource without a timeout (`[dataproxy] timeout`). */
const GRAFANA_TIMEOUT = 30;

/** Default query timeout of Loki. */
const QUERY_TIMEOUT = '1m';

/** Query timeout in seconds; undefined if it is not a duration. */
function queryTimeout(limits: Limits['all']): number | undefined {
  const value = limits['query_timeout'] ?? QUERY_TIMEOUT;
  return typeof value === 'string' ? lokiSeconds(value) : undefined;
}

/** Query timeout that applies to a tenant, or to everyone. */
function queryTimeoutOf(loki: Loki, tenant: unknown): number | undefined {
  return queryTimeout(limitsOf(loki, tenant)?.all ?? {});
}

/** Bytes of a size as Alloy writes it: `1MiB`, `512KB`, both in powers of 1024. */
function batchBytes(text: string): number | undefined {
  return /B$/.test(text) ? parseBinarySize(text.replace(/i?B$/, '')) : undefined;
}

/** Rules about timeouts and sizes on the request path. */
export const LIMIT_RULES: readonly ManifestsRule[] = [gatewayTimeout, datasourceTimeout, bodySize];
