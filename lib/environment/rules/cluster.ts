import { kubeProxyProblem } from '../../cluster/addons';
import { ZONES } from '../../cluster/availability-zones';
import type { CreateClusterProps } from '../cluster-props';
import { isObject } from '../schema/environment';
import type { InputRule } from './rule';
import { DEFAULT_KUBERNETES_VERSION } from '../../cluster/kubernetes-versions';
import { show, type Problem, problemFrom } from '../../../charts/problems';

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

const autoModeNodes: InputRule = (_name, { cluster }) => {
  const create = cluster?.create;
  if (!isObject(create) || create.mode !== 'auto') return [];
  const because = {
    instanceTypes: 'in Auto Mode EKS chooses',
    nodes: 'in Auto Mode EKS chooses',
    addonVersions: 'in Auto Mode EKS has its own',
  };
  return entriesOf(because)
    .filter(([key]) => create[key] !== undefined)
    .map(([key, reason]) => ({
      path: `cluster.create.${key}`,
      found: `${show(create[key])} is for a node group, and ${reason}`,
      fix: `leave it out, or use mode: 'node-group'`,
    }));
};

const privateCidrs: InputRule = (_name, { cluster }) => {
  const create = cluster?.create;
  if (!isObject(create) || create.endpointAccess !== 'private' || !create.publicAccessCidrs) return [];
  return [
    {
      path: 'cluster.create.publicAccessCidrs',
      found: `${show(create.publicAccessCidrs)} has no effect on a private endpoint`,
      fix: `leave it out, or use endpointAccess: 'public-and-private'`,
    },
  ];
};

/** A VPC is given or made. */
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
  const ofNewVpc = (['availabilityZones', 'natGateways', 'interfaceEndpoints'] as const)
    .filter((key) => create[key] !== undefined)
    .map((key) => ({
      path: `cluster.create.${key}`,
      found: `${show(create[key])} is for a VPC that is made, and vpcId names one`,
      fix: `leave out one of the two`,
    }));
  if (privateSubnetIds !== undefined) return ofNewVpc;
  const found = `${show(vpcId)} without privateSubnetIds`;
  const fix = `write its private subnets, one in each of three zones`;
  return [{ path: 'cluster.create.vpcId', found, fix }, ...ofNewVpc];
};

const zonesOfRegion: InputRule = (_name, { region, cluster }) => {
  const zones = isObject(cluster?.create) ? listOf(cluster.create.availabilityZones) : [];
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
  const zones = listOf(create.availabilityZones).length || ZONES;
  if (create.natGateways <= zones) return [];
  const found = `${create.natGateways} is more than one for each of ${zones} zones`;
  const fix = `write at most ${zones}`;
  return [{ path: 'cluster.create.natGateways', found, fix }];
};

/** The one image of a node group is of one architecture; types of Graviton have a g after their generation. */
const oneArchitecture: InputRule = (_name, { cluster }) => {
  const types = isObject(cluster?.create) ? listOf(cluster.create.instanceTypes) : [];
  const isArm = (type: string) => /^(a\d|[a-z]+\d+[a-z-]*g)/.test(type);
  const [first, other] = [types[0], types.find((type) => isArm(type) !== isArm(types[0] ?? ''))];
  if (first === undefined || other === undefined) return [];
  const named = [first, other].map((type) => `${type} (${isArm(type) ? 'arm64' : 'x86_64'})`);
  const found = `${named.join(' and ')} are of two architectures, and a node group has one image`;
  const fix = `use types of one`;
  return [{ path: 'cluster.create.instanceTypes', found, fix }];
};

const kubeProxyOfVersion: InputRule = (_name, { cluster }) => {
  const create: Partial<CreateClusterProps> = isObject(cluster?.create) ? cluster.create : {};
  const version = isObject(create.addonVersions) ? create.addonVersions['kube-proxy'] : undefined;
  const kubernetes = typeof create.version === 'string' ? create.version : DEFAULT_KUBERNETES_VERSION;
  const problem = typeof version === 'string' ? kubeProxyProblem(version, kubernetes) : undefined;
  return problem ? [problemFrom('cluster.create.addonVersions.kube-proxy', `${show(version)} ${problem}`)] : [];
};

/** Lambda functions of custom resources are of the stack's region. */
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
    const found = `${show(token)} is of account ${ofAccount}, and the environment is in ${account}`;
    const fix = `name the provider of ${account}`;
    problems.push({ path, found, fix });
  }
  if (existing.vpcId !== undefined) {
    const found = `${show(existing.vpcId)} is for a provider that is made, and kubectlProviderServiceToken names one`;
    const fix = 'leave out one of the two';
    problems.push({ path: 'cluster.existing.vpcId', found, fix });
  }
  return problems;
};

/** The strings of a list, whatever it is: what is wrong with its form is said elsewhere. */
function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function entriesOf<K extends string>(object: Readonly<Record<K, string>>): [K, string][] {
  return Object.entries(object) as [K, string][];
}

/** What depends on more than one field of a cluster. */
export const CLUSTER_INPUT_RULES: readonly InputRule[] = [
  privateEndpoint,
  autoModeNodes,
  privateCidrs,
  oneVpc,
  zonesOfRegion,
  natGatewaysOfZones,
  oneArchitecture,
  kubeProxyOfVersion,
  kubectlProvider,
];
