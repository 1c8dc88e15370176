import { isList } from '../../../charts/input/forms';
import { REMOTE_WRITE_URL } from '../../../charts/input/prometheus-forms';
import { plainCopy } from '../../../charts/input/plain-copy';
import { short, show } from '../../../charts/input/show';
import type { RecordingRule } from '../../../charts/loki/rules/props';
import { TENANT, unknownTenant } from '../../../charts/endpoint/tenants';
import { typedLimitsProblems } from '../../../charts/loki/typed-limits';
import { fileProblems, readGroups, rulesByTenant } from '../rules-as-code/files';
import { queryProblems } from '../rules-as-code/queries';
import { isObject } from '../values';
import { workspaceProblems } from './place';
import type { LoggingRule } from './rule';
import { tenantsOf } from './tenants-of';

/** Problems of rules: their tenants must exist, their files be readable, and Loki able to evaluate their queries. */
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

/** Problems of tenants' retentions and Alertmanagers. */
const typedLimits: LoggingRule = (name, { tenants, loki }) =>
  isObject(loki) ? typedLimitsProblems(loki, tenantsOf(name, tenants), 'loki.') : [];

/**
 * Problems of the workspace for samples: roles of another account may not write to it, and traffic to another region is
 * billed.
 */
const workspace: LoggingRule = (_name, input) => {
  const ruler = isObject(input.loki) ? input.loki.ruler : undefined;
  const remoteWrite = isObject(ruler) && isObject(ruler['remoteWrite']) ? ruler['remoteWrite'] : {};
  return workspaceProblems('loki.ruler.remoteWrite.workspaceArn', remoteWrite['workspaceArn'], input);
};

/** Problems of recording rules without a receiver: the ruler drops their samples. */
const receiver: LoggingRule = (_name, { loki }) => {
  if (!isObject(loki) || loki.rules === undefined) return [];
  const { ruler, config } = plainCopy({ ruler: loki.ruler, config: loki.config }) as Record<string, unknown>;
  const own = isObject(config) ? config['ruler'] : undefined;
  if (isObject(ruler) && ruler['remoteWrite'] !== undefined) return [];
  if (isObject(own) && own['remote_write'] !== undefined) return [];
  const recorded = rulesByTenant(loki.rules)
    .flatMap(([tenant, written]) => readGroups(`loki.rules.${short(tenant)}`, written).groups)
    .flatMap(({ path, group }) => {
      const all: unknown = isObject(group) ? plainCopy(group['rules']) : undefined;
      return isList(all) ? all.map((rule: unknown, index) => ({ path: `${path}.rules[${index}].record`, rule })) : [];
    })
    .find(({ rule }) => isObject(rule) && typeof rule['record'] === 'string' && rule['alert'] === undefined);
  if (!recorded) return [];
  const name = (recorded.rule as RecordingRule).record;
  const fix = `write ruler: { remoteWrite: { url: '${REMOTE_WRITE_URL.example}' } } beside rules`;
  return [{ path: recorded.path, found: `${show(name)} has no receiver, and the ruler drops its samples`, fix }];
};

/** Rules about the ruler and about fields that become limits. */
export const RULER_RULES: readonly LoggingRule[] = [rules, typedLimits, workspace, receiver];
