import { tenantFault } from '../../../charts/endpoint/tenants';
import { problemOfValue, show } from '../../../charts/input/problems';
import type { Manifests } from '../../manifests/manifests';
import type { Loki } from '../read/loki/loki';
import type { Field } from '../read/configured';
import { type Finding, type ManifestsRule, oncePerPath, Severity } from '../rule';
import { type Client, type RequestPath, requestPathOf } from '../read/path/client';
import { canaries, promtails } from '../read/path/agents';
import { readers } from '../read/path/readers';
import { type Writer, writers } from '../read/path/writers';
import type { UserTenants } from '../read/gateway/variables';
import { flag } from '../../manifests/flags';

/** A tenant and its path. */
interface Named {
  /** The tenant. */
  readonly tenant: string;

  /** The field it is in. */
  readonly path: string;
}

const writerTenant: ManifestsRule = {
  id: 'PATH-TENANT-1',
  severity: Severity.ERROR,
  title: 'the gateway accepts every tenant that Alloy writes',
  why: 'the gateway rejects other tenants, and Alloy drops rejected lines',
  evidence: 'https://grafana.com/docs/loki/latest/operations/multi-tenancy/',
  check: ({ manifests }) =>
    oncePerPath(writers(manifests).flatMap((writer) => refused(manifests, writer, tenantsOfWriter(writer)))),
};

const readerTenant: ManifestsRule = {
  id: 'PATH-TENANT-2',
  severity: Severity.ERROR,
  title: 'the gateway accepts every tenant that a datasource reads',
  why: 'the gateway rejects other tenants, and Grafana shows no data',
  evidence: 'https://grafana.com/docs/loki/latest/operations/multi-tenancy/',
  check: ({ manifests }) => readers(manifests).flatMap((reader) => refused(manifests, reader, named([reader.tenant]))),
};

const unreadTenant: ManifestsRule = {
  id: 'PATH-TENANT-3',
  severity: Severity.WARNING,
  title: 'every tenant that Alloy writes is read by a datasource',
  why: 'logs arrive but nobody sees them: Grafana shows no data and no labels, and no log has an error',
  evidence: 'https://github.com/grafana/loki/issues/271',
  check: ({ manifests }) => unread(manifests),
};

const noTenant: ManifestsRule = {
  id: 'PATH-TENANT-4',
  severity: Severity.ERROR,
  title: 'agents, datasources and the canary name a tenant if Loki or the gateway requires one',
  why: 'Loki answers 401 "no org id", a gateway with a list of tenants 403: lines are dropped, Grafana shows no data',
  evidence: 'https://github.com/grafana/loki/issues/9756',
  check: ({ manifests }) =>
    [
      ...writers(manifests).filter(({ hasUnstaged }) => hasUnstaged),
      ...readers(manifests),
      ...promtails(manifests),
      ...canaries(manifests),
    ].flatMap((client) => {
      const { path, value } = client.tenant;
      const request = value === undefined || value === '' ? requestPathOf(manifests, client) : undefined;
      const reason = needsTenant(request);
      if (!reason) return [];
      const writerFix = request?.location?.tenants.names ? 'use one of these' : 'use the name of a tenant';
      const readerFix = 'use X-Scope-OrgID, with the tenant as httpHeaderValue1';
      const fix = client.fixes?.tenant ?? (client.kind === 'writer' ? writerFix : readerFix);
      return [{ path, found: `missing, but ${reason}`, fix }];
    }),
};

const tenantName: ManifestsRule = {
  id: 'PATH-TENANT-5',
  severity: Severity.ERROR,
  title: 'tenants have valid names that Loki does not use itself',
  why: 'Loki rejects every line and every query of a tenant with any other name',
  evidence: 'https://grafana.com/docs/loki/latest/operations/multi-tenancy/',
  check: ({ manifests }) => {
    const all = [...writers(manifests).flatMap(tenantsOfWriter), ...readers(manifests).flatMap(tenantsOfReader)];
    const findings = all.flatMap(({ tenant, path }) => {
      const fault = tenantFault(tenant);
      return fault ? [problemOfValue(path, tenant, fault)] : [];
    });
    return oncePerPath(findings);
  },
};

function named(fields: readonly Field<string>[]): Named[] {
  return fields.flatMap(({ path, value }) =>
    typeof value === 'string' && value !== '' ? [{ path, tenant: value }] : [],
  );
}

