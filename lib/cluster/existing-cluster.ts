import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct, type IDependable } from 'constructs';
import { ebsProvisioner } from '../../charts/kubernetes/storage-class';
import { clusterAdmin } from './access';
import { importedVpc } from './network';
import { existingTrust } from './trust';
import { kubectlFault, kubectlLayer, kubectlVersionFor } from '../delivery/kubectl';
import { shortenErrors } from '../delivery/kubectl-function';
import { show } from '../../charts/input/problems';
import { issuerProblems, placeProblems, providerProblems } from '../environment/rules/place';
import { clusterName, EXISTING_FIELDS } from '../environment/schema/cluster';
import { boolean, checked } from '../environment/schema/fields';
import { isToken, placeOf, propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';
import { DEFAULT_KUBERNETES_VERSION } from './kubernetes-versions';
import { warnOfSupport } from './support';
import type { ILoggingCluster } from './logging-cluster';
import type { IOidcTrust } from '../identity/oidc-trust';

/** Properties of an `ExistingLoggingCluster`. */
export interface ExistingLoggingClusterProps {
  /** Name of the cluster. */
  readonly clusterName: string;

  /** OpenID Connect issuer of the cluster: `https://…`, as `aws eks describe-cluster` shows it. */
  readonly oidcIssuer: string;

  /** Kubernetes version of the cluster, at most one minor version from one with a kubectl layer. @default '1.35' */
  readonly version?: string;

  /** ARN of the cluster's OIDC provider in IAM, if it exists. @default - see `createOidcProvider` */
  readonly oidcProviderArn?: string;

  /**
   * If true, an OIDC provider is created. Set it to false if the account has one already: AWS allows one per issuer.
   *
   * @default - true without an `oidcProviderArn`, false with one
   */
  readonly createOidcProvider?: boolean;

  /** True if the cluster runs in EKS Auto Mode, which has block storage built in. @default false */
  readonly autoMode?: boolean;

  /**
   * VPC of the cluster. With the subnets and the security group below, kubectl runs inside it, which a cluster without
   * a public API endpoint needs.
   *
   * @default - kubectl runs outside and uses the public endpoint
   */
  readonly vpcId?: string;

  /** Private subnets that kubectl runs in, with a route to EKS, STS and S3. @default - kubectl runs outside the VPC */
  readonly kubectlPrivateSubnetIds?: string[];

  /** Security group of kubectl, which the cluster accepts on port 443. @default - kubectl runs outside the VPC */
  readonly kubectlSecurityGroupId?: string;

  /**
   * Service token of an existing kubectl provider of aws-eks-v2 that may administer the cluster: the ARN of its
   * `…Provider…framework-onEvent` function, the `ServiceToken` of its manifests. It replaces the new provider with its
   * Lambda functions, role and access entry.
   *
   * @default - a new provider, with access to the whole cluster
   */
  readonly kubectlProviderServiceToken?: string;
}

/**
 * Existing cluster. The cluster itself stays unchanged. The construct adds a function that runs kubectl, with an access
 * entry, and, if the cluster has none, an OIDC provider, which outlives the stack. The cluster's authentication mode
 * must include access entries (`API` or `API_AND_CONFIG_MAP`), and the NetworkPolicies of the charts need something in
 * the cluster that enforces them.
 */
export class ExistingLoggingCluster extends Construct implements ILoggingCluster {
  public readonly cluster: eks.ICluster;
  public readonly trust: IOidcTrust;
  public readonly kubernetesReady: IDependable[];
  public readonly storageClassProvisioner: string;

  /** Provider that runs kubectl. */
  public readonly kubectlProvider: eks.IKubectlProvider;

  /** Access of the kubectl provider to the cluster, if both are created here. */
  public readonly kubectlAccess?: eks.AccessEntry;

  /** @throws InputError if a property is invalid, or two contradict each other, with all problems; Error if no kubectl fits */
  constructor(scope: Construct, id: string, props: ExistingLoggingClusterProps) {
    super(scope, id);
    validateExisting(this, props);
    this.trust = existingTrust(this, props);
    this.storageClassProvisioner = ebsProvisioner(props.autoMode ?? false);
    const network = this.privateNetwork(props);
    const { clusterName } = props;
    if (props.version !== undefined) warnOfSupport(this, props.version);
    if (props.kubectlProviderServiceToken === undefined) {
      const version = props.version ?? DEFAULT_KUBERNETES_VERSION;
      // The provider needs a cluster, and an imported cluster needs its provider: hence two imports.
      const provider = new eks.KubectlProvider(this, 'Kubectl', {
        cluster: eks.Cluster.fromClusterAttributes(this, 'Bare', { clusterName, vpc: network?.vpc }),
        kubectlLayer: kubectlLayer(this, 'KubectlLayer', kubectlVersionFor(version)),
        privateSubnets: network?.subnets,
        securityGroups: network?.securityGroups,
      });
      shortenErrors(provider);
      this.kubectlProvider = provider;
      this.cluster = this.imported(clusterName, provider);
      this.kubectlAccess = clusterAdmin(
        this,
        'KubectlAccess',
        this.cluster,
        (provider.role as { roleArn: string }).roleArn,
      );
      this.kubernetesReady = [this.kubectlAccess];
    } else {
      this.kubectlProvider = eks.KubectlProvider.fromKubectlProviderAttributes(this, 'Kubectl', {
        serviceToken: props.kubectlProviderServiceToken,
      });
      this.cluster = this.imported(clusterName, this.kubectlProvider);
      this.kubernetesReady = [];
    }
  }

  private imported(clusterName: string, kubectlProvider: eks.IKubectlProvider): eks.ICluster {
    return eks.Cluster.fromClusterAttributes(this, 'Cluster', { clusterName, kubectlProvider });
  }

  private privateNetwork(props: ExistingLoggingClusterProps): PrivateNetwork | undefined {
    const { vpcId, kubectlPrivateSubnetIds, kubectlSecurityGroupId } = props;
    if (!vpcId || !kubectlPrivateSubnetIds || !kubectlSecurityGroupId) return undefined;
    const vpc = importedVpc(this, 'Vpc', { vpcId, privateSubnetIds: kubectlPrivateSubnetIds });
    return {
      vpc,
      subnets: vpc.privateSubnets,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(this, 'KubectlSecurityGroup', kubectlSecurityGroupId)],
    };
  }
}

