import { API_ENDPOINTS, logsOf, networkPolicies, podsOf, restartGrafana } from '../../commands';
import type { Fault } from '../../fault';
import type { View } from '../../view';
import { inLog } from '../in-log';

const logs = ({ setup }: View): string =>
  `kubectl logs --namespace ${setup.grafanaNamespace} --selector app.kubernetes.io/name=grafana --since 10m --tail 50`;

/** Faults that the log of Grafana shows. They do not affect the storing of lines. */
export const GRAFANA_LOG_FAULTS: readonly Fault[] = [
  inLog(
    'grafana-provisioning',
    {
      ...{ id: 'grafana-provisioning', hop: 'grafana', isMild: true, follows: ['grafana'] },
      cause: 'Grafana refuses the files of its datasources, and does not start or keeps the former ones',
    },
    {
      of: 'grafana',
      says: (detail) => detail,
      fix: (view) => [
        `${logs(view)} | grep -m 3 provisioning`,
        'one datasource at most may have isDefault: true, those of others included: kubectl get configmaps --all-namespaces --selector grafana_datasource',
        'a password that cannot be read must be mounted there into the pod of Grafana: docs/how-to/grafana.md',
      ],
    },
  ),
  inLog(
    'grafana-reload',
    {
      ...{ id: 'grafana-reload', hop: 'grafana', isMild: true },
      cause:
        "Grafana does not load datasources when its sidecar asks: the administrator's password differs from its Secret (401, 403), or a file is wrong (5xx)",
    },
    {
      of: 'grafana',
      says: (detail) => `the sidecar is answered ${detail}`,
      fix: (view) => [
        `${logs(view)} | grep -m 3 provisioning names a file that is wrong`,
        `${restartGrafana(view)}: Grafana reads all files when it starts`,
        `write the administrator's password into the Secret of Grafana's chart again, if somebody changed it: kubectl get secrets --namespace ${view.setup.grafanaNamespace}`,
      ],
    },
  ),
  inLog(
    'grafana-sidecar',
    {
      ...{ id: 'grafana-sidecar', hop: 'grafana', isMild: true },
      cause: 'the sidecar of Grafana may not read ConfigMaps, so it finds no datasource',
    },
    {
      of: 'grafana',
      says: (detail) => `the API server answers the sidecar ${detail}`,
      fix: (view) => [
        `the service account of Grafana needs get, list and watch of ConfigMaps: rbac.create: true in the values of its chart; with sidecar.datasources.searchNamespace: ${view.setup.grafanaNamespace} a Role is enough`,
      ],
    },
  ),
  inLog(
    'grafana-sidecar-unreachable',
    {
      ...{ id: 'grafana-sidecar-unreachable', hop: 'grafana', isMild: true, follows: ['node'] },
      cause: 'the sidecar of Grafana does not reach the API server, so it finds no new datasource',
    },
    {
      of: 'grafana',
      least: 2,
      says: (detail) => `requests of the sidecar to the API server fail: ${detail}`,
      fix: (view) => [
        `a network policy must let Grafana reach the API server: kubectl get networkpolicies --namespace ${view.setup.grafanaNamespace}`,
        API_ENDPOINTS,
      ],
    },
  ),
  inLog(
    'grafana-refused',
    {
      ...{ id: 'grafana-refused', hop: 'grafana', isMild: true, follows: ['gateway', 'query', 'ingester', 'store'] },
      cause:
        'Loki or its gateway refuses queries of Grafana (its password, tenant or URL is another one), or answers them with errors',
    },
    {
      of: 'grafana',
      says: (detail) => (/^\d/.test(detail) ? `queries are answered ${detail}` : detail),
      fix: (view, detail) =>
        detail.startsWith('5')
          ? [logsOf(view, 'query-frontend'), podsOf(view, 'gateway', 'query-frontend', 'querier')]
          : [
              view.setup.deliver,
              `401: Grafana reads the password when it starts: ${restartGrafana(view)}; 403: the gateway does not know the tenant; 404: the URL, or a part of the API that is switched off; 429: more queries at once than queriers take; 400 to its own health check: a Loki that is older than Grafana knows, or several tenants in its header`,
            ],
    },
  ),
  inLog(
    'grafana-unreachable',
    {
      ...{ id: 'grafana-unreachable', hop: 'grafana', isMild: true, follows: ['node', 'gateway', 'query'] },
      cause: 'Grafana does not reach the address of its datasource, or does not trust its certificate',
    },
    {
      of: 'grafana',
      says: (detail) => detail,
      fix: (view) => [
        `the namespace ${view.setup.grafanaNamespace} must be admitted at the gateway: kubectl get networkpolicies --namespace ${view.setup.lokiNamespace}`,
        view.setup.deliver,
      ],
    },
  ),
  inLog(
    'grafana-login',
    {
      ...{ id: 'grafana-login', hop: 'grafana', isMild: true },
      cause: 'nobody can log in to Grafana: its identity provider refuses the client, or does not answer',
    },
    {
      of: 'grafana',
      says: (detail) => detail,
      fix: (view) => [
        `compare clientId, clientSecret, tokenUrl and userUrl of the login with the client at the provider, and the address of Grafana with the redirects that it admits: ${logs(view)} | grep -m 3 oauth`,
        networkPolicies(view, view.setup.grafanaNamespace),
      ],
    },
  ),
  inLog(
    'grafana-plugin',
    {
      ...{ id: 'grafana-plugin', hop: 'grafana', isMild: true },
      cause: 'Grafana cannot install a plugin: it does not reach grafana.com, or the plugin does not fit its version',
    },
    {
      of: 'grafana',
      says: (detail) => `plugin ${detail}`,
      fix: (view) => [`${logs(view)} | grep -i plugin`, 'leave the plugin out, or use an image that has it'],
    },
  ),
  inLog(
    'grafana-database',
    {
      ...{ id: 'grafana-database', hop: 'grafana', isMild: true },
      cause:
        'Grafana cannot open or write its database: two Grafanas share one file, its volume is full or read-only, or the server of the database refuses it',
    },
    {
      of: 'grafana',
      says: (detail) => detail,
      fix: (view, detail) => [
        detail.startsWith('failed to connect')
          ? `compare GF_DATABASE_HOST, GF_DATABASE_USER and the password with the server: kubectl get secrets --namespace ${view.setup.grafanaNamespace}`
          : `kubectl get pods,pvc --namespace ${view.setup.grafanaNamespace}: with a database in a file one pod at a time may run`,
      ],
    },
  ),
];