function tenantsOfWriter({ tenant, staged }: Writer): Named[] {
  return named([tenant, ...staged]);
}

/** A datasource reads several tenants as `a|b`. */
function tenantsOfReader({ tenant }: Client): Named[] {
  return named([tenant]).flatMap(({ path, tenant: all }) => all.split('|').map((one) => ({ path, tenant: one })));
}

/** Tenants that a request path accepts of a client; undefined if any. */
function acceptedOf(request: RequestPath | undefined, { user }: Client): UserTenants | undefined {
  const tenants = request?.location?.tenants;
  const own = typeof user.value === 'string' ? tenants?.ofUser?.(user.value) : undefined;
  return own ?? (tenants && { names: tenants.names, several: false });
}

/** Lists of tenants in lower case: each of many datasources asks for one. */
const lowerCase = new WeakMap<readonly string[], ReadonlySet<string>>();

function inLowerCase(names: readonly string[]): ReadonlySet<string> {
  const known = lowerCase.get(names) ?? new Set(names.map((name) => name.toLowerCase()));
  lowerCase.set(names, known);
  return known;
}

function isRefused(accepted: UserTenants | undefined, tenant: string): boolean {
  if (accepted?.names === undefined) return false;
  const names = inLowerCase(accepted.names);
  const named = accepted.several ? tenant.split('|') : [tenant];
  return named.some((one) => !names.has(one.toLowerCase()));
}

function refused(manifests: Manifests, client: Client, tenants: readonly Named[]): Finding[] {
  const accepted = acceptedOf(requestPathOf(manifests, client), client);
  return tenants
    .filter(({ tenant }) => isRefused(accepted, tenant) && tenant.split('|').every((one) => !tenantFault(one)))
    .map(({ tenant, path }) => {
      const known = accepted?.names?.join(', ');
      return {
        path,
        found: `${show(tenant)} is not a tenant that the gateway accepts: ${known ? `only ${known}` : 'it accepts none'}`,
        fix: known ? 'use one of these, or add it to the gateway' : 'add a tenant to the gateway',
      };
    });
}

/** Reason why a request path requires a tenant; undefined if it does not. */
function needsTenant(request: RequestPath | undefined): string | undefined {
  const tenants = request?.location?.tenants;
  if (tenants?.sets) return undefined;
  if (tenants?.names) return `the gateway accepts only ${tenants.names.join(', ') || 'no tenant'}`;
  return request?.loki && isAuthEnabled(request.loki) === true ? 'Loki has auth_enabled: true' : undefined;
}

/** True if a Loki has tenants; undefined if unknown. */
function isAuthEnabled({ config, pods }: Loki): boolean | undefined {
  if (pods.some(({ container }) => flag(container, 'auth.enabled') !== undefined)) return undefined;
  const value = config['auth_enabled'] ?? true;
  return typeof value === 'boolean' ? value : undefined;
}

function unread(manifests: Manifests): Finding[] {
  const all = readers(manifests);
  const read = all.flatMap((reader) => tenantsOfReader(reader).map(({ tenant }) => tenant));
  // A datasource whose tenant is not known, or given by the gateway, may read any.
  const areKnown = all.every(
    (reader) => tenantsOfReader(reader).length > 0 && !requestPathOf(manifests, reader)?.location?.tenants.sets,
  );
  if (!areKnown) return [];
  const findings = writers(manifests).flatMap((writer) => {
    const request = requestPathOf(manifests, writer);
    if (!request || request.location?.tenants.sets || (request.loki && isAuthEnabled(request.loki) === false))
      return [];
    if (!all.some((reader) => isSameLoki(requestPathOf(manifests, reader), request))) return [];
    return tenantsOfWriter(writer)
      .filter(
        ({ tenant }) =>
          !read.includes(tenant) && !tenantFault(tenant) && !isRefused(acceptedOf(request, writer), tenant),
      )
      .map(({ tenant, path }) => ({
        path,
        found: `no datasource reads ${show(tenant)}, only ${[...new Set(read)].join(', ')}`,
        fix: 'add a datasource for it, or use a tenant that has one',
      }));
  });
  return oncePerPath(findings);
}

function isSameLoki(one: RequestPath | undefined, other: RequestPath): boolean {
  return one !== undefined && one.namespace === other.namespace;
}

/** Rules about tenants of clients. */
export const TENANT_RULES: readonly ManifestsRule[] = [writerTenant, readerTenant, unreadTenant, noTenant, tenantName];
