import { tenantFault } from '../../../charts/loki/tenants';
import { type Problem, show } from '../../../charts/problems';
import { MAX_TENANTS } from '../names';
import { isObject, stringsOf } from '../values';
import { NAMESPACE_OR_PATTERN } from '../schema/names';
import type { LoggingRule } from './rule';

const tenants: LoggingRule = (name, { tenants: listed, tenantNamespaces, loki }) => {
  const problems: Problem[] = [];
  const known = Array.isArray(listed) ? listed.filter((tenant) => typeof tenant === 'string') : [name];
  known.forEach((tenant, index) => {
    const first = known.findIndex((other) => other.toLowerCase() === tenant.toLowerCase());
    if (first !== index) {
      problems.push({
        path: `tenants[${index}]`,
        found: `${show(tenant)} differs from tenants[${first}] in case at most, and the gateway ignores case`,
        fix: `rename one`,
      });
    }
  });
  const notTenant = (key: string) => ({
    found: `not one of the tenants, ${known.join(', ')}`,
    fix: `add ${key} to them, or leave it out`,
  });
  for (const key of Object.keys(isObject(tenantNamespaces) ? tenantNamespaces : {})) {
    if (!known.includes(key)) problems.push({ path: `tenantNamespaces.${key}`, ...notTenant(key) });
    else if (key === known[0]) {
      problems.push({
        path: `tenantNamespaces.${key}`,
        found: `${key} is the first tenant and gets everything that is not routed elsewhere`,
        fix: `leave it out`,
      });
    }
  }
  const limits = isObject(loki) ? loki.tenantLimits : undefined;
  for (const key of Object.keys(isObject(limits) ? limits : {})) {
    if (!known.includes(key)) problems.push({ path: `loki.tenantLimits.${key}`, ...notTenant(key) });
  }
  return problems;
};

const manyTenants: LoggingRule = (_name, { tenants: listed }) => {
  if (!Array.isArray(listed) || listed.length <= MAX_TENANTS) return [];
  return [
    {
      path: 'tenants',
      found: `${listed.length} tenants, and one Loki is for at most ${MAX_TENANTS}`,
      fix: `split them into several environments`,
    },
  ];
};

/** Namespaces whose logs go to a tenant, and where that is written. */
interface Route {
  readonly path: string;
  readonly tenant: string;
  readonly namespaces: readonly string[];
}

/** Finds namespaces that go to two tenants. */
export function routeConflicts(routes: readonly Route[]): Problem[] {
  const entries = routes.flatMap(({ path, tenant, namespaces }) =>
    namespaces.map((namespace) => ({ path, tenant, namespace })),
  );
  return entries.flatMap(({ path, tenant, namespace }, index) => {
    const first = entries.findIndex((other) => other.namespace === namespace);
    if (first === index) return [];
    const other = entries[first]?.tenant ?? '';
    const found = `${namespace} goes to ${other === tenant ? `${tenant} twice` : `${other} and to ${tenant}`}`;
    return [{ path, found, fix: 'write it once' }];
  });
}

const routes: LoggingRule = (_name, { tenants: listed, tenantNamespaces }) => {
  const [, ...routed] = stringsOf(listed);
  const named: Record<string, unknown> = isObject(tenantNamespaces) ? tenantNamespaces : {};
  return routeConflicts(
    routed.map((tenant) => {
      const own = Object.hasOwn(named, tenant) ? stringsOf(named[tenant]) : [tenant];
      return { path: `tenantNamespaces.${tenant}`, tenant, namespaces: own };
    }),
  );
};

/** A tenant without namespaces of its own gets the namespace of its name. */
const defaultNamespaces: LoggingRule = (_name, { tenants: listed, tenantNamespaces }) => {
  const tenants: unknown[] = Array.isArray(listed) ? listed : [];
  return tenants.flatMap((tenant, index) => {
    if (index === 0 || typeof tenant !== 'string' || tenantFault(tenant) || NAMESPACE_OR_PATTERN.test(tenant))
      return [];
    if (isObject(tenantNamespaces) && Object.hasOwn(tenantNamespaces, tenant)) return [];
    const found = `${tenant} is not a valid namespace name, and has no namespaces in tenantNamespaces`;
    return [{ path: `tenants[${index}]`, found, fix: `write tenantNamespaces: { '${tenant}': ['shop', 'shop-*'] }` }];
  });
};

/** Rules about tenants. */
export const TENANT_RULES: readonly LoggingRule[] = [tenants, manyTenants];

/** Rules about the namespaces of tenants, which `LokiLogging` has as `routes`. */
export const ROUTE_RULES: readonly LoggingRule[] = [routes, defaultNamespaces];
