import {
  ADDON_NAMES,
  type AddonName,
  type AddonVersions,
  addonVersionFault,
  EXAMPLE_ADDON_VERSION,
} from '../../cluster/addons';
import { CLUSTER_NAME } from '../../cluster/constraints';
import { KUBERNETES_VERSIONS } from '../../cluster/kubernetes-versions';
import type { ClusterProps, CreateClusterProps, ExistingClusterProps } from '../cluster-props';
import {
  boolean,
  checked,
  fault,
  isSet,
  list,
  number,
  objectName,
  objectOf,
  oneOf,
  string,
  text,
  word,
} from './fields';

const cidr = text(
  '203.0.113.0/24',
  /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!\/)|(?=\/))){4}\/(3[0-2]|[12]?\d)$/,
  fault('is not an address range', "write one such as '203.0.113.0/24'"),
);
const vpcId = text('vpc-0a1b2c3d', /^vpc-[0-9a-f]+$/, fault('is not a VPC', "write its id, such as 'vpc-0a1b2c3d'"));
const subnetIds = list(
  text('subnet-0a1b2c3d', /^subnet-[0-9a-f]+$/, fault('is not a subnet', "write its id, such as 'subnet-0a1b2c3d'")),
  "'subnet-0a1b2c3d'",
);
const principalArn = text(
  'arn:aws:iam::111122223333:role/admin',
  /^arn:aws(-cn|-us-gov)?:iam::\d{12}:(role|user)\/.+$/,
  fault('is not the ARN of a role or user', "write one such as 'arn:aws:iam::111122223333:role/admin'"),
);
const providerArn = text(
  'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
  /^arn:aws(-cn|-us-gov)?:iam::\d{12}:oidc-provider\/.+$/,
  fault('is not the ARN of an OIDC provider', "find it with 'aws iam list-open-id-connect-providers'"),
);
const clusterName = text(
  'prod',
  CLUSTER_NAME,
  fault('is not a name of an EKS cluster', 'use at most 100 letters, digits, hyphens and underscores'),
);

const addonVersion = checked(EXAMPLE_ADDON_VERSION, addonVersionFault).optional();

const ADDON_VERSIONS = Object.fromEntries(ADDON_NAMES.map((name) => [name, addonVersion])) as Record<
  AddonName,
  typeof addonVersion
>;

const create = objectOf<CreateClusterProps>()({
  name: clusterName.optional(),
  version: word(...KUBERNETES_VERSIONS).optional(),
  mode: oneOf('node-group', 'auto').optional(),
  instanceTypes: list(
    text(
      'm6i.xlarge',
      /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
      fault('is not an instance type', "write one such as 'm6i.xlarge'"),
    ),
    "'m6i.xlarge'",
  )
    .min(1, { error: fault('is empty', "write a type such as ['m6i.xlarge'], or leave it out") })
    .optional(),
  nodes: number('3', 1).optional(),
  endpointAccess: oneOf('public-and-private', 'private').optional(),
  publicAccessCidrs: list(cidr, "'203.0.113.0/24'")
    .min(1, {
      error: fault('is empty, by which EKS means every address', "write ranges, or use endpointAccess: 'private'"),
    })
    .optional(),
  admins: list(principalArn, "'arn:aws:iam::111122223333:role/admin'")
    .refine(isSet, { error: fault('has one of them twice', 'write each once') })
    .optional(),
  controlPlaneLogs: list(oneOf('api', 'audit', 'authenticator', 'controllerManager', 'scheduler'), "'audit'")
    .refine(isSet, { error: fault('has one of them twice', 'write each once') })
    .optional(),
  addonVersions: objectOf<AddonVersions>()(ADDON_VERSIONS).optional(),
  vpcId: vpcId.optional(),
  privateSubnetIds: subnetIds
    .refine((ids) => ids.length >= 2 && isSet(ids), {
      error: fault('is not two different subnets or more, in as many zones, which EKS asks for', 'write three'),
    })
    .optional(),
  availabilityZones: list(
    text('us-east-1a', /^[a-z]+(-[a-z]+)+-\d[a-z]$/, fault('is not a zone', "write one such as 'us-east-1a'")),
    "'us-east-1a', 'us-east-1b', 'us-east-1c'",
  )
    .refine((zones) => zones.length >= 2 && isSet(zones), {
      error: fault('is not two different zones or more, which EKS asks for', 'write three'),
    })
    .optional(),
  natGateways: number('1', 1).optional(),
  interfaceEndpoints: boolean().optional(),
});

const existing = objectOf<ExistingClusterProps>()({
  name: clusterName,
  oidcIssuer: string('https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E')
    .refine((value) => value.startsWith('https://fault('), {
      error: "does not begin with https://', 'write ')https://…'",
    })
    .refine((value) => /^(https:\/\/)?[^/\s]+\/id\/[A-Za-z0-9]+$/.test(value), {
      error: fault(
        'is not the issuer of a cluster',
        "find it with 'aws eks describe-cluster --query cluster.identity.oidc.issuer'",
      ),
    }),
  oidcProviderArn: providerArn.optional(),
  version: word(...KUBERNETES_VERSIONS).optional(),
  autoMode: boolean().optional(),
  storageClass: objectName.optional(),
  vpcId: vpcId.optional(),
  privateSubnetIds: subnetIds
    .min(1, { error: fault('is empty', "write one such as ['subnet-0a1b2c3d'], or leave all three out") })
    .optional(),
  securityGroupId: text(
    'sg-0a1b2c3d',
    /^sg-[0-9a-f]+$/,
    fault('is not a security group', "write its id, such as 'sg-0a1b2c3d'"),
  ).optional(),
  kubectlProviderServiceToken: text(
    'arn:aws:lambda:us-east-1:111122223333:function:Platform-KubectlProviderframeworkonEvent-0123456789ab',
    /^arn:aws(-cn|-us-gov)?:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+$/,
    fault(
      'is not the ARN of a Lambda function',
      "write the ServiceToken of the cluster's Custom::AWSCDK-EKS-KubernetesResource",
    ),
  ).optional(),
});

/** The shape of the cluster of an environment. */
export const CLUSTER_SCHEMA = objectOf<ClusterProps>()({ create: create.optional(), existing: existing.optional() });
