import { tenantFault } from '../../../charts/endpoint/tenants';
import type { Manifests } from '../../manifests/manifests';
import { record, isText } from '../../manifests/shape';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { title } from '../../manifests/manifest';

/** Tenant of all lines if Loki has no tenants. */
export const NO_TENANT = 'fake';

const tenantNames: ManifestsRule = {
  id: 'LOKI-TENANT-1',
  severity: Severity.ERROR,
  title: 'every tenant with limits of its own has a valid name',
  why: 'Loki rejects requests of that tenant, or mixes its chunks with files of its own',
  evidence: 'https://grafana.com/docs/loki/latest/operations/multi-tenancy/',
  check: everyLoki(({ limits }) =>
    limits.flatMap(({ tenant, path }): Finding[] => {
      const fault = tenant === undefined ? undefined : tenantFault(tenant);
      return fault ? [{ path, found: `${tenant || 'the name'} ${fault.wrong}`, fix: fault.fix }] : [];
    }),
  ),
};

/** Files that name a tenant: of a gateway, a client or a datasource. */
function readTenantHeaders(manifests: Manifests): string[] {
  return manifests.ofKind('ConfigMap').flatMap((object) => {
    const named = Object.entries(record(object['data'])).filter(
      ([, text]) => isText(text) && /X-Scope-OrgID|\btenant_id\s*=/i.test(text),
    );
    return named.map(([key]) => `${title(object)} ${key}`);
  });
}

const tenantsAreApart: ManifestsRule = {
  id: 'LOKI-AUTH-1',
  severity: Severity.WARNING,
  title: 'with tenants, auth_enabled is true',
  why: 'otherwise Loki ignores the tenant of a request: all lines are in one tenant, which everyone can read',
  evidence: 'https://grafana.com/docs/loki/latest/operations/multi-tenancy/',
  check: everyLoki((loki, { manifests }) => {
    if (loki.config['auth_enabled'] !== false) return [];
    const limited = loki.limits.find(({ tenant }) => tenant !== undefined && tenant !== NO_TENANT);
    const [named] = limited ? [limited.path] : manifests.read(readTenantHeaders);
    if (!named) return [];
    return [{ path: `${loki.path} auth_enabled`, found: `false, but ${named} has a tenant`, fix: 'use true' }];
  }),
};

/** Rules about tenants. */
export const TENANT_RULES: readonly ManifestsRule[] = [tenantNames, tenantsAreApart];
