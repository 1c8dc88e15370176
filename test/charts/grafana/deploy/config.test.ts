import { grafanaConfig } from '../../../../charts/grafana/deploy/config';
import { rolePath } from '../../../../charts/grafana/deploy/login';
import type { GrafanaDeployProps } from '../../../../charts/grafana/deploy/props';

const LOGIN = {
  clientId: 'grafana',
  clientSecret: { secret: 'login' },
  authUrl: 'https://id.example.com/authorize',
  tokenUrl: 'https://id.example.com/token',
  userUrl: 'https://id.example.com/userinfo',
};
const WORKSPACE = 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';

/** Settings by section and key, as an ini file has them. */
function settings(deploy: GrafanaDeployProps, more: object = {}): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let current = '';
  for (const line of grafanaConfig({ deploy, url: 'https://grafana.example.com', ...more }).split('\n')) {
    const [, section] = /^\[(.+)\]$/.exec(line) ?? [];
    const [, key, value] = /^(\w+) = (.*)$/.exec(line) ?? [];
    if (section !== undefined) sections[(current = section)] = {};
    if (key !== undefined && value !== undefined) (sections[current] ?? {})[key] = value;
  }
  return sections;
}

test('it asks nobody outside, lets nobody in without a login, and has no password', () => {
  const found = settings({});
  expect(found['analytics']).toEqual({
    reporting_enabled: 'false',
    check_for_updates: 'false',
    check_for_plugin_updates: 'false',
    feedback_links_enabled: 'false',
  });
  expect(found['plugins']).toMatchObject({ preinstall_disabled: 'true', preinstall_auto_update: 'false' });
  expect(found['auth.anonymous']).toEqual({ enabled: 'false' });
  expect(found['auth']).toEqual({ disable_login_form: 'false' });
  expect(found['server']).toEqual({ http_port: '3000', root_url: 'https://grafana.example.com/' });
  expect(Object.keys(found)).not.toContain('auth.generic_oauth');
  const everything = {
    login: LOGIN,
    database: { type: 'mysql' as const, host: 'db:3306', password: { secret: 'db' } },
  };
  expect(grafanaConfig({ deploy: everything, url: 'https://grafana.example.com' })).not.toMatch(
    /password|client_secret/,
  );
});

test('cookies are for TLS only, where there is TLS', () => {
  expect(settings({})['security']).toMatchObject({ cookie_secure: 'true' });
  expect(settings({}, { url: 'http://localhost:3000' })['security']).toMatchObject({ cookie_secure: 'false' });
});

test('a login hides the form for passwords, unless it is wanted', () => {
  expect(settings({ login: LOGIN })['auth']).toEqual({ disable_login_form: 'true' });
  expect(settings({ login: { ...LOGIN, passwordForm: true } })['auth']).toEqual({ disable_login_form: 'false' });
  expect(settings({ login: LOGIN })['auth.generic_oauth']).toEqual({
    enabled: 'true',
    name: 'OpenID Connect',
    client_id: 'grafana',
    scopes: 'openid profile email',
    auth_url: LOGIN.authUrl,
    token_url: LOGIN.tokenUrl,
    api_url: LOGIN.userUrl,
    use_pkce: 'true',
    allow_sign_up: 'true',
    allow_assign_grafana_admin: 'false',
  });
  const roles = { admin: ['platform'] };
  expect(settings({ login: { ...LOGIN, roles } })['auth.generic_oauth']).toMatchObject({
    role_attribute_path: `contains("groups"[*] || [''], 'platform') && 'Admin'`,
    role_attribute_strict: 'true',
  });
});

test('roles are tried in their order, and everyone else is nobody or a viewer', () => {
  const roles = { admin: ['ops', 'platform'], editor: ['dev'], viewer: ['*'] };
  expect(
    rolePath(roles, 'cognito:groups')
      .split(' || ')
      .filter((part) => !part.startsWith("['']")),
  ).toEqual([
    'contains("cognito:groups"[*]',
    'contains("cognito:groups"[*]',
    'contains("cognito:groups"[*]',
    "'Viewer'",
  ]);
  expect(rolePath({ viewer: ['dev'] })).toBe(`contains("groups"[*] || [''], 'dev') && 'Viewer'`);
});

test('requests to a workspace are signed with the pod’s own role alone', () => {
  expect(settings({}, { prometheus: { workspaceArn: WORKSPACE } })).toMatchObject({
    auth: { sigv4_auth_enabled: 'true' },
    aws: { allowed_auth_providers: 'default', assume_role_enabled: 'false' },
  });
  expect(settings({}, { prometheus: { url: 'http://prometheus:9090' } })).not.toHaveProperty('aws');
});

test('a database is encrypted on the way, and of several pods none evaluates rules', () => {
  const database = { type: 'postgres' as const, host: 'db.example.com:5432', password: { secret: 'db' } };
  expect(settings({ database, replicas: 2 })).toMatchObject({
    database: { type: 'postgres', host: 'db.example.com:5432', name: 'grafana', user: 'grafana', ssl_mode: 'require' },
    unified_alerting: { execute_alerts: 'false' },
  });
  expect(settings({ database: { ...database, type: 'mysql', tls: false } })).toMatchObject({
    database: { ssl_mode: 'false' },
  });
  expect(settings({ database })).not.toHaveProperty('unified_alerting');
});
