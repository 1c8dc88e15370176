import type { LokiEndpoint } from '../../endpoint/endpoint';
import type { AlloyRoute } from '../sources/source';
import { Block } from '../language/syntax';
import { text } from '../language/values';

/** Name of a namespace (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/), or a pattern. */
const PATTERN = /^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$/;

/** Label from which Alloy takes the tenant of a line. It is never sent. */
const TENANT_LABEL = '__tenant_id__';

/** @throws Error if a route names a tenant that the endpoint does not accept, or an invalid namespace */
export function checkRoutes(routes: AlloyRoute[], endpoint: LokiEndpoint): void {
  const seen = new Map<string, string>();
  for (const { tenant, namespaces } of routes) {
    if (!endpoint.tenants.includes(tenant)) {
      throw new Error(
        `tenant ${JSON.stringify(tenant)} of a route is not one that the gateway accepts: ` +
          `write one of ${endpoint.tenants.join(', ')}, or add it to the tenants of Loki`,
      );
    }
    if (namespaces.length === 0) {
      throw new Error(`the route to tenant ${tenant} has no namespaces: write at least one, or leave the route out`);
    }
    for (const namespace of namespaces) {
      if (!PATTERN.test(namespace)) {
        throw new Error(
          `${JSON.stringify(namespace)} of the route to tenant ${tenant} cannot be a namespace: ` +
            'write lower-case letters, digits and hyphens, and * for any run of them',
        );
      }
      const other = seen.get(namespace);
      if (other !== undefined) {
        throw new Error(`namespace ${namespace} is routed to ${other} and to ${tenant}: write it once`);
      }
      seen.set(namespace, tenant);
    }
  }
}

/** Regular expression of namespaces. `*` is the only special character that they can contain. */
export function namespaceRegex(namespaces: string[]): string {
  return namespaces.map((namespace) => namespace.replaceAll('*', '.*')).join('|');
}

/**
 * Gives a line the tenant of the first route that its label `namespace` matches. Lines that match no route get the
 * tenant of the destination. Successive routes whose tenants are named as their only namespace are one stage: a thousand
 * of them are a hundredth of the text, and one comparison a line.
 */
export function routeStages(routes: AlloyRoute[]): Block[] {
  return grouped(routes).map((group) => {
    const [{ tenant }] = group as [AlloyRoute];
    const regex = namespaceRegex(group.flatMap(({ namespaces }) => namespaces));
    const stage = new Block('stage.tenant');
    return new Block('stage.match')
      .set('selector', text(`{${TENANT_LABEL}="", namespace=~${JSON.stringify(regex)}}`))
      .add(group.length === 1 ? stage.set('value', text(tenant)) : stage.set('label', text('namespace')));
  });
}

/** Routes in groups that one stage serves, in their order. */
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
