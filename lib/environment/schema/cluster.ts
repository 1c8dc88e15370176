import type * as z from 'zod';
import { SECURITY_GROUP_ID, SUBNET_ID, VPC_ID } from '../../../charts/input/aws-forms';
import { cidrFault, EXAMPLE_CIDR } from '../../../charts/input/cidr';
import {
  ADDON_NAMES,
  type AddonName,
  type AddonVersions,
  addonVersionFault,
  EXAMPLE_ADDON_VERSION,
} from '../../cluster/addons';
import { CLUSTER_NAME } from '../../cluster/constraints';
import { KUBERNETES_VERSIONS } from '../../cluster/kubernetes-versions';
import type {
  ClusterProps,
  ControlPlaneLog,
  CreateClusterProps,
  ExistingClusterProps,
  LocalClusterProps,
} from '../cluster-props';
import { ADMIN_ARN, FUNCTION_ARN, PROVIDER_ARN } from '../aws/arn';
import { nodeTypeFault } from '../aws/names';
import { MAX_PUBLIC_CIDRS, publicCidrFault, zoneFault } from '../aws/network';
import { issuerExample, issuerRegion } from '../aws/partition';
import { nodes, volumeGiB } from './bounds';
import { arn, boolean, checked, filledList, formed, isSet, list, must, number, objectOf, oneOf, text } from './fields';
import { objectNameLike } from './names';

/** Range of IPv4 addresses. */
export const cidr = checked(EXAMPLE_CIDR, cidrFault);
const publicCidr = checked(EXAMPLE_CIDR, publicCidrFault);
const vpcId = formed(VPC_ID);
const subnetId = formed(SUBNET_ID);
/** Name of an EKS cluster. */
export const clusterName = text(
  'prod',
  CLUSTER_NAME,
  'is not a valid EKS cluster name',
  'use at most 100 letters, digits, hyphens and underscores',
);
/** OpenID Connect issuer of an EKS cluster. */
export const issuer = checked(issuerExample(), (value) => {
  if (!value.startsWith('https://')) return { wrong: 'does not begin with https://', fix: "write 'https://…'" };
  if (issuerRegion(value) !== undefined) {
    const [id = ''] = /[^/]*$/.exec(value) ?? [];
    if (!/[a-z]/.test(id)) return undefined;
    const wrong = 'has lower-case letters in its id, which EKS writes in upper case, and AWS compares them exactly';
    return { wrong, fix: `write '${value.slice(0, -id.length)}${id.toUpperCase()}'` };
  }
  return {
    wrong: 'is not the issuer of an EKS cluster',
    fix: "find it with 'aws eks describe-cluster --query cluster.identity.oidc.issuer'",
  };
});

/** Lists in which AWS accepts no duplicates. */
const distinct = { wrong: 'has duplicates', fix: 'write each once' };

/** Subnets of kubectl's Lambda function. */
const MOST_SUBNETS = 16;

const inFunction = (subnets: z.ZodType<readonly string[], readonly string[]>) =>
  must(subnets, (ids) => ids.length <= MOST_SUBNETS, {
    wrong: `has more than the ${MOST_SUBNETS} subnets that the Lambda function of kubectl can be in`,
    fix: 'keep one in each zone',
  });

const addonVersions = objectOf<AddonVersions>()(
  Object.fromEntries(
    ADDON_NAMES.map((name) => [name, checked(EXAMPLE_ADDON_VERSION, addonVersionFault).optional()]),
  ) as unknown as Record<AddonName, z.ZodType<string | undefined, string | undefined>>,
);

/** Fields of a new cluster. `LoggingCluster` has them under other names. */
export const CREATE_FIELDS = {
  name: clusterName.optional(),
  version: oneOf<string>(...KUBERNETES_VERSIONS).optional(),
  mode: oneOf('node-group', 'auto').optional(),
  instanceTypes: must(
    must(
      filledList(
        checked('m6i.xlarge', nodeTypeFault),
        "'m6i.xlarge'",
        "write a type such as ['m6i.xlarge'], or leave it out",
      ),
      isSet,
      distinct,
    ),
    (types) => types.length <= 20,
    { wrong: 'has more types than the 20 of a node group', fix: 'keep the first ones' },
  ).optional(),
  nodes: nodes('3').optional(),
  endpointAccess: oneOf('public-and-private', 'private').optional(),
  publicAccessCidrs: must(
    must(
      must(list(publicCidr, "'203.0.113.0/24'"), (ranges) => ranges.length > 0, {
        wrong: 'is empty, which EKS reads as every address',
        fix: "write ranges, or use endpointAccess: 'private'",
      }),
      isSet,
      distinct,
    ),
    (ranges) => ranges.length <= MAX_PUBLIC_CIDRS,
    {
      wrong: `has more than the ${MAX_PUBLIC_CIDRS} ranges that EKS accepts`,
      fix: 'join neighbouring ranges',
    },
  ).optional(),
  admins: must(list(arn(ADMIN_ARN)), isSet, distinct).optional(),
  controlPlaneLogs: must(
    list(oneOf<ControlPlaneLog>('api', 'audit', 'authenticator', 'controllerManager', 'scheduler'), "'audit'"),
    isSet,
    distinct,
  ).optional(),
  addonVersions: addonVersions.optional(),
  vpcId: vpcId.optional(),
  privateSubnetIds: inFunction(
    must(list(subnetId, "'subnet-0a1b2c3d'"), (ids) => ids.length >= 2 && isSet(ids), {
      wrong: 'is not at least two different subnets, each in another zone, as EKS requires',
      fix: 'write three',
    }),
  ).optional(),
  availabilityZones: must(
    list(checked('us-east-1a', zoneFault), "'us-east-1a', 'us-east-1b', 'us-east-1c'"),
    (zones) => zones.length >= 2 && isSet(zones),
    { wrong: 'is not at least two different zones, as EKS requires', fix: 'write three' },
  ).optional(),
  natGateways: number('1', 1).optional(),
  interfaceEndpoints: boolean().optional(),
  flowLogs: boolean().optional(),
};
const create = objectOf<CreateClusterProps>()(CREATE_FIELDS);

/** Fields of an existing cluster. `ExistingLoggingCluster` has them under other names. */
export const EXISTING_FIELDS = {
  name: clusterName,
  oidcIssuer: issuer,
  oidcProviderArn: arn(PROVIDER_ARN).optional(),
  version: oneOf<string>(...KUBERNETES_VERSIONS).optional(),
  autoMode: boolean().optional(),
  storageClass: objectNameLike('gp3').optional(),
  vpcId: vpcId.optional(),
  privateSubnetIds: inFunction(
    filledList(subnetId, "'subnet-0a1b2c3d'", "write one such as ['subnet-0a1b2c3d'], or leave all three out"),
  ).optional(),
  securityGroupId: formed(SECURITY_GROUP_ID).optional(),
  kubectlProviderServiceToken: arn(FUNCTION_ARN).optional(),
};
const existing = objectOf<ExistingClusterProps>(
  'an object',
  "{ name: 'prod', oidcIssuer: 'https://…' }",
)(EXISTING_FIELDS);

const local = objectOf<LocalClusterProps>()({
  name: clusterName.optional(),
  storageClass: objectNameLike('standard').optional(),
  storeVolume: volumeGiB('20').optional(),
});

/** The cluster of an environment. */
export const CLUSTER_SCHEMA = objectOf<ClusterProps>(
  'an object',
  "{ create: {} }, or { existing: { name: 'prod', oidcIssuer: 'https://…' } } for one that exists",
)({
  create: create.optional(),
  existing: existing.optional(),
  local: local.optional(),
});
