import { knownLines } from '../../../../../lib/live/doctor/logs';
import type { FaultCase } from '../hops/fault-case';

/** Lines of a Grafana, and what is said of them. */
const ROWS: readonly (readonly [id: string, line: string, evidence: RegExp, fix: RegExp])[] = [
  [
    'grafana-provisioning',
    'logger=provisioning t=2026-11-21T11:59:00Z level=error msg="Failed to provision data sources" error="Datasource provisioning error: datasource.yaml config is invalid. Only one datasource per organization can be marked as default"',
    /Only one datasource per organization|config is invalid/,
    /isDefault: true/,
  ],
  [
    'grafana-refused',
    'logger=tsdb.loki endpoint=queryData pluginId=loki level=error msg="Error received from Loki" statusCode=401 lokiHost=loki-gateway.loki lokiPath=/loki/api/v1/query_range status=error',
    /queries are answered 401/,
    /rollout restart --namespace grafana/,
  ],
  [
    'grafana-unreachable',
    'logger=tsdb.loki endpoint=queryData level=error msg="Error received from Loki" error="Get \\"http://loki-gateway.loki/x\\": dial tcp 172.20.1.1:80: i/o timeout"',
    /i\/o timeout/,
    /kubectl get networkpolicies --namespace loki/,
  ],
  [
    'grafana-plugin',
    'logger=plugin.backgroundinstaller level=error msg="Failed to install plugin" pluginId=grafana-lokiexplore-app error="lookup grafana.com: no such host"',
    /plugin grafana-lokiexplore-app/,
    /leave the plugin out/,
  ],
  [
    'grafana-database',
    'logger=sqlstore level=error msg="x" error="database is locked"',
    /database is locked/,
    /one pod/,
  ],
];

/** Faults that the log of Grafana shows. */
export const GRAFANA_LINE_CASES = ROWS.map(([id, line, evidence, fix]): FaultCase => ({
  ...{ id, hop: 'grafana', evidence, fix },
  make: (draft) =>
    draft.logs.push(...knownLines(line, { namespace: 'grafana', pod: 'grafana-0', component: 'grafana' })),
}));
