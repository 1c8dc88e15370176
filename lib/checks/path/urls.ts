import { LokiEndpoint } from '../../../charts/endpoint/endpoint';
import type { Manifests } from '../../manifests/manifests';
import { clients } from '../read/path/clients';
import { gateways, locationFor } from '../read/gateway/gateway';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { addressOf, addressProblem, bareNameProblem, shownUrl, urlOf, withPath } from '../read/path/address';
import { isPushPath, QUERY_PATH, apiPathOf, requestPathOf } from '../read/path/client';
import { promtails } from '../read/path/agents';
import { readers } from '../read/path/readers';
import { writers } from '../read/path/writers';

const pushUrl: ManifestsRule = {
  id: 'PATH-URL-1',
  severity: Severity.ERROR,
  title: 'the URL of Alloy and Promtail ends in the push path of Loki',
  why: 'they add no path to the URL: Loki answers 404, and every line is dropped',
  evidence: 'https://github.com/grafana/loki/pull/1925',
  check: ({ manifests }) =>
    [...writers(manifests), ...promtails(manifests)].flatMap(({ url: { path, value } }) => {
      if (typeof value !== 'string') return [];
      const url = urlOf(value);
      if (!url || !/^https?:$/.test(url.protocol)) {
        const fix = `use ${withPushPath(`http://${value.replace(/^[a-z]*:?\/\//i, '')}`)}`;
        return [{ path, found: `${shownUrl(value)} does not begin with http:// or https://`, fix }];
      }
      if (isPushPath(url.pathname)) return [];
      const found = `${shownUrl(value)} does not end in ${LokiEndpoint.PUSH_PATH}`;
      return [{ path, found, fix: `use ${withPushPath(value)}` }];
    }),
};

const datasourceUrl: ManifestsRule = {
  id: 'PATH-URL-2',
  severity: Severity.ERROR,
  title: 'the URL of a datasource has no API path of Loki',
  why: 'Grafana adds the path of each request: Loki answers all of them with 404',
  evidence: 'https://grafana.com/docs/grafana/latest/datasources/loki/configure/',
  check: ({ manifests }) =>
    readers(manifests).flatMap(({ url: { path, value } }) => {
      if (typeof value !== 'string' || !API_PATH.test(urlOf(value)?.pathname ?? '')) return [];
      const fix = `use ${withPath(value, (whole) => whole.replace(API_PATH, ''))}`;
      return [{ path, found: `${shownUrl(value)} has an API path of Loki`, fix }];
    }),
};

const clientAddress: ManifestsRule = {
  id: 'PATH-URL-3',
  severity: Severity.ERROR,
  title: 'agents, Grafana and the canary send requests to an existing Service and port',
  why: 'otherwise no line arrives and no query is answered; the port often differs between charts and guides',
  evidence: 'https://github.com/grafana/helm-charts/issues/921',
  check: ({ manifests }) =>
    clients(manifests).flatMap(({ url: { path, value }, namespace }) => {
      if (typeof value !== 'string') return [];
      const address = addressOf(value, namespace);
      const problem = address && (addressProblem(manifests, address) ?? bareNameProblem(manifests, value, namespace));
      return problem
        ? [{ path, found: `${shownUrl(value)} cannot be reached: ${problem.found}`, fix: problem.fix }]
        : [];
    }),
};

const gatewayAddress: ManifestsRule = {
  id: 'PATH-URL-4',
  severity: Severity.ERROR,
  title: 'the gateway passes lines and queries to an existing Service and port',
  why: 'otherwise nginx answers 502 to every push or query, or does not start',
  evidence: 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass',
  check: ({ manifests }) => gatewayProblems(manifests),
};

const gatewayPaths: ManifestsRule = {
  id: 'PATH-URL-5',
  severity: Severity.ERROR,
  title: 'the gateway passes on the paths that agents and Grafana use',
  why: 'otherwise the gateway answers them with an error, and nothing reaches Loki',
  evidence: 'https://grafana.com/docs/loki/latest/reference/loki-http-api/',
  check: ({ manifests }) =>
    clients(manifests).flatMap((client) => {
      const { path, value } = client.url;
      const request = requestPathOf(manifests, client);
      if (typeof value !== 'string' || request?.location?.returns === undefined) return [];
      const asked = apiPathOf(client, value);
      const found = `${asked} of ${shownUrl(value)} is answered by the gateway itself, with status ${request.location.returns}`;
      return [{ path, found, fix: `add a location for ${asked} to ${request.gateway ?? 'the gateway'}` }];
    }),
};

const API_PATH = /\/(loki\/api|api\/prom)(\/.*)?$/;

/** Paths that are needed for logs. Others may lead to components that are switched off. */
const PATHS = [LokiEndpoint.PUSH_PATH, QUERY_PATH, '/loki/api/v1/labels', '/loki/api/v1/tail'];

/** URL with the push path in place of a wrong or missing one. */
function withPushPath(text: string): string {
  return withPath(text, (path) => path.replace(/\/((loki|api|push)(\/.*)?)?$/, '') + LokiEndpoint.PUSH_PATH);
}

function gatewayProblems(manifests: Manifests): Finding[] {
  return gateways(manifests).flatMap((gateway) => {
    const seen = new Set<string>();
    return PATHS.flatMap((path) =>
      (locationFor(gateway, path)?.passesTo ?? []).flatMap(({ host, port }) => {
        const target = `${host}:${port}`;
        const address = addressOf(`http://${target}`, gateway.namespace);
        const problem = address && addressProblem(manifests, address);
        if (!problem || seen.has(target)) return [];
        seen.add(target);
        const found = `${target} cannot be reached: ${problem.found}`;
        return [{ path: `${gateway.path} location of ${path}`, found, fix: problem.fix }];
      }),
    );
  });
}

/** Rules about URLs of clients and of the gateway. */
export const URL_RULES: readonly ManifestsRule[] = [
  pushUrl,
  datasourceUrl,
  clientAddress,
  gatewayAddress,
  gatewayPaths,
];
