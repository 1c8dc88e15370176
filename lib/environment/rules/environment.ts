import { DEFAULT_NAMESPACES } from '../../../charts/defaults';
import { validateLimits, validateLokiConfig } from '../../../charts/loki/config/validate';
import { validateOwnedKeys } from '../../../charts/loki/config/owned-keys';
import { CLUSTER_INPUT_RULES } from './cluster';
import { credentialsProblems } from './credentials';
import type { InputRule } from './rule';
import { isObject } from '../schema/environment';
import { bucketName, bucketNameProblem, credentialsRoleName, MAX_ROLE_NAME, MAX_TENANTS } from '../names';
import { show, type Problem, problemFrom } from '../../../charts/problems';

const oneCluster: InputRule = (_name, { cluster }) => {
  if (!isObject(cluster)) return [];
  const count = (cluster.create === undefined ? 0 : 1) + (cluster.existing === undefined ? 0 : 1);
  if (count === 1) return [];
  return [
    {
      path: 'cluster',
      ...(count === 0
        ? { found: '{} names no cluster', fix: 'write create: {} to make one, or existing: { name, oidcIssuer }' }
        : { found: 'has both create and existing', fix: 'keep one of them' }),
    },
  ];
};

const accounts: InputRule = (_name, { account, cluster }) => {
  const arn = isObject(cluster?.existing) ? cluster.existing.oidcProviderArn : undefined;
  const owner = typeof arn === 'string' ? arn.split(':')[4] : undefined;
  if (!account || !owner || owner === account) return [];
  return [
    {
      path: 'cluster.existing.oidcProviderArn',
      found: `${show(arn)} is of account ${owner}, and the environment is in ${account}`,
      fix: `name the provider of ${account}`,
    },
  ];
};

const issuerRegion: InputRule = (_name, { region, cluster }) => {
  const issuer = isObject(cluster?.existing) ? cluster.existing.oidcIssuer : undefined;
  const found = typeof issuer === 'string' ? /oidc\.eks\.([a-z0-9-]+)\.amazonaws/.exec(issuer)?.[1] : undefined;
  if (!region || !found || found === region) return [];
  return [
    {
      path: 'cluster.existing.oidcIssuer',
      found: `${show(issuer)} is of region ${found}, and the environment is in ${region}`,
      fix: `use the issuer of a cluster in ${region}`,
    },
  ];
};

const bucketNames: InputRule = (name, { account, region, storage }) => {
  const problems: Problem[] = [];
  for (const [key, purpose] of [
    ['chunkBucketName', 'chunks'],
    ['rulerBucketName', 'ruler'],
  ] as const) {
    const given = isObject(storage) ? storage[key] : undefined;
    if (typeof given === 'string') {
      const problem = bucketNameProblem(given);
      if (problem) problems.push(problemFrom(`storage.${key}`, `${show(given)} ${problem}`));
    } else if (account && region) {
      const made = bucketName(purpose, { environment: name, account, region });
      const problem = bucketNameProblem(made);
      if (problem) {
        problems.push({
          path: '',
          found: `the bucket name ${made} made from it ${problem}`,
          fix: `use a shorter environment name, or write storage.${key}`,
        });
      }
    }
  }
  if (isObject(storage) && storage.chunkBucketName && storage.chunkBucketName === storage.rulerBucketName) {
    problems.push({
      path: 'storage.rulerBucketName',
      found: `${show(storage.rulerBucketName)} is the chunk bucket too, whose old objects expire`,
      fix: `use a bucket of its own`,
    });
  }
  return problems;
};

const roleName: InputRule = (name, { region }) => {
  if (!region) return [];
  // The longest of them.
  const role = credentialsRoleName('gateway', { environment: name, account: '', region });
  if (role.length <= MAX_ROLE_NAME) return [];
  return [
    {
      path: '',
      found: `the role name ${role} made from it is ${role.length} characters long, and IAM takes at most ${MAX_ROLE_NAME}`,
      fix: `use a shorter environment name`,
    },
  ];
};

const tenants: InputRule = (name, { tenants: listed, tenantNamespaces, loki }) => {
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

const lokiConfiguration: InputRule = (_name, { loki }) => {
  if (!isObject(loki)) return [];
  const problems = isObject(loki.config)
    ? [...validateLokiConfig(loki.config, 'loki.config'), ...validateOwnedKeys(loki.config, 'loki.config')]
    : [];
  const limits = isObject(loki.tenantLimits) ? Object.entries(loki.tenantLimits) : [];
  return [
    ...problems,
    ...limits.flatMap(([tenant, limit]) =>
      isObject(limit) ? validateLimits(limit, `loki.tenantLimits.${tenant}`) : [],
    ),
  ].map(({ path, message }) => problemFrom(path, message));
};

const schemaPeriods: InputRule = (_name, { loki }) => {
  const schema: unknown[] = isObject(loki) && Array.isArray(loki.schema) ? loki.schema : [];
  const days = schema.map((period) => (isObject(period) && typeof period.from === 'string' ? period.from : undefined));
  return days.flatMap((from, index) => {
    const before = days[index - 1];
    if (!from || !before || from > before) return [];
    return [
      {
        path: `loki.schema[${index}].from`,
        found: `${show(from)} is not after ${show(before)}`,
        fix: `periods are in order, each from a later day`,
      },
    ];
  });
};

const namespaces: InputRule = (_name, { loki, alloy }) => {
  const lokiNamespace = (isObject(loki) && loki.namespace) || DEFAULT_NAMESPACES.loki;
  const alloyNamespace = (isObject(alloy) && alloy.namespace) || DEFAULT_NAMESPACES.alloy;
  if (lokiNamespace !== alloyNamespace) return [];
  return [
    {
      path: 'alloy.namespace',
      found: `${alloyNamespace} is Loki's namespace, whose pods must not read the node's files`,
      fix: `use another`,
    },
  ];
};

const alloySources: InputRule = (_name, { alloy }) => {
  const sources = ['journal', 'audit', 'cloudInit', 'pods'] as const;
  if (!isObject(alloy) || sources.some((source) => alloy[source] !== false)) return [];
  return [{ path: 'alloy', found: `reads nothing: ${sources.join(', ')} are all false`, fix: `leave one of them on` }];
};

const acknowledgements: InputRule = (_name, { acknowledge }) => {
  if (!Array.isArray(acknowledge)) return [];
  const keys = acknowledge.map((one) => (isObject(one) ? `${String(one.rule)} ${String(one.path)}` : undefined));
  return keys.flatMap((key, index) => {
    const first = keys.indexOf(key);
    if (key === undefined || first === index) return [];
    return [{ path: `acknowledge[${index}]`, found: `the same as acknowledge[${first}]`, fix: `keep one of them` }];
  });
};

const manyTenants: InputRule = (_name, { tenants: listed }) => {
  if (!Array.isArray(listed) || listed.length <= MAX_TENANTS) return [];
  return [
    {
      path: 'tenants',
      found: `${listed.length} of them, and S3 has lifecycle rules for ${MAX_TENANTS}`,
      fix: `split them into several environments`,
    },
  ];
};

/** All of them. */
export const INPUT_RULES: readonly InputRule[] = [
  oneCluster,
  accounts,
  issuerRegion,
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
  acknowledgements,
];
