import type { Problem } from '../../charts/input/problems';

/*
 * Requirements of EKS and this library for a new cluster. `LoggingCluster` and environments are validated by the same
 * functions; only the path of a problem differs.
 */

/** Problem without its path; undefined for a valid value. */
type Violation = Omit<Problem, 'path'> | undefined;

/** Address range of a VPC that is made. */
export const VPC_CIDR = '10.0.0.0/16';

/** Form of the name of an EKS cluster. */
export const CLUSTER_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

/** Property of a new cluster that may have no effect because of another choice. */
type Property =
  | 'instanceTypes'
  | 'nodes'
  | 'minNodes'
  | 'maxNodes'
  | 'desiredNodes'
  | 'addonVersions'
  | 'availabilityZones'
  | 'natGateways'
  | 'interfaceEndpoints'
  | 'flowLogs'
  | 'publicAccessCidrs';

/** Choices for a new cluster that decide which properties have a use. */
interface ClusterChoices {
  /** True in EKS Auto Mode. */
  readonly autoMode: boolean;

  /** True if the cluster uses an existing VPC. */
  readonly existingVpc: boolean;

  /** True if the API has no public endpoint. */
  readonly privateEndpoint: boolean;
}

/** Properties that are given and have no use, each with the reason. */
export function unusedProperties(
  given: Readonly<Partial<Record<Property, unknown>>>,
  { autoMode, existingVpc, privateEndpoint }: ClusterChoices,
): [property: Property, reason: string][] {
  const reasons: Partial<Record<Property, string>> = {};
  const add = (reason: string, ...names: Property[]) => names.forEach((name) => (reasons[name] = reason));
  if (autoMode) {
    const chosen = ['instanceTypes', 'nodes', 'minNodes', 'maxNodes', 'desiredNodes'] as const;
    add('is for a node group, and in Auto Mode EKS chooses', ...chosen);
    add('is for a node group, and in Auto Mode EKS has its own', 'addonVersions');
  }
  if (existingVpc) {
    const chosen = ['availabilityZones', 'natGateways', 'interfaceEndpoints', 'flowLogs'] as const;
    add('is for a new VPC, and an existing one is given', ...chosen);
  }
  if (privateEndpoint) add('has no effect on a private endpoint', 'publicAccessCidrs');
  return (Object.entries(reasons) as [Property, string][]).filter(([name]) => given[name] !== undefined);
}

/** Violation by the number of NAT gateways of a new VPC: at least one, and at most one per zone. */
export function natGatewaysViolation(natGateways: number, zones: number): Violation {
  if (natGateways > zones) {
    return { found: `${natGateways} is more than one for each of ${zones} zones`, fix: `write at most ${zones}` };
  }
  if (Number.isInteger(natGateways) && natGateways > 0) return undefined;
  return { found: `${natGateways} leaves nodes without images and AWS`, fix: `write 1 to ${zones}` };
}

/** True for an instance type of AWS Graviton, which has a g after its generation. */
export function isArm64(instanceType: string): boolean {
  return /^(a\d|[a-z]+\d+[a-z-]*g)/.test(instanceType);
}

/** Violation by instance types of two architectures: a node group has one image. */
export function architectureViolation(instanceTypes: readonly string[]): Violation {
  const [first] = instanceTypes;
  const other = instanceTypes.find((type) => isArm64(type) !== isArm64(first ?? ''));
  if (first === undefined || other === undefined) return undefined;
  const named = [first, other].map((type) => `${type} (${isArm64(type) ? 'arm64' : 'x86_64'})`);
  return {
    found: `${named.join(' and ')} have two architectures, and a node group has one image`,
    fix: 'use types of one',
  };
}
