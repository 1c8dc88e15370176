import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { type Problem, problemOfValue, show } from '../../charts/input/problems';
import { isReadable } from '../../charts/input/props';
import { clusterName, CREATE_FIELDS } from '../environment/schema/cluster';
import { number } from '../environment/schema/fields';
import { removalPolicy, vpc } from '../environment/constructs/objects';
import { placeFaults } from '../environment/constructs/place';
import { enumOf, isToken, placeOf, propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';
import { kubeProxyFault } from './addons';
import { placeProblems, zonesOfRegion } from '../environment/rules/place';
import { stringsOf } from '../environment/values';
import { ZONES } from '../../charts/loki/replication';
import { architectureViolation, natGatewaysViolation, unusedProperties } from './constraints';
import { DEFAULT_KUBERNETES_VERSION } from './kubernetes-versions';
import { ApiEndpointAccess, ClusterMode, type LoggingClusterProps } from './props';

const count = number('3', 1).optional();

const CLUSTER_SCHEMAS: PropSchemas<LoggingClusterProps> = {
  clusterName,
  version: CREATE_FIELDS.version,
  mode: enumOf(ClusterMode, 'ClusterMode').optional(),
  instanceTypes: CREATE_FIELDS.instanceTypes,
  minNodes: count,
  maxNodes: count,
  desiredNodes: count,
  vpc: vpc.optional(),
  availabilityZones: CREATE_FIELDS.availabilityZones,
  natGateways: CREATE_FIELDS.natGateways,
  interfaceEndpoints: CREATE_FIELDS.interfaceEndpoints,
  flowLogs: CREATE_FIELDS.flowLogs,
  addonVersions: CREATE_FIELDS.addonVersions,
  endpointAccess: enumOf(ApiEndpointAccess, 'ApiEndpointAccess').optional(),
  publicAccessCidrs: CREATE_FIELDS.publicAccessCidrs,
  adminRoleArns: CREATE_FIELDS.admins,
  controlPlaneLogs: CREATE_FIELDS.controlPlaneLogs,
  removalPolicy: removalPolicy.optional(),
};

/** Properties that have another name in `cluster.create` of an environment. */
const CREATE_NAMES = { name: 'clusterName', admins: 'adminRoleArns', nodes: 'desiredNodes', vpcId: 'vpc' } as const;

/**
 * Validates the properties of a new cluster.
 *
 * @throws InputError if a property is invalid, or two contradict each other, with all problems
 */
export function validateClusterProps(scope: Construct, props: LoggingClusterProps): void {
  const own = propProblems(props, CLUSTER_SCHEMAS, CREATE_NAMES);
  const seen = new Set(own.map((each) => each.path.replace(/[.[].*/, '')));
  const sound = soundProps(props, seen);
  refuse(scope.node.path, [...own, ...contradictions(sound), ...misplaced(scope, sound)]);
}

/** Properties whose own form is right. */
function soundProps(props: LoggingClusterProps, invalid: ReadonlySet<string>): LoggingClusterProps {
  if (!isReadable(props)) return {} as LoggingClusterProps;
  const sound = Object.keys(CLUSTER_SCHEMAS).filter((key) => key in props && !invalid.has(key));
  return Object.fromEntries(sound.map((key) => [key, props[key as keyof LoggingClusterProps]])) as never;
}

/** Problems of properties that contradict each other. */
function contradictions(props: LoggingClusterProps): Problem[] {
  const unused = unusedProperties(props, {
    autoMode: props.mode === ClusterMode.AUTO,
    existingVpc: props.vpc !== undefined,
    privateEndpoint: props.endpointAccess === ApiEndpointAccess.PRIVATE,
  }).map(([name, reason]) => ({
    path: name,
    found: `${show(props[name as keyof LoggingClusterProps])} ${reason}`,
    fix: 'leave it out',
  }));
  const zones = listOf(props.availabilityZones).length || ZONES;
  const natGateways = props.natGateways === undefined ? undefined : natGatewaysViolation(props.natGateways, zones);
  const architecture = architectureViolation(stringsOf(listOf(props.instanceTypes)));
  return [
    ...unused,
    ...(natGateways ? [{ path: 'natGateways', ...natGateways }] : []),
    ...(architecture ? [{ path: 'instanceTypes', ...architecture }] : []),
    ...nodeProblems(props),
    ...vpcProblems(props.vpc),
    ...kubeProxyProblems(props),
  ];
}

/** Administrators of another partition, and zones or a VPC of another region than the stack's. */
function misplaced(scope: Construct, { adminRoleArns, availabilityZones, vpc }: LoggingClusterProps): Problem[] {
  const place = placeOf(scope);
  return [
    ...listOf(adminRoleArns).flatMap((arn, index) =>
      placeProblems(`adminRoleArns[${index}]`, arn, place, { noun: 'a role' }),
    ),
    ...zonesOfRegion('availabilityZones', listOf(availabilityZones), place),
    ...(vpc ? placeFaults(scope, vpc, 'VPC') : []).map((fault) => ({ path: 'vpc', ...fault })),
  ];
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) && !isToken(value) ? (value as unknown[]) : []);

function nodeProblems({ minNodes, desiredNodes, maxNodes }: LoggingClusterProps): Problem[] {
  const given = Object.entries({ minNodes, desiredNodes, maxNodes }).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && !isToken(entry[1]),
  );
  return given.flatMap(([path, nodes], index) => {
    const before = given[index - 1];
    if (!before || before[1] <= nodes) return [];
    return [
      {
        path,
        found: `${nodes} is less than ${before[0]}, ${before[1]}`,
        fix: 'write minNodes <= desiredNodes <= maxNodes',
      },
    ];
  });
}

function vpcProblems(vpc: ec2.IVpc | undefined): Problem[] {
  // The length of a list that is known at deploy time only is unknown.
  const subnets = vpc?.privateSubnets;
  if (!subnets || subnets.some(({ subnetId }) => Token.isUnresolved([subnetId]))) return [];
  const zones = new Set(subnets.map(({ availabilityZone }) => availabilityZone)).size;
  if (zones >= 2) return [];
  const where = zones === 0 ? 'no zone' : 'one zone';
  const found = `has private subnets with a route to the internet in ${where}, and EKS needs at least two zones`;
  return [{ path: 'vpc', found, fix: 'give a VPC with such subnets in three' }];
}

function kubeProxyProblems({ addonVersions, version }: LoggingClusterProps): Problem[] {
  const proxy: unknown = addonVersions?.['kube-proxy'];
  const fault = typeof proxy === 'string' ? kubeProxyFault(proxy, version ?? DEFAULT_KUBERNETES_VERSION) : undefined;
  return fault ? [problemOfValue('addonVersions.kube-proxy', proxy, fault)] : [];
}
