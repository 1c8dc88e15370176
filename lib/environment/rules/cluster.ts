import { kubeProxyFault } from '../../cluster/addons';
import { ZONES } from '../../../charts/loki/replication';
import { architectureViolation, natGatewaysViolation, unusedProperties } from '../../cluster/constraints';
import type { CreateClusterProps } from '../cluster-props';
import { isObject, stringsOf } from '../values';
import { throughputProblems } from './loki';
import type { InputRule } from './rule';
import { DEFAULT_KUBERNETES_VERSION } from '../../cluster/kubernetes-versions';
import { show, problemOfValue } from '../../../charts/input/problems';
import { issuerProblems, placeProblems, providerProblems, zonesOfRegion } from './place';

const oneCluster: InputRule = (_name, { cluster }) => {
  if (!isObject(cluster)) return [];
  const given = (['create', 'existing', 'local'] as const).filter((key) => cluster[key] !== undefined);
  if (given.length === 1) return [];
  return [
    {
      path: 'cluster',
      ...(given.length === 0
        ? {
            found: Object.keys(cluster).length === 0 ? '{} names no cluster' : 'has none of create, existing and local',
            fix: 'write create: {} to make one, existing: { name, oidcIssuer }, or local: {} for one on your machine',
          }
        : { found: `has ${given.length === 2 ? 'both ' : ''}${given.join(' and ')}`, fix: 'keep one of them' }),
    },
  ];
};

const provider: InputRule = (_name, input) =>
  isObject(input.cluster?.existing) ? providerProblems('cluster.existing.', input.cluster.existing, input) : [];

const issuerOfRegion: InputRule = (_name, input) =>
  isObject(input.cluster?.existing)
    ? issuerProblems('cluster.existing.oidcIssuer', input.cluster.existing.oidcIssuer, input)
    : [];

const adminsOfPartition: InputRule = (_name, input) =>
  (isObject(input.cluster?.create) ? stringsOf(input.cluster.create.admins) : []).flatMap((arn, index) =>
    placeProblems(`cluster.create.admins[${index}]`, arn, input, { noun: 'a role' }),
  );

/** Fields of a cluster whose Kubernetes API is private. */
const OF_PRIVATE_ENDPOINT = ['vpcId', 'privateSubnetIds', 'securityGroupId'] as const;

const privateEndpoint: InputRule = (_name, { cluster }) => {
  const existing = cluster?.existing;
  if (!isObject(existing)) return [];
  const given = OF_PRIVATE_ENDPOINT.filter((key) => existing[key] !== undefined);
  // Beside a provider that exists they have another problem.
  if (given.length === 0 || given.length === 3 || existing.kubectlProviderServiceToken !== undefined) return [];
  const missing = OF_PRIVATE_ENDPOINT.filter((key) => !given.includes(key));
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

const zones: InputRule = (_name, input) =>
  isObject(input.cluster?.create)
    ? zonesOfRegion('cluster.create.availabilityZones', stringsOf(input.cluster.create.availabilityZones), input)
    : [];

/** Number of zones in which a new cluster has nodes; undefined for other clusters. Subnets that exist are each in another zone. */
export const zonesOfNodes = (create: unknown): number | undefined =>
  isObject(create)
    ? stringsOf(create.availabilityZones).length || stringsOf(create.privateSubnetIds).length || ZONES
    : undefined;

const natGatewaysOfZones: InputRule = (_name, { cluster }) => {
  const create = cluster?.create;
  if (!isObject(create) || typeof create.natGateways !== 'number') return [];
  const problem = natGatewaysViolation(create.natGateways, zonesOfNodes(create) ?? ZONES);
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

/** The user sets the parameters of a StorageClass of their own. */
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
  const problems = placeProblems(path, token, { account, region }, { noun: 'the provider', ownAccount: true });
  const unused = OF_PRIVATE_ENDPOINT.filter((key) => existing[key] !== undefined).map((key) => ({
    path: `cluster.existing.${key}`,
    found: `${show(existing[key])} is for a new provider, and kubectlProviderServiceToken names an existing one`,
    fix: 'leave out one of the two',
  }));
  return [...problems, ...unused];
};

/** Rules about the cluster of an environment. */
export const CLUSTER_RULES: readonly InputRule[] = [
  oneCluster,
  provider,
  issuerOfRegion,
  adminsOfPartition,
  privateEndpoint,
  unusedFields,
  oneVpc,
  zones,
  natGatewaysOfZones,
  oneArchitecture,
  kubeProxyOfVersion,
  throughputOfOwnClass,
  kubectlProvider,
];
