import { isObject } from '../schema/fields';
import { alloySources, namespaces } from './alloy';
import { CLUSTER_INPUT_RULES } from './cluster';
import { credentialsProblems } from './credentials';
import { lokiConfiguration, schemaPeriods } from './loki';
import { bucketNames, roleName } from './names';
import { metadataKeys, workloadParts } from './pods';
import type { InputRule } from './rule';
import { manyTenants, tenants } from './tenants';

/** Acknowledgements that are repeated. */
const acknowledgements: InputRule = (_name, { acknowledge }) => {
  if (!Array.isArray(acknowledge)) return [];
  const keys = acknowledge.map((one) => (isObject(one) ? `${String(one.rule)} ${String(one.path)}` : undefined));
  return keys.flatMap((key, index) => {
    const first = keys.indexOf(key);
    if (key === undefined || first === index) return [];
    return [{ path: `acknowledge[${index}]`, found: `the same as acknowledge[${first}]`, fix: `keep one of them` }];
  });
};

/** All rules about several fields of an environment. Those about the cluster find nothing without one. */
export const INPUT_RULES: readonly InputRule[] = [
  ...CLUSTER_INPUT_RULES,
  bucketNames,
  roleName,
  (_name, input) => credentialsProblems(input),
  tenants,
  lokiConfiguration,
  manyTenants,
  schemaPeriods,
  namespaces,
  alloySources,
  workloadParts,
  metadataKeys,
  acknowledgements,
];
