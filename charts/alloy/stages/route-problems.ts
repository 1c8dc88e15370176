import { listProblems, NAMESPACE_PATTERN } from '../../input/forms';
import type { Problem } from '../../input/problems';
import { coverage } from '../../input/patterns';
import { show } from '../../input/show';
import { unknownTenant } from '../../endpoint/tenants';

/** Namespaces whose logs go to a tenant, and their paths. */
export interface PlacedRoute {
  /** Path of the tenant. */
  readonly path: string;

  /** Path of the namespaces, or of one of them. */
  readonly pathOf: (index?: number) => string;

  /** The tenant. */
  readonly tenant: string;

  /** Names and patterns of namespaces. */
  readonly namespaces: readonly string[];
}

/** Routes of the property `routes`, with their paths. */
export const placedRoutes = <T extends Pick<PlacedRoute, 'tenant' | 'namespaces'>>(routes: readonly T[]) =>
  routes.map((route, at) => ({
    ...route,
    path: `routes[${at}].tenant`,
    pathOf: (index?: number) => `routes[${at}].namespaces${index === undefined ? '' : `[${index}]`}`,
  }));

/** Problems of routes to tenants that do not exist. */
export function unknownTenants(routes: readonly PlacedRoute[], tenants: readonly string[]): Problem[] {
  return routes.flatMap(({ path, tenant }) => unknownTenant(path, tenant, tenants));
}

/** Problems of entries that no line reaches: their namespace occurs twice, or an earlier pattern matches it. */
export function routeConflicts(routes: readonly PlacedRoute[]): Problem[] {
  const entries = routes.flatMap(({ pathOf, tenant, namespaces }) =>
    namespaces.flatMap((namespace, index) =>
      NAMESPACE_PATTERN.faultOf(namespace)
        ? []
        : [{ path: pathOf(index), tenant, namespace, covers: coverage(namespace) }],
    ),
  );
  const exact = new Map<string, string>();
  const patterns: typeof entries = [];
  return entries.flatMap((entry) => {
    const { path, tenant, namespace } = entry;
    const first = exact.get(namespace);
    if (first !== undefined) {
      const to = first === tenant ? `${show(tenant)} twice` : `${show(first)} and to ${show(tenant)}`;
      return [{ path, found: `${show(namespace)} goes to ${to}`, fix: 'write it once' }];
    }
    exact.set(namespace, tenant);
    const pattern = patterns.find((earlier) => earlier.tenant !== tenant && earlier.covers.test(namespace));
    if (namespace.includes('*')) patterns.push(entry);
    if (!pattern) return [];
    const found = `${show(namespace)} never goes to ${show(tenant)}, since ${show(pattern.namespace)} goes to ${show(pattern.tenant)} before`;
    return [
      { path, found, fix: `put ${show(tenant)} before ${show(pattern.tenant)}, or narrow ${show(pattern.namespace)}` },
    ];
  });
}

/** Problems of the namespaces of routes. */
export const namespaceProblems = (routes: readonly PlacedRoute[]): Problem[] =>
  routes.flatMap(({ pathOf, namespaces }) =>
    Array.isArray(namespaces) && namespaces.length === 0
      ? [{ path: pathOf(), found: '[] is empty', fix: 'write at least one, or leave the route out' }]
      : listProblems(pathOf(), namespaces, NAMESPACE_PATTERN),
  );
