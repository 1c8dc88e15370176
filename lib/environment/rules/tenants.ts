import { type Problem, show } from '../../../charts/problems';
import { MAX_TENANTS } from '../names';
import { isObject } from '../schema/fields';
import type { InputRule } from './rule';

/** Tenants that differ, and fields that name tenants. */
export const tenants: InputRule = (name, { tenants: listed, tenantNamespaces, loki }) => {
  const problems: Problem[] = [];
  const known = Array.isArray(listed) ? listed.filter((tenant) => typeof tenant === 'string') : [name];
  known.forEach((tenant, index) => {
    const first = known.findIndex((other) => other.toLowerCase() === tenant.toLowerCase());
    if (first !== index) {
      problems.push({
        path: `tenants[${index}]`,
        found: `${show(tenant)} differs from tenants[${first}] at most in its case, and the gateway compares without case`,
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

/** Number of tenants. */
export const manyTenants: InputRule = (_name, { tenants: listed }) => {
  if (!Array.isArray(listed) || listed.length <= MAX_TENANTS) return [];
  return [
    {
      path: 'tenants',
      found: `${listed.length} of them, and S3 has lifecycle rules for ${MAX_TENANTS}`,
      fix: `split them into several environments`,
    },
  ];
};
