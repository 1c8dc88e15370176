/**
 * Patterns of Grafana's lines about itself and about Loki's answers. Answers to wrong queries of users, with 400, are
 * not among them.
 */
export const GRAFANA_PATTERNS: readonly (readonly [id: string, pattern: RegExp])[] = [
  [
    'grafana-provisioning',
    /[Pp]rovisioning error: [^"]*?(Only one datasource per organization can be marked as default|data source with the same (?:uid|name) already exists|data source not found|open \/[\w./-]+: (?:no such file or directory|permission denied)|read error(?!: open)|yaml: (?:line \d+)?)|can't read datasource provisioning files.*?(permission denied)/,
  ],
  // Lines of the sidecar, which finds ConfigMaps and notifies Grafana.
  ['grafana-reload', /sent to \S+\/api\/admin\/provisioning\/datasources\/\S+ Response: (401|403|5\d\d)\b/],
  [
    'grafana-sidecar-unreachable',
    /((?:ConnectTimeout|ReadTimeout|NewConnection|MaxRetry)Error)\b.*\/api\/v1\/(?:namespaces\/[\w-]+\/)?(?:configmaps|secrets)/,
  ],
  ['grafana-sidecar', /ApiException when calling kubernetes: \((40[13])\)/],
  ['grafana-refused', /logger=tsdb\.loki .*statusCode=(401|403|404|429|50\d)\b/],
  // The query of a health check is Grafana's own.
  [
    'grafana-refused',
    /logger=tsdb\.loki (?=.*endpoint=checkHealth\b).*?(?:statusCode=(4\d\d)\b|msg="(Loki health check failed)".*?error from loki)/,
  ],
  [
    'grafana-unreachable',
    /logger=(?:tsdb\.loki|data-proxy-log .*\/loki\/api\/\S*) .*?(no such host|failure in name resolution|server misbehaving|connection refused|i\/o timeout|deadline exceeded|timeout awaiting response headers|reset by peer|EOF\b|x509: certificate [\w ]+)/,
  ],
  ['grafana-plugin', /Failed to (?:install|download) plugin.*?pluginId=([\w-]+)/],
  // A person whom the provider does not let in, or who comes back late, is no fault.
  [
    'grafana-login',
    /^(?!.*(?:invalid_grant|member|role|allowed)).*?\[auth\.oauth\.(?:token\.exchange|userinfo\.error)\] ([a-z][a-z ]*[a-z])/,
  ],
  // It repeats by itself what finds the file locked for a moment.
  [
    'grafana-database',
    /^(?!.*sleeping then retrying).*?(database is locked|attempt to write a readonly database|unable to open database file|database or disk is full|failed to connect to database)/,
  ],
];
