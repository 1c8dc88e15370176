import { repeats, twice } from '../input/combine';
import { isList, listProblems, type TextForm } from '../input/forms';
import { nearest } from '../input/nearest';
import { type Fault, type Problem, show } from '../input/problems';
import { required, type Validator } from '../input/props';
import { lookAlikes, short, showAll } from '../input/show';

/**
 * First path segments in the chunk bucket that Loki uses itself: index, delete requests, markers, rules, seed. A tenant
 * of that name would share them, and they would expire with its chunks.
 */
const RESERVED = ['index', 'delete_requests', 'markers', 'rules', 'loki_cluster_seed.json', '__deletion_manifest__'];

/**
 * Fault of a tenant's name; undefined if it is valid.
 *
 * Loki accepts at most 150 bytes of letters, digits and some punctuation
 * (https://grafana.com/docs/loki/latest/operations/multi-tenancy/).
 */
export function tenantFault(tenant: string): Fault | undefined {
  if (tenant === '') return { wrong: 'is empty', fix: "write a name such as 'platform'" };
  if (!/^[A-Za-z0-9!\-_.*'()]+$/.test(tenant)) {
    return {
      wrong: 'has a character Loki does not accept in a tenant',
      fix: "use letters, digits and ! - _ . * ' ( )",
    };
  }
  if (tenant.length > 150) return { wrong: 'is longer than the 150 characters Loki accepts', fix: 'shorten it' };
  if (tenant === '.' || tenant === '..') return { wrong: 'means a folder', fix: "write a name such as 'platform'" };
  if (RESERVED.includes(tenant))
    return { wrong: 'is a name Loki itself uses in the chunk bucket', fix: 'choose another' };
  return undefined;
}

/** Name of one of the tenants. */
export const TENANT: TextForm = { example: 'apps', faultOf: tenantFault };

/** Problem of a tenant that does not exist; no problem if it does. */
export function unknownTenant(path: string, tenant: string, tenants: readonly string[]): Problem[] {
  if (tenants.includes(tenant)) return [];
  const meant = nearest(tenant, tenants);
  const other = tenant === '*' ? 'name each of them' : `add ${short(tenant)} to them, or leave it out`;
  const fix = meant ? `did you mean ${meant}?` : other;
  return [{ path, found: `${show(tenant)} is not one of the tenants, ${showAll(tenants)}${lookAlikes(tenant)}`, fix }];
}

/** Tenants of a Loki: at least one. */
export const tenantList: Validator = (path, tenants) => {
  if (isList(tenants) && tenants.length === 0) return [{ path, found: 'empty', fix: 'name at least one tenant' }];
  const problems = ALL_TENANTS(path, tenants);
  return problems.length > 0 ? problems : repeatedTenants(path, tenants as readonly string[]);
};

/** Problems of tenants that occur twice, or that the gateway cannot tell from an earlier one. */
export const repeatedTenants = (path: string, tenants: readonly string[]): Problem[] =>
  repeats(
    tenants,
    (tenant) => tenant.toLowerCase(),
    (tenant, index, first) => {
      const at = `${path}[${index}]`;
      if (tenants.indexOf(tenant) < index) return twice(at, tenant);
      const found = `${show(tenant)} differs from ${path}[${first}] in case alone, and the gateway ignores case`;
      return { path: at, found, fix: 'rename one' };
    },
  );

const EXAMPLE_TENANT = 'platform';
const ALL_TENANTS = required(
  (path, tenants) => listProblems(path, tenants, { example: EXAMPLE_TENANT, faultOf: tenantFault }),
  `['${EXAMPLE_TENANT}']`,
);
