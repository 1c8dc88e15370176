import type { LokiEndpoint } from '../../endpoint/endpoint';
import type { AlloyRoute } from '../sources/source';
import { Block } from '../language/syntax';
import { text } from '../language/values';
import { InputError } from '../../problems';
import { namespaceProblems, namespaceSource, placedRoutes, routeConflicts, unknownTenants } from './route-problems';

/** Label from which Alloy takes the tenant of a line. It is never sent. */
const TENANT_LABEL = '__tenant_id__';

/** @throws InputError if a route names a tenant that the endpoint does not accept, or namespaces that no line reaches */
export function checkRoutes(routes: readonly AlloyRoute[], { tenants }: LokiEndpoint): void {
  const placed = placedRoutes(routes);
  const invalid = [...unknownTenants(placed, tenants), ...namespaceProblems(placed)];
  const problems = invalid.length > 0 ? invalid : routeConflicts(placed);
  if (problems.length > 0) throw new InputError(problems);
}

/** Regular expression of namespaces. */
export function namespaceRegex(namespaces: string[]): string {
  return namespaces.map(namespaceSource).join('|');
}

/**
 * Gives a line the tenant of the first route that its label `namespace` matches. Lines that match no route get the
 * tenant of the destination.
 */
export function routeStages(routes: AlloyRoute[]): Block[] {
  return routes.map(({ tenant, namespaces }) =>
    new Block('stage.match')
      .set('selector', text(`{${TENANT_LABEL}="", namespace=~${JSON.stringify(namespaceRegex(namespaces))}}`))
      .add(new Block('stage.tenant').set('value', text(tenant))),
  );
}
