import type { PrometheusLink } from '../prometheus';
import { iniOf } from './ini';
import { loginSection } from './login';
import type { GrafanaDatabaseProps, GrafanaDeployProps } from './props';

/** Port of Grafana's pods and of its Service: the same for both, as network policies of the Amazon VPC CNI require. */
export const GRAFANA_PORT = 3000;

/** Path that answers while Grafana and its database work. */
export const GRAFANA_HEALTH_PATH = '/api/health';

/** Folder of what Grafana stores, and of the index of its search. */
export const DATA_PATH = '/var/lib/grafana';
export const SEARCH_PATH = '/var/lib/grafana-search';

/** True if Grafana has neither a volume nor a database, and so keeps nothing. */
export const isStateless = ({ storage, database }: GrafanaDeployProps): boolean =>
  (storage ?? false) === false && database === undefined;

/** Inputs of the configuration. */
interface ConfigProps {
  /** Grafana's own settings. */
  readonly deploy: GrafanaDeployProps;

  /** Address for browsers, without a slash at the end. */
  readonly url: string;

  /** Prometheus of the datasources. @default - none */
  readonly prometheus?: PrometheusLink;
}

/**
 * Configuration of Grafana. Grafana sends no request to the internet, requires a login, and has no password in this
 * file.
 *
 * Plugins stay at the image's versions: the installer would download newer ones at each start, into folders that are
 * read-only (https://github.com/grafana/grafana-operator/issues/2946).
 */
export function grafanaConfig({ deploy, url, prometheus }: ConfigProps): string {
  const { login, database, replicas = 1 } = deploy;
  return iniOf({
    server: { http_port: GRAFANA_PORT, root_url: `${url}/` },
    ...(database ? { database: databaseSection(database) } : {}),
    security: { cookie_secure: url.startsWith('https://'), disable_gravatar: true },
    users: { allow_sign_up: false, allow_org_create: false },
    auth: {
      disable_login_form: login !== undefined && login.passwordForm !== true,
      sigv4_auth_enabled: prometheus?.workspaceArn === undefined ? undefined : true,
    },
    'auth.anonymous': { enabled: false },
    ...(login ? { 'auth.generic_oauth': loginSection(login) } : {}),
    ...(prometheus?.workspaceArn === undefined
      ? {}
      : { aws: { allowed_auth_providers: 'default', assume_role_enabled: false } }),
    // Each pod would evaluate every rule, and send every alert.
    unified_alerting: { execute_alerts: replicas > 1 ? false : undefined },
    analytics: {
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
      feedback_links_enabled: false,
    },
    news: { news_feed_enabled: false },
    plugins: {
      preinstall_disabled: true,
      preinstall_auto_update: false,
      plugin_admin_enabled: false,
      public_key_retrieval_disabled: true,
    },
    snapshots: { external_enabled: false },
    // Metrics need no login.
    metrics: { enabled: false },
    unified_storage: { index_path: SEARCH_PATH },
    log: { mode: 'console', level: 'info' },
  });
}

function databaseSection({ type, host, name = 'grafana', user = 'grafana', tls = true }: GrafanaDatabaseProps) {
  const modes = { postgres: ['require', 'disable'], mysql: ['true', 'false'] } as const;
  return { type, host, name, user, ssl_mode: modes[type][tls ? 0 : 1] };
}
