import { knownLines } from '../../../../../lib/live/doctor/logs';
import type { FaultCase } from '../hops/fault-case';

/** Lines of a Grafana, and what is said of them. */
const ROWS: readonly (readonly [id: string, line: string, evidence: RegExp, fix: RegExp])[] = [
  [
    'grafana-refused',
    'logger=tsdb.loki endpoint=checkHealth dsName=Loki level=error msg="Error received from Loki" duration=26ms statusCode=400 step=1s query=vector(1) lokiHost=loki-gateway.loki',
    /^queries are answered 400/,
    /older than Grafana/,
  ],
  [
    'grafana-refused',
    '{"level":"error","logger":"tsdb.loki","endpoint":"checkHealth","msg":"Loki health check failed","error":"error from loki: parse error at line 1, col 1: syntax error: unexpected IDENTIFIER"}',
    /^Loki health check failed/,
    /older than Grafana/,
  ],
  [
    'grafana-provisioning',
    'logger=provisioning t=2026-11-21T11:59:00Z level=error msg="Failed to provision data sources" error="Datasource provisioning error: datasource.yaml config is invalid. Only one datasource per organization can be marked as default"',
    /Only one datasource per organization|config is invalid/,
    /isDefault: true/,
  ],
  [
    'grafana-provisioning',
    'logger=provisioning t=2026-11-21T11:59:00Z level=error msg="Failed to provision data sources" error="Datasource provisioning error: data source with the same uid already exists"',
    /same uid already exists/,
    /grep -m 3 provisioning/,
  ],
  [
    'grafana-provisioning',
    'logger=provisioning t=2026-11-21T11:59:00Z level=error msg="Failed to provision data sources" error="Datasource provisioning error: read error: open /etc/loki/credentials/reader-password: no such file or directory"',
    /open \/etc\/loki\/credentials\/reader-password: no such file/,
    /must be mounted there/,
  ],
  [
    'grafana-provisioning',
    'logger=provisioning.datasources t=2026-11-21T11:59:00Z level=error msg="can\'t read datasource provisioning files from directory" path=/etc/grafana/provisioning/datasources error="open /etc/grafana/provisioning/datasources: permission denied"',
    /^permission denied/,
    /grep -m 3 provisioning/,
  ],
  [
    'grafana-login',
    'logger=authn.service t=2026-11-21T11:59:00Z level=error msg="Failed to authenticate request" client=auth.client.generic_oauth error="[auth.oauth.token.exchange] failed to exchange code to token: oauth2: \\"invalid_client\\""',
    /^failed to exchange code to token/,
    /clientSecret/,
  ],
  [
    'grafana-reload',
    '{"time": "2026-11-21T11:59:00+00:00", "level": "INFO", "msg": "None sent to http://localhost:3000/api/admin/provisioning/datasources/reload. Response: 401 Unauthorized {\\"message\\":\\"Invalid username or password\\"}"}',
    /the sidecar is answered 401/,
    /Grafana reads all files when it starts/,
  ],
  [
    'grafana-reload',
    '{"time": "2026-11-21T11:59:00+00:00", "level": "INFO", "msg": "None sent to http://localhost:3000/api/admin/provisioning/datasources/reload. Response: 500 Internal Server Error {}"}',
    /the sidecar is answered 500/,
    /grep -m 3 provisioning names a file that is wrong/,
  ],
  [
    'grafana-sidecar',
    '{"time": "2026-11-21T11:59:00+00:00", "level": "ERROR", "msg": "ApiException when calling kubernetes: (403)\\nReason: Forbidden\\n"}',
    /answers the sidecar 403/,
    /rbac\.create: true/,
  ],
  [
    'grafana-sidecar-unreachable',
    Array(2)
      .fill(
        '{"time": "2026-11-21T11:59:00+00:00", "level": "WARNING", "msg": "Retrying (Retry(total=4)) after connection broken by \'ConnectTimeoutError(<urllib3.connection.HTTPSConnection object at 0x7f>, \'Connection to 172.20.0.1 timed out.\')\': /api/v1/namespaces/grafana/configmaps?labelSelector=grafana_datasource"}',
      )
      .join('\n'),
    /ConnectTimeoutError/,
    /kubectl get networkpolicies --namespace grafana/,
  ],
  [
    'grafana-refused',
    // The query of a user is in the line, too.
    'logger=tsdb.loki endpoint=queryData level=error msg="Error received from Loki" statusCode=502 step=15s query="{app=\\"x\\"} |= \\"database is locked\\"" queryType=range lokiHost=loki-gateway.loki status=error error="502 Bad Gateway"',
    /queries are answered 502/,
    /component=query-frontend/,
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
  [
    'grafana-database',
    'Error: ✗ failed to connect to database: pq: password authentication failed for user "grafana"',
    /failed to connect to database/,
    /GF_DATABASE_HOST/,
  ],
  [
    'grafana-provisioning',
    'Error: ✗ Datasource provisioning error: yaml: line 8: did not find expected key',
    /^yaml: line 8/,
    /grep -m 3 provisioning/,
  ],
  [
    'grafana-provisioning',
    'Error: ✗ *provisioning.ProvisioningServiceImpl run error: Datasource provisioning error: data source not found',
    /data source not found/,
    /grep -m 3 provisioning/,
  ],
  [
    'grafana-unreachable',
    'logger=data-proxy-log userId=1 path=/api/datasources/proxy/uid/x/loki/api/v1/labels msg="Proxy request failed" err="tls: failed to verify certificate: x509: certificate signed by unknown authority"',
    /x509: certificate signed by unknown authority/,
    /kubectl get networkpolicies --namespace loki/,
  ],
];

/** Faults that the log of Grafana shows. */
export const GRAFANA_LINE_CASES = ROWS.map(([id, line, evidence, fix]): FaultCase => ({
  ...{ id, hop: 'grafana', evidence, fix },
  make: (draft) =>
    draft.logs.push(...knownLines(line, { namespace: 'grafana', pod: 'grafana-0', component: 'grafana' })),
}));
