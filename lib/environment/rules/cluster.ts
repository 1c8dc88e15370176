import { kubeProxyFault } from '../../cluster/addons';
import { architectureViolation, natGatewaysViolation, unusedProperties, ZONES } from '../../cluster/constraints';
import type { CreateClusterProps } from '../cluster-props';
import { isObject, stringsOf } from '../values';
import { throughputProblems } from './loki';
import type { InputRule } from './rule';
import { DEFAULT_KUBERNETES_VERSION } from '../../cluster/kubernetes-versions';
import { show, type Problem, problemOfValue } from '../../../charts/problems';

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

const providerAccount: InputRule = (_name, { account, cluster }) => {
  const arn = isObject(cluster?.existing) ? cluster.existing.oidcProviderArn : undefined;
  const owner = typeof arn === 'string' ? arn.split(':')[4] : undefined;
  if (!account || !owner || owner === account) return [];
  return [
    {
      path: 'cluster.existing.oidcProviderArn',
      found: `${show(arn)} belongs to account ${owner}, and the environment is in ${account}`,
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
      found: `${show(issuer)} is in region ${found}, and the environment is in ${region}`,
      fix: `use the issuer of a cluster in ${region}`,
    },
  ];
};

const privateEndpoint: InputRule = (_name, { cluster }) => {
  const existing = cluster?.existing;
  if (!isObject(existing)) return [];
  const given = (['vpcId', 'privateSubnetIds', 'securityGroupId'] as const).filter(
    (key) => existing[key] !== undefined,
  );
  if (given.length === 0 || given.length === 3) return [];
  const missing = (['vpcId', 'privateSubnetIds', 'securityGroupId'] as const).filter((key) => !given.includes(key));
  return [
    {
      path: 'cluster.existing',
      found: `has ${given.join(' and ')} without ${missing.join(' and ')}`,
      fix: `a private Kubernetes API needs all three`,
    },
  ];
};

/** Fields that have no effect, given the other choices. */
const unusedFields: InputRule = (_name, { cluster }) => {
  const create = cluster?.create;
  if (!isObject(create)) return [];
  const choices = {
    autoMode: create.mode === 'auto',
    existingVpc: create.vpcId !== undefined,
    privateEndpoint: create.endpointAccess === 'private',
  };
  return unusedProperties(create, choices).map(([key, reason]) => ({
    path: `cluster.create.${key}`,
    found: `${show(create[key as keyof CreateClusterProps])} ${reason}`,
    fix: UNUSED_FIXES[key] ?? 'leave out one of the two',
  }));
};

/** Choices that give a field its use. */
const UNUSED_FIXES: Readonly<Record<string, string>> = {
  instanceTypes: "leave it out, or use mode: 'node-group'",
  nodes: "leave it out, or use mode: 'node-group'",
  addonVersions: "leave it out, or use mode: 'node-group'",
  publicAccessCidrs: "leave it out, or use endpointAccess: 'public-and-private'",
};

/** `vpcId` and `privateSubnetIds` belong together. */
const oneVpc: InputRule = (_name, { cluster }) => {
  const create = cluster?.create;
  if (!isObject(create)) return [];
  const { vpcId, privateSubnetIds } = create;
  if (vpcId === undefined) {
    if (privateSubnetIds === undefined) return [];
    const found = `${show(privateSubnetIds)} without vpcId`;
    const fix = `write the VPC they are in, or leave them out to have one made`;
    return [{ path: 'cluster.create.privateSubnetIds', found, fix }];
  }
  if (privateSubnetIds !== undefined) return [];
  const found = `${show(vpcId)} without privateSubnetIds`;
  const fix = `write its private subnets, one in each of three zones`;
  return [{ path: 'cluster.create.vpcId', found, fix }];
};

const zonesOfRegion: InputRule = (_name, { region, cluster }) => {
  const zones = isObject(cluster?.create) ? stringsOf(cluster.create.availabilityZones) : [];
  if (typeof region !== 'string') return [];
  return zones.flatMap((zone, index) => {
    if (zone.replace(/[a-z]$/, '') === region) return [];
    const found = `${show(zone)} is not a zone of ${region}, where the environment is`;
    const fix = `write one such as '${region}a'`;
    return [{ path: `cluster.create.availabilityZones[${index}]`, found, fix }];
  });
};

const natGatewaysOfZones: InputRule = (_name, { cluster }) => {
  const create = cluster?.create;
  if (!isObject(create) || typeof create.natGateways !== 'number') return [];
  const zones = stringsOf(create.availabilityZones).length || ZONES;
  const problem = natGatewaysViolation(create.natGateways, zones);
  return problem ? [{ path: 'cluster.create.natGateways', ...problem }] : [];
};

const oneArchitecture: InputRule = (_name, { cluster }) => {
  const problem = architectureViolation(isObject(cluster?.create) ? stringsOf(cluster.create.instanceTypes) : []);
  return problem ? [{ path: 'cluster.create.instanceTypes', ...problem }] : [];
};

const kubeProxyOfVersion: InputRule = (_name, { cluster }) => {
  const create: Partial<CreateClusterProps> = isObject(cluster?.create) ? cluster.create : {};
  const version = isObject(create.addonVersions) ? create.addonVersions['kube-proxy'] : undefined;
  const kubernetes = typeof create.version === 'string' ? create.version : DEFAULT_KUBERNETES_VERSION;
  const fault = typeof version === 'string' ? kubeProxyFault(version, kubernetes) : undefined;
  return fault ? [problemOfValue('cluster.create.addonVersions.kube-proxy', version, fault)] : [];
};

/** Parameters of a StorageClass of the user's own are theirs. */
const throughputOfOwnClass: InputRule = (_name, { cluster, loki }) => {
  const own = isObject(cluster?.existing) ? cluster.existing.storageClass : undefined;
  return own === undefined || !isObject(loki) ? [] : throughputProblems(loki.sizes, show(own));
};

/** Custom resources call Lambda functions in the region of their stack. */
const kubectlProvider: InputRule = (_name, { account, region, cluster }) => {
  const existing = cluster?.existing;
  const token = isObject(existing) ? existing.kubectlProviderServiceToken : undefined;
  if (!isObject(existing) || typeof token !== 'string') return [];
  const path = 'cluster.existing.kubectlProviderServiceToken';
  const [, , , ofRegion, ofAccount] = token.split(':');
  const problems: Problem[] = [];
  if (ofRegion && region && ofRegion !== region) {
    const found = `${show(token)} is in ${ofRegion}, and the environment is in ${region}`;
    const fix = `name the provider in ${region}`;
    problems.push({ path, found, fix });
  }
  if (ofAccount && account && ofAccount !== account) {
    const found = `${show(token)} belongs to account ${ofAccount}, and the environment is in ${account}`;
    const fix = `name the provider of ${account}`;
    problems.push({ path, found, fix });
  }
  if (existing.vpcId !== undefined) {
    const found = `${show(existing.vpcId)} is for a new provider, and kubectlProviderServiceToken names an existing one`;
    const fix = 'leave out one of the two';
    problems.push({ path: 'cluster.existing.vpcId', found, fix });
  }
  return problems;
};

/** Rules about the cluster of an environment. */
export const CLUSTER_RULES: readonly InputRule[] = [
  oneCluster,
  providerAccount,
  issuerRegion,
  privateEndpoint,
  unusedFields,
  oneVpc,
  zonesOfRegion,
  natGatewaysOfZones,
  oneArchitecture,
  kubeProxyOfVersion,
  throughputOfOwnClass,
  kubectlProvider,
];
