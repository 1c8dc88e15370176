import { kubeProxyProblem } from '../../cluster/addons';
import { ZONES } from '../../cluster/availability-zones';
import type { CreateClusterProps } from '../cluster-props';
import { isObject } from '../schema/environment';
import type { InputRule } from './environment';
import { DEFAULT_KUBERNETES_VERSION } from '../../cluster/kubernetes-versions';
import { show, type Problem } from '../problems';

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
      message: `has ${given.join(' and ')} without ${missing.join(' and ')}; a private Kubernetes API needs all three`,
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
      message: `${show(create[key])} is for a node group, and ${reason}; leave it out, or use mode: 'node-group'`,
    }));
};

const privateCidrs: InputRule = (_name, { cluster }) => {
  const create = cluster?.create;
  if (!isObject(create) || create.endpointAccess !== 'private' || !create.publicAccessCidrs) return [];
  return [
    {
      path: 'cluster.create.publicAccessCidrs',
      message: `${show(create.publicAccessCidrs)} has no effect on a private endpoint; leave it out, or use endpointAccess: 'public-and-private'`,
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
    const message = `${show(privateSubnetIds)} without vpcId; write the VPC they are in, or leave them out to have one made`;
    return [{ path: 'cluster.create.privateSubnetIds', message }];
  }
  const ofNewVpc = (['availabilityZones', 'natGateways', 'interfaceEndpoints'] as const)
    .filter((key) => create[key] !== undefined)
    .map((key) => ({
      path: `cluster.create.${key}`,
      message: `${show(create[key])} is for a VPC that is made, and vpcId names one; leave out one of the two`,
    }));
  if (privateSubnetIds !== undefined) return ofNewVpc;
  const message = `${show(vpcId)} without privateSubnetIds; write its private subnets, one in each of three zones`;
  return [{ path: 'cluster.create.vpcId', message }, ...ofNewVpc];
};

const zonesOfRegion: InputRule = (_name, { region, cluster }) => {
  const zones = isObject(cluster?.create) ? listOf(cluster.create.availabilityZones) : [];
  if (typeof region !== 'string') return [];
  return zones.flatMap((zone, index) => {
    if (zone.replace(/[a-z]$/, '') === region) return [];
    const message = `${show(zone)} is not a zone of ${region}, where the environment is; write one such as '${region}a'`;
    return [{ path: `cluster.create.availabilityZones[${index}]`, message }];
  });
};

const natGatewaysOfZones: InputRule = (_name, { cluster }) => {
  const create = cluster?.create;
  if (!isObject(create) || typeof create.natGateways !== 'number') return [];
  const zones = listOf(create.availabilityZones).length || ZONES;
  if (create.natGateways <= zones) return [];
  const message = `${create.natGateways} is more than one for each of ${zones} zones; write at most ${zones}`;
  return [{ path: 'cluster.create.natGateways', message }];
};

/** The one image of a node group is of one architecture; types of Graviton have a g after their generation. */
const oneArchitecture: InputRule = (_name, { cluster }) => {
  const types = isObject(cluster?.create) ? listOf(cluster.create.instanceTypes) : [];
  const isArm = (type: string) => /^(a\d|[a-z]+\d+[a-z-]*g)/.test(type);
  const [first, other] = [types[0], types.find((type) => isArm(type) !== isArm(types[0] ?? ''))];
  if (first === undefined || other === undefined) return [];
  const named = [first, other].map((type) => `${type} (${isArm(type) ? 'arm64' : 'x86_64'})`);
  const message = `${named.join(' and ')} are of two architectures, and a node group has one image; use types of one`;
  return [{ path: 'cluster.create.instanceTypes', message }];
};

const kubeProxyOfVersion: InputRule = (_name, { cluster }) => {
  const create: Partial<CreateClusterProps> = isObject(cluster?.create) ? cluster.create : {};
  const version = isObject(create.addonVersions) ? create.addonVersions['kube-proxy'] : undefined;
  const kubernetes = typeof create.version === 'string' ? create.version : DEFAULT_KUBERNETES_VERSION;
  const problem = typeof version === 'string' ? kubeProxyProblem(version, kubernetes) : undefined;
  return problem ? [{ path: 'cluster.create.addonVersions.kube-proxy', message: `${show(version)} ${problem}` }] : [];
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
    const message = `${show(token)} is in ${ofRegion}, and the environment is in ${region}; name the provider in ${region}`;
    problems.push({ path, message });
  }
  if (ofAccount && account && ofAccount !== account) {
    const message = `${show(token)} is of account ${ofAccount}, and the environment is in ${account}; name the provider of ${account}`;
    problems.push({ path, message });
  }
  if (existing.vpcId !== undefined) {
    const message =
      'is for a provider that is made, and kubectlProviderServiceToken names one; leave out one of the two';
    problems.push({ path: 'cluster.existing.vpcId', message: `${show(existing.vpcId)} ${message}` });
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
