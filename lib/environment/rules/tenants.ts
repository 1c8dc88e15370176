import { routeConflicts } from '../../../charts/alloy/stages/route-problems';
import { NAMESPACE } from '../../../charts/input/forms';
import { severalTenantsProblems, userProblems } from '../../../charts/endpoint/users';
import { repeatedTenants, tenantFault, unknownTenant } from '../../../charts/endpoint/tenants';
import { show } from '../../../charts/input/problems';
import { short } from '../../../charts/input/show';
import { MAX_TENANTS } from '../names';
import { isObject, stringsOf } from '../values';
import { canaryTenant } from './canary/lines';
import type { LoggingRule } from './rule';

/** Tenants of an environment that are texts. */
export const knownTenants = (name: string, tenants: unknown): string[] =>
  Array.isArray(tenants) ? stringsOf(tenants) : [name];

const tenants: LoggingRule = (name, { tenants: listed, tenantNamespaces, loki }) => {
  const known = knownTenants(name, listed);
  // If there is no tenant, only that is reported.
  if (known.length === 0) return [];
  const problems = repeatedTenants('tenants', known);
  for (const key of Object.keys(isObject(tenantNamespaces) ? tenantNamespaces : {})) {
    problems.push(...unknownTenant(`tenantNamespaces.${short(key)}`, key, known));
    if (key === known[0]) {
      problems.push({
        path: `tenantNamespaces.${short(key)}`,
        found: `${show(key)} is the first tenant and gets everything that is not routed elsewhere`,
        fix: `leave it out`,
      });
    }
  }
  const limits = isObject(loki) ? loki.tenantLimits : undefined;
  for (const key of Object.keys(isObject(limits) ? limits : {})) {
    problems.push(...unknownTenant(`loki.tenantLimits.${short(key)}`, key, known));
  }
  return problems;
};

const manyTenants: LoggingRule = (_name, { tenants: listed }) => {
  if (!Array.isArray(listed) || listed.length <= MAX_TENANTS) return [];
  return [
    {
      path: 'tenants',
      found: `${listed.length} tenants, and one Loki is for at most ${MAX_TENANTS}`,
      fix: `use fewer, or several clusters, each with an environment of its own`,
    },
  ];
};

const routes: LoggingRule = (_name, { tenants: listed, tenantNamespaces }) => {
  const named: Record<string, unknown> = isObject(tenantNamespaces) ? tenantNamespaces : {};
  const tenants: unknown[] = Array.isArray(listed) ? listed : [];
  return routeConflicts(
    tenants.slice(1).flatMap((tenant, index) => {
      if (typeof tenant !== 'string') return [];
      const isNamed = Object.hasOwn(named, tenant);
      const path = isNamed ? `tenantNamespaces.${short(tenant)}` : `tenants[${index + 1}]`;
      const pathOf = (at?: number) => (isNamed && at !== undefined ? `${path}[${at}]` : path);
      return [{ path, pathOf, tenant, namespaces: isNamed ? stringsOf(named[tenant]) : [tenant] }];
    }),
  );
};

/** Problem of a tenant without namespaces whose name is not a valid namespace. */
const defaultNamespaces: LoggingRule = (_name, { tenants: listed, tenantNamespaces }) => {
  const tenants: unknown[] = Array.isArray(listed) ? listed : [];
  return tenants.flatMap((tenant, index) => {
    if (index === 0 || typeof tenant !== 'string' || tenantFault(tenant) || !NAMESPACE.faultOf(tenant)) return [];
    if (isObject(tenantNamespaces) && Object.hasOwn(tenantNamespaces, tenant)) return [];
    const found = `${show(tenant)} is not a valid namespace name, and has no namespaces in tenantNamespaces`;
    const key = tenant.replaceAll("'", "\\'");
    return [{ path: `tenants[${index}]`, found, fix: `write tenantNamespaces: { '${key}': ['shop', 'shop-*'] }` }];
  });
};

/** Problems of users of the gateway whose tenants do not exist, or that Loki's configuration keeps from them. */
const users: LoggingRule = (name, { tenants: listed, readers, writers, loki }) => {
  const deletes = isObject(loki) ? loki.deletes : undefined;
  const known = listed === undefined ? [name] : stringsOf(listed);
  return [
    ...userProblems({ readers, writers, deletes }, known, 'loki.deletes'),
    ...severalTenantsProblems(readers, isObject(loki) ? loki.config : undefined, 'loki.config'),
  ];
};

/** Rules about tenants. */
export const TENANT_RULES: readonly LoggingRule[] = [tenants, manyTenants, users];

/** Rules about the namespaces of tenants, which `LokiLogging` has as `routes`. */
export const ROUTE_RULES: readonly LoggingRule[] = [routes, defaultNamespaces, canaryTenant];
