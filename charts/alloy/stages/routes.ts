import type { LokiEndpoint } from '../../endpoint/endpoint';
import type { AlloyRoute } from '../sources/source';
import { Block } from '../language/syntax';
import { text } from '../language/values';
import { patternsRegex } from '../../input/patterns';
import { InputError } from '../../input/problems';
import { namespaceProblems, placedRoutes, routeConflicts, unknownTenants } from './route-problems';

/** Label from which Alloy takes the tenant of a line. It is never sent. */
export const TENANT_LABEL = '__tenant_id__';

/** @throws InputError if a route names a tenant that the endpoint does not accept, or namespaces that no line reaches */
export function checkRoutes(routes: readonly AlloyRoute[], { tenants }: LokiEndpoint): void {
  const placed = placedRoutes(routes);
  const invalid = [...unknownTenants(placed, tenants), ...namespaceProblems(placed)];
  const problems = invalid.length > 0 ? invalid : routeConflicts(placed);
  if (problems.length > 0) throw new InputError(problems);
}

/** Stages that give all lines a tenant; none if no tenant is given. */
export const tenantStages = (tenant: string | undefined): Block[] =>
  tenant === undefined ? [] : [new Block('stage.tenant').set('value', text(tenant))];

/**
 * Stages that give a line the tenant of the first route that matches its label `namespace`. Lines that match no route
 * get the tenant of the destination. Successive routes with a single namespace each, named like their tenant, share one
 * stage: for a thousand of them, the text is a hundredth as long, and a line costs one comparison.
 */
export function routeStages(routes: AlloyRoute[]): Block[] {
  return grouped(routes).map((group) => {
    const [{ tenant }] = group as [AlloyRoute];
    const regex = patternsRegex(group.flatMap(({ namespaces }) => namespaces));
    const stage = new Block('stage.tenant');
    return new Block('stage.match')
      .set('selector', text(`{${TENANT_LABEL}="", namespace=~${JSON.stringify(regex)}}`))
      .add(group.length === 1 ? stage.set('value', text(tenant)) : stage.set('label', text('namespace')));
  });
}

/** Routes in groups that share a stage, in their order. */
function grouped(routes: AlloyRoute[]): AlloyRoute[][] {
  const groups: AlloyRoute[][] = [];
  for (const route of routes) {
    const last = groups.at(-1);
    if (last?.every(isNamesake) && isNamesake(route)) last.push(route);
    else groups.push([route]);
  }
  return groups;
}

const isNamesake = ({ tenant, namespaces }: AlloyRoute): boolean =>
  namespaces.length === 1 && namespaces[0] === tenant && !tenant.includes('*');
