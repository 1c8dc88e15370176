import { short } from '../../../charts/input/show';
import { TENANT, unknownTenant } from '../../../charts/endpoint/tenants';
import { typedLimitsProblems } from '../../../charts/loki/typed-limits';
import { parseArn } from '../aws/arn';
import { fileProblems, readGroups, rulesByTenant } from '../rules-as-code/files';
import { queryProblems } from '../rules-as-code/queries';
import { isObject } from '../values';
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

/** A workspace for samples, which no role of another account may write to. */
const workspace: LoggingRule = (_name, { account, loki }) => {
  const ruler = isObject(loki) ? loki.ruler : undefined;
  const arn = isObject(ruler) && isObject(ruler['remoteWrite']) ? ruler['remoteWrite']['workspaceArn'] : undefined;
  const owner = parseArn(arn)?.account;
  if (owner === undefined || typeof account !== 'string' || owner === account) return [];
  const found = `is a workspace of account ${owner}, and the role of the ruler is in ${account}`;
  return [{ path: 'loki.ruler.remoteWrite.workspaceArn', found, fix: 'use a workspace of the same account' }];
};

/** Rules about the ruler and about fields that become limits. */
export const RULER_RULES: readonly LoggingRule[] = [rules, typedLimits, workspace];
