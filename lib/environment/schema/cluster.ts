import type * as z from 'zod';
import {
  ADDON_NAMES,
  type AddonName,
  type AddonVersions,
  addonVersionFault,
  EXAMPLE_ADDON_VERSION,
} from '../../cluster/addons';
import { CLUSTER_NAME } from '../../cluster/constraints';
import { KUBERNETES_VERSIONS } from '../../cluster/kubernetes-versions';
import type { ClusterProps, ControlPlaneLog, CreateClusterProps, ExistingClusterProps } from '../cluster-props';
import { boolean, checked, filledList, isSet, list, must, number, objectOf, oneOf, text } from './fields';
import { objectName } from './names';

const cidr = text(
  '203.0.113.0/24',
  /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!\/)|(?=\/))){4}\/(3[0-2]|[12]?\d)$/,
  'is not an address range',
);
const vpcId = text('vpc-0a1b2c3d', /^vpc-[0-9a-f]+$/, 'is not a VPC', "write its id, such as 'vpc-0a1b2c3d'");
const subnetId = text(
  'subnet-0a1b2c3d',
  /^subnet-[0-9a-f]+$/,
  'is not a subnet',
  "write its id, such as 'subnet-0a1b2c3d'",
);
const principalArn = text(
  'arn:aws:iam::111122223333:role/admin',
  /^arn:aws(-cn|-us-gov)?:iam::\d{12}:(role|user)\/.+$/,
  'is not the ARN of a role or user',
);
const providerArn = text(
  'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
  /^arn:aws(-cn|-us-gov)?:iam::\d{12}:oidc-provider\/.+$/,
  'is not the ARN of an OIDC provider',
  "find it with 'aws iam list-open-id-connect-providers'",
);
const clusterName = text(
  'prod',
  CLUSTER_NAME,
  'is not a valid EKS cluster name',
  'use at most 100 letters, digits, hyphens and underscores',
);
const issuer = text(
  'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
  /^https:\/\//,
  'does not begin with https://',
  "write 'https://…'",
);

/** Lists in which AWS accepts no duplicates. */
const distinct = { wrong: 'has duplicates', fix: 'write each once' };

const addonVersions = objectOf<AddonVersions>()(
  Object.fromEntries(
    ADDON_NAMES.map((name) => [name, checked(EXAMPLE_ADDON_VERSION, addonVersionFault).optional()]),
  ) as unknown as Record<AddonName, z.ZodType<string | undefined, string | undefined>>,
);

const create = objectOf<CreateClusterProps>()({
  name: clusterName.optional(),
  version: oneOf<string>(...KUBERNETES_VERSIONS).optional(),
  mode: oneOf('node-group', 'auto').optional(),
  instanceTypes: filledList(
    text('m6i.xlarge', /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'is not an instance type'),
    "'m6i.xlarge'",
    "write a type such as ['m6i.xlarge'], or leave it out",
  ).optional(),
  nodes: number('3', 1).optional(),
  endpointAccess: oneOf('public-and-private', 'private').optional(),
  publicAccessCidrs: must(list(cidr, "'203.0.113.0/24'"), (ranges) => ranges.length > 0, {
    wrong: 'is empty, which EKS reads as every address',
    fix: "write ranges, or use endpointAccess: 'private'",
  }).optional(),
  admins: must(list(principalArn, "'arn:aws:iam::111122223333:role/admin'"), isSet, distinct).optional(),
  controlPlaneLogs: must(
    list(oneOf<ControlPlaneLog>('api', 'audit', 'authenticator', 'controllerManager', 'scheduler'), "'audit'"),
    isSet,
    distinct,
  ).optional(),
  addonVersions: addonVersions.optional(),
  vpcId: vpcId.optional(),
  privateSubnetIds: must(list(subnetId, "'subnet-0a1b2c3d'"), (ids) => ids.length >= 2 && isSet(ids), {
    wrong: 'is not at least two different subnets, each in another zone, as EKS requires',
    fix: 'write three',
  }).optional(),
  availabilityZones: must(
    list(text('us-east-1a', /^[a-z]+(-[a-z]+)+-\d[a-z]$/, 'is not a zone'), "'us-east-1a', 'us-east-1b', 'us-east-1c'"),
    (zones) => zones.length >= 2 && isSet(zones),
    { wrong: 'is not at least two different zones, as EKS requires', fix: 'write three' },
  ).optional(),
  natGateways: number('1', 1).optional(),
  interfaceEndpoints: boolean().optional(),
  flowLogs: boolean().optional(),
});

const existing = objectOf<ExistingClusterProps>()({
  name: clusterName,
  oidcIssuer: must(issuer, (value) => /^(https:\/\/)?[^/\s]+\/id\/[A-Za-z0-9]+$/.test(value), {
    wrong: 'is not the issuer of a cluster',
    fix: "find it with 'aws eks describe-cluster --query cluster.identity.oidc.issuer'",
  }),
  oidcProviderArn: providerArn.optional(),
  version: oneOf<string>(...KUBERNETES_VERSIONS).optional(),
  autoMode: boolean().optional(),
  storageClass: objectName.optional(),
  vpcId: vpcId.optional(),
  privateSubnetIds: filledList(
    subnetId,
    "'subnet-0a1b2c3d'",
    "write one such as ['subnet-0a1b2c3d'], or leave all three out",
  ).optional(),
  securityGroupId: text(
    'sg-0a1b2c3d',
    /^sg-[0-9a-f]+$/,
    'is not a security group',
    "write its id, such as 'sg-0a1b2c3d'",
  ).optional(),
  kubectlProviderServiceToken: text(
    'arn:aws:lambda:us-east-1:111122223333:function:Platform-KubectlProviderframeworkonEvent-0123456789ab',
    /^arn:aws(-cn|-us-gov)?:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+$/,
    'is not the ARN of a Lambda function',
    "write the ServiceToken of the cluster's Custom::AWSCDK-EKS-KubernetesResource",
  ).optional(),
});

/** The cluster of an environment. */
export const CLUSTER_SCHEMA = objectOf<ClusterProps>()({ create: create.optional(), existing: existing.optional() });
