import { Annotations, RemovalPolicies, RemovalPolicy, Token, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct, type IDependable } from 'constructs';
import { ebsProvisioner } from '../../charts/kubernetes/storage-class';
import { clusterAdmins } from './access';
import { autoModeNodeRole, enforceNetworkPolicies } from './auto-mode';
import { validateClusterProps } from './validate';
import { ClusterNetwork, FlowLogs, InterfaceEndpoints } from './network';
import { ClusterNodes, DEFAULT_INSTANCE_TYPES } from './nodes';
import { kubectlLayer } from '../delivery/kubectl';
import type { CreateClusterProps } from '../environment/cluster-props';
import { shortenErrors } from '../delivery/kubectl-function';
import { DEFAULT_KUBERNETES_VERSION } from './kubernetes-versions';
import { warnOfSupport } from './support';
import { ApiEndpointAccess, ClusterMode, type LoggingClusterProps } from './props';
import { type IOidcTrust, OidcTrust } from '../identity/oidc-trust';

export { NO_ADMIN } from './access';
export { ApiEndpointAccess, ClusterMode, type LoggingClusterProps } from './props';

/** Cluster that logs are collected on: the facts that manifests, roles and charts need. */
export interface ILoggingCluster extends IConstruct {
  /** Cluster with a kubectl provider. */
  readonly cluster: eks.ICluster;

  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** Constructs that every manifest depends on: created before it and deleted after it. */
  readonly kubernetesReady: IDependable[];

  /** Provisioner of a StorageClass for EBS volumes. */
  readonly storageClassProvisioner: string;
}

const PRIVATE_SUBNETS: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };

/**
 * New EKS cluster, ready for logging: IAM roles for service accounts, EBS volumes and enforced NetworkPolicies.
 *
 * Secrets are encrypted with a key of their own, control plane logs are on, and access is by access entries only: even
 * the role that creates the cluster is not its administrator.
 */
export class LoggingCluster extends Construct implements ILoggingCluster {
  public readonly cluster: eks.Cluster;
  public readonly trust: OidcTrust;
  public readonly kubernetesReady: IDependable[];
  public readonly storageClassProvisioner: string;

  /** Key that encrypts the cluster's Secrets. */
  public readonly secretsKey: kms.Key;

  /** New VPC, unless one was given. */
  public readonly network?: ClusterNetwork;

  /** Node group and add-ons, in `ClusterMode.NODE_GROUP`. */
  public readonly nodes?: ClusterNodes;

  /** Properties that a record of what was deployed has. @internal */
  public readonly recorded: CreateClusterProps;

  /** @throws InputError if a property is invalid, or two contradict each other, with all problems */
  constructor(scope: Construct, id: string, props: LoggingClusterProps) {
    super(scope, id);
    validateClusterProps(this, props);
    const auto = props.mode === ClusterMode.AUTO;
    const version = props.version ?? DEFAULT_KUBERNETES_VERSION;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    warnOfSupport(this, version);
    this.recorded = {
      version,
      mode: auto ? 'auto' : 'node-group',
      instanceTypes: auto ? undefined : (props.instanceTypes ?? DEFAULT_INSTANCE_TYPES),
      vpcId: Token.isUnresolved(props.vpc?.vpcId) ? undefined : props.vpc?.vpcId,
      availabilityZones: props.availabilityZones,
    };

    if (!props.vpc) {
      this.network = new ClusterNetwork(this, 'Network', props);
      RemovalPolicies.of(this.network).apply(removalPolicy);
      if (props.flowLogs) new FlowLogs(this, 'FlowLogs', this.network.vpc);
      if (props.interfaceEndpoints) new InterfaceEndpoints(this, 'InterfaceEndpoints', this.network.vpc);
    }
    this.secretsKey = new kms.Key(this, 'SecretsKey', {
      description: `Kubernetes Secrets of cluster ${props.clusterName}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    this.cluster = new eks.Cluster(this, 'Cluster', {
      clusterName: props.clusterName,
      version: eks.KubernetesVersion.of(version),
      vpc: props.vpc ?? this.network?.vpc,
      // By default CDK selects public subnets, too.
      vpcSubnets: props.vpc?.publicSubnets.length === 0 ? [PRIVATE_SUBNETS] : undefined,
      ...(auto
        ? { compute: { nodeRole: autoModeNodeRole(this, 'AutoModeNodeRole') } }
        : { defaultCapacityType: eks.DefaultCapacityType.NODEGROUP, defaultCapacity: 0 }),
      // Add-ons that EKS installs by itself cannot be configured; `ClusterNodes` installs them, Auto Mode has its own.
      bootstrapSelfManagedAddons: false,
      bootstrapClusterCreatorAdminPermissions: false,
      clusterLogging: props.controlPlaneLogs ?? Object.values(eks.ClusterLoggingTypes),
      secretsEncryptionKey: this.secretsKey,
      endpointAccess: endpointAccess(props),
      kubectlProviderOptions: { kubectlLayer: kubectlLayer(this, 'KubectlLayer', version) },
    });
    if (props.vpc) {
      Annotations.of(this.cluster).acknowledgeWarning(
        '@aws-cdk/aws-eks:clusterMustManuallyTagSubnet',
        'these tags are for load balancers, and this library creates none',
      );
    }
    Validations.of(this.cluster).acknowledge({
      id: 'CloudFormation-Validate::W9009',
      reason: 'aws-eks-v2 still writes EncryptionConfig.Resources, which EKS accepts and no longer needs',
    });
    if (this.cluster.kubectlProvider) shortenErrors(this.cluster.kubectlProvider);
    for (const kept of [this.cluster, this.cluster.role]) kept.applyRemovalPolicy(removalPolicy);
    // The network interfaces of the control plane are in this group: it cannot be deleted while the cluster stays.
    RemovalPolicies.of(this.cluster.node.findChild('ControlPlaneSecurityGroup')).apply(removalPolicy);

    this.trust = new OidcTrust(this, 'Trust', { issuerUrl: this.cluster.clusterOpenIdConnectIssuerUrl });
    this.storageClassProvisioner = ebsProvisioner(auto);
    if (auto) {
      this.kubernetesReady = [enforceNetworkPolicies(this, 'NetworkPolicyController', this.cluster)];
    } else {
      this.nodes = new ClusterNodes(this, 'Nodes', {
        ...props,
        version,
        cluster: this.cluster,
        trust: this.trust,
      });
      this.kubernetesReady = [this.nodes];
    }
    clusterAdmins(this, this.cluster, props.adminRoleArns ?? []);
  }
}

function endpointAccess(props: LoggingClusterProps): eks.EndpointAccess {
  if (props.endpointAccess === ApiEndpointAccess.PRIVATE) return eks.EndpointAccess.PRIVATE;
  const both = eks.EndpointAccess.PUBLIC_AND_PRIVATE;
  return props.publicAccessCidrs?.length ? both.onlyFrom(...props.publicAccessCidrs) : both;
}
