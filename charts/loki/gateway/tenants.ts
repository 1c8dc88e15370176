import type { GatewayUser, LokiEndpoint } from '../../endpoint/endpoint';
import { literalRegex } from '../../input/patterns';
import { mapKey } from './map';

/** User who reaches only some tenants. */
type Scoped = GatewayUser & Required<Pick<GatewayUser, 'tenants'>>;

const isScoped = (user: GatewayUser): user is Scoped => user.tenants !== undefined;

/** Variable with the tenant of a request; empty if there is no such tenant, or it is not one of the user's. */
export function tenantMaps(endpoint: LokiEndpoint): string {
  const scoped = endpoint.users.filter(isScoped);
  const named = scoped.length === 0 ? '$tenant' : '$listed_tenant';
  const tenants = endpoint.tenants.map((tenant) => `    "${mapKey(tenant)}" "${tenant}";\n`).join('');
  const all = `  # A tenant that is not listed becomes empty, and its requests go nowhere.
  map $http_x_scope_orgid ${named} {
    default "";
${tenants}  }
`;
  if (scoped.length === 0) return all;
  const everyone = endpoint.allUsers.filter((user) => !isScoped(user));
  return `${all}
  # Users with tenants of their own, each with one of them, or as a reader with several at once.
  map "$remote_user:$http_x_scope_orgid" $tenant_of_user {
    default "";
${scoped.flatMap(entries).join('')}  }
  map $remote_user $tenant {
    default $tenant_of_user;
${everyone.map(({ username }) => `    "${username}" $listed_tenant;\n`).join('')}  }
`;
}

/** Entries of a user. nginx compares keys without regard to case, so it sends the tenant as it is written here. */
function entries({ username, role, tenants }: Scoped): string[] {
  const one = tenants.map((tenant) => `    "${username}:${tenant}" "${tenant}";\n`);
  if (role !== 'reader' || tenants.length < 2) return one;
  // Every name ends at a bar or at the end, so a header can be read in only one way, however long it is.
  const tenant = `(?:${tenants.map(literalRegex).join('|')})(?=[|]|$)`;
  return [...one, `    "~^${username}:${tenant}(?:[|]${tenant})*+$" $http_x_scope_orgid;\n`];
}

/** Number of entries of the largest map. */
export function mapSize({ tenants, users }: LokiEndpoint): number {
  return Math.max(tenants.length, ...[users.flatMap((user) => user.tenants ?? []).length]);
}
