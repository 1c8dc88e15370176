import { short } from '../../../charts/input/show';
import { TENANT, unknownTenant } from '../../../charts/endpoint/tenants';
import { typedLimitsProblems } from '../../../charts/loki/typed-limits';
import { fileProblems, readGroups, rulesByTenant } from '../rules-as-code/files';
import { queryProblems } from '../rules-as-code/queries';
import { isObject } from '../values';
import { workspaceProblems } from './place';
import type { LoggingRule } from './rule';
import { tenantsOf } from './tenants-of';

/** Rules of tenants that exist, in files that can be read, with queries that Loki can evaluate. */
const rules: LoggingRule = (name, { tenants, loki }) => {
  if (!isObject(loki) || loki.rules === undefined) return [];
  const known = tenantsOf(name, tenants);
  return rulesByTenant(loki.rules).flatMap(([tenant, written]) => {
    const path = `loki.rules.${short(tenant)}`;
    return [
      ...(TENANT.faultOf(tenant) ? [] : unknownTenant(path, tenant, known)),
      ...fileProblems(path, written),
      ...readGroups(path, written).groups.flatMap(queryProblems),
    ];
  });
};

/** Retentions and Alertmanagers of tenants. */
const typedLimits: LoggingRule = (name, { tenants, loki }) =>
  isObject(loki) ? typedLimitsProblems(loki, tenantsOf(name, tenants), 'loki.') : [];

/** A workspace for samples: no role of another account may write to it, and another region bills the traffic. */
const workspace: LoggingRule = (_name, input) => {
  const ruler = isObject(input.loki) ? input.loki.ruler : undefined;
  const remoteWrite = isObject(ruler) && isObject(ruler['remoteWrite']) ? ruler['remoteWrite'] : {};
  return workspaceProblems('loki.ruler.remoteWrite.workspaceArn', remoteWrite['workspaceArn'], input);
};

/** Rules about the ruler and about fields that become limits. */
export const RULER_RULES: readonly LoggingRule[] = [rules, typedLimits, workspace];
