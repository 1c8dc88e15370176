import type { GrafanaLoginProps, GrafanaRoles } from './props';

/** Roles in Grafana. The first that matches counts. */
const ROLES = [
  ['admin', 'Admin'],
  ['editor', 'Editor'],
  ['viewer', 'Viewer'],
] as const satisfies readonly (readonly [keyof GrafanaRoles, string])[];

/** Scopes with the identity of a person. */
const DEFAULT_SCOPES = ['openid', 'profile', 'email'];

/**
 * Expression of JMESPath that finds the role of a person in the claims. Without a role, it gives false, which Grafana
 * refuses.
 *
 * A claim that is missing or is not a list counts as no group: in a text, `contains` would search for a part.
 */
export function rolePath(roles: GrafanaRoles, claim = 'groups'): string {
  const alternatives = ROLES.flatMap(([key, role]) => {
    const names = roles[key] ?? [];
    if (names.includes('*')) return [`'${role}'`];
    return names.map((name) => `contains("${claim}"[*] || [''], '${name}') && '${role}'`);
  });
  return alternatives.join(' || ');
}

/**
 * Section of grafana.ini. It does not contain the client's secret, which Grafana reads from a file
 * (https://grafana.com/docs/grafana/latest/setup-grafana/configure-security/configure-authentication/generic-oauth/).
 */
export function loginSection(login: GrafanaLoginProps): Record<string, string | boolean | undefined> {
  const { name = 'OpenID Connect', scopes = DEFAULT_SCOPES, roles, groupsClaim } = login;
  return {
    enabled: true,
    name,
    client_id: login.clientId,
    scopes: scopes.join(' '),
    auth_url: login.authUrl,
    token_url: login.tokenUrl,
    api_url: login.userUrl,
    use_pkce: true,
    allow_sign_up: true,
    allow_assign_grafana_admin: false,
    role_attribute_path: roles && rolePath(roles, groupsClaim),
    role_attribute_strict: roles && true,
  };
}