interface PrivateNetwork {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly securityGroups: ec2.ISecurityGroup[];
}

const EXISTING_SCHEMAS: PropSchemas<ExistingLoggingClusterProps> = {
  clusterName,
  oidcIssuer: EXISTING_FIELDS.oidcIssuer,
  // A version next to one with a kubectl layer uses the nearest kubectl.
  version: checked(DEFAULT_KUBERNETES_VERSION, kubectlFault).optional(),
  oidcProviderArn: EXISTING_FIELDS.oidcProviderArn,
  createOidcProvider: boolean().optional(),
  autoMode: EXISTING_FIELDS.autoMode,
  vpcId: EXISTING_FIELDS.vpcId,
  kubectlPrivateSubnetIds: EXISTING_FIELDS.privateSubnetIds,
  kubectlSecurityGroupId: EXISTING_FIELDS.securityGroupId,
  kubectlProviderServiceToken: EXISTING_FIELDS.kubectlProviderServiceToken,
};

/** Properties that have another name in `cluster.existing` of an environment. */
const EXISTING_NAMES = {
  name: 'clusterName',
  privateSubnetIds: 'kubectlPrivateSubnetIds',
  securityGroupId: 'kubectlSecurityGroupId',
} as const;

/**
 * Validates the properties of an existing cluster.
 *
 * @throws InputError if a property is invalid, or two contradict each other, with all problems
 */
function validateExisting(scope: Construct, props: ExistingLoggingClusterProps): void {
  const { path } = scope.node;
  refuse(path, propProblems(props, EXISTING_SCHEMAS, EXISTING_NAMES));
  const place = placeOf(scope);
  const { oidcProviderArn, createOidcProvider, kubectlProviderServiceToken: token } = props;
  const { vpcId, kubectlPrivateSubnetIds, kubectlSecurityGroupId } = props;
  const network = Object.entries({ vpcId, kubectlPrivateSubnetIds, kubectlSecurityGroupId });
  const given = network.filter(([, value]) => value !== undefined).map(([name]) => name);
  const missing = network.filter(([, value]) => value === undefined).map(([name]) => name);
  refuse(path, [
    ...providerProblems('', props, place),
    ...issuerProblems('oidcIssuer', props.oidcIssuer, place),
    ...placeProblems('kubectlProviderServiceToken', token, place, { noun: 'the provider', ownAccount: true }),
    ...(oidcProviderArn !== undefined && createOidcProvider
      ? [
          {
            path: 'createOidcProvider',
            found: 'creates a provider, and oidcProviderArn says that it exists',
            fix: 'leave out one of the two',
          },
        ]
      : []),
    ...(oidcProviderArn === undefined && createOidcProvider === false && isToken(props.oidcIssuer)
      ? [
          {
            path: 'oidcIssuer',
            found: 'is known at deploy time only, so the ARN of its provider cannot be derived',
            fix: 'write oidcProviderArn',
          },
        ]
      : []),
    ...(token === undefined
      ? []
      : given.map((name) => ({
          path: name,
          found: `${show(props[name as keyof ExistingLoggingClusterProps])} is for a new provider, and kubectlProviderServiceToken names an existing one`,
          fix: 'leave out one of the two',
        }))),
    ...(token === undefined && given.length > 0 && missing.length > 0
      ? [
          {
            path: given[0] as string,
            found: `is given without ${missing.join(' and ')}`,
            fix: 'write all three, or leave all out to run kubectl outside the VPC',
          },
        ]
      : []),
  ]);
}
