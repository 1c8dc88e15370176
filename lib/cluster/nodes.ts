import { CfnDeletionPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { WorkloadIdentity } from '../../charts/endpoint/identity';
import { EBS_ADDON, POD_IDENTITY_ADDON } from '../environment/aws/addons';
import type { AddonName, AddonVersions } from './addons';
import { isArm64 } from './constraints';
import { ROOT_DISK_GIB } from './node-capacity';
import { serviceAccountRole } from '../identity/irsa-role';
import type { IOidcTrust } from '../identity/oidc-trust';

/** Instance types of a node group that names none. */
export const DEFAULT_INSTANCE_TYPES: string[] = ['m6i.2xlarge'];

/** Properties of `ClusterNodes`. */
export interface ClusterNodesProps {
  /** Cluster that the nodes join. */
  readonly cluster: eks.Cluster;

  /** Kubernetes version of the cluster, which the nodes follow. @default - the version that the cluster has when they are made */
  readonly version?: string;

  /** Trust of AWS in the cluster's service accounts. */
  readonly trust: IOidcTrust;

  /** EC2 instance types, all of one architecture. @default ['m6i.2xlarge'] */
  readonly instanceTypes?: string[];

  /** Minimum number of nodes. @default 3 */
  readonly minNodes?: number;

  /** Maximum number of nodes. @default - twice the minimum */
  readonly maxNodes?: number;

  /** Initial number of nodes. @default - the minimum */
  readonly desiredNodes?: number;

  /** Versions of add-ons, by name. @default - the default versions of EKS when it installs them */
  readonly addonVersions?: AddonVersions;
}

/**
 * Managed node group with its add-ons: network, DNS, block storage and pod credentials.
 *
 * The order matters: nodes become ready only with a network plugin, DNS and the storage driver only with nodes. The Pod
 * Identity agent comes before the nodes, too, so that no pod starts without it.
 */
export class ClusterNodes extends Construct {
  /** Managed node group. */
  public readonly nodeGroup: eks.Nodegroup;

  /** Launch template of the nodes. */
  public readonly launchTemplate: ec2.LaunchTemplate;

  /** Role of the EBS driver. */
  public readonly storageRole: iam.Role;

  private readonly cluster: eks.Cluster;
  private readonly addonVersions: AddonVersions;

  constructor(scope: Construct, id: string, props: ClusterNodesProps) {
    super(scope, id);
    this.cluster = props.cluster;
    this.addonVersions = props.addonVersions ?? {};
    const types = props.instanceTypes ?? DEFAULT_INSTANCE_TYPES;
    const amiType = this.amiType(types);
    const { minSize, maxSize, desiredSize } = this.scaling(props);

    const before = [
      // Without this setting the plugin accepts NetworkPolicies and does not enforce them.
      this.addon('VpcCni', 'vpc-cni', { configurationValues: JSON.stringify({ enableNetworkPolicy: 'true' }) }),
      this.addon('KubeProxy', 'kube-proxy'),
      this.podIdentityAgent(),
    ];

    this.launchTemplate = new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      // IMDSv2 only, without a hop beyond the node: pods cannot use the node's role.
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: ec2.BlockDeviceVolume.ebs(ROOT_DISK_GIB, {
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            encrypted: true,
            deleteOnTermination: true,
          }),
        },
      ],
    });
    this.nodeGroup = new eks.Nodegroup(this, 'NodeGroup', {
      cluster: props.cluster,
      subnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      instanceTypes: types.map((type) => new ec2.InstanceType(type)),
      amiType,
      minSize,
      maxSize,
      desiredSize,
      // A forced update terminates nodes whose pods are protected by a disruption budget.
      forceUpdate: false,
      launchTemplateSpec: {
        id: this.launchTemplate.launchTemplateId as string,
        version: this.launchTemplate.latestVersionNumber,
      },
    });
    this.nodeGroup.node.addDependency(...before);
    const resource = this.nodeGroup.node.defaultChild as eks.CfnNodegroup;
    resource.version = props.version;
    // Another instance type needs another group. EKS deletes a group without regard to disruption budgets, so the former
    // one stays until its nodes are drained.
    resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;

    this.storageRole = serviceAccountRole(this, 'EbsCsiRole', {
      trust: props.trust,
      identity: new WorkloadIdentity({ namespace: 'kube-system', serviceAccountName: 'ebs-csi-controller-sa' }),
      role: {
        description: `EBS driver of cluster ${props.cluster.node.path}`,
        managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonEBSCSIDriverPolicy')],
      },
    });
    const after = [
      this.addon('CoreDns', 'coredns'),
      this.addon('EbsCsi', EBS_ADDON, { serviceAccountRoleArn: this.storageRole.roleArn }),
    ];
    for (const addon of after) addon.node.addDependency(this.nodeGroup);
  }

  private addon(id: string, addonName: AddonName, props: Partial<eks.CfnAddonProps> = {}): eks.CfnAddon {
    return new eks.CfnAddon(this, id, {
      ...props,
      addonName,
      addonVersion: this.addonVersions[addonName],
      clusterName: this.cluster.clusterName,
      // The template decides, not earlier changes by hand.
      resolveConflicts: 'OVERWRITE',
    });
  }

  /** The cluster's own add-on, which `addServiceAccount` uses as well: EKS allows it only once. */
  private podIdentityAgent(): IConstruct {
    const agent = this.cluster.eksPodIdentityAgent as eks.IAddon;
    const resource = agent.node.defaultChild as eks.CfnAddon;
    resource.addonVersion = this.addonVersions[POD_IDENTITY_ADDON];
    resource.resolveConflicts = 'OVERWRITE';
    return agent;
  }

  private amiType(types: string[]): eks.NodegroupAmiType {
    return types.some(isArm64)
      ? eks.NodegroupAmiType.AL2023_ARM_64_STANDARD
      : eks.NodegroupAmiType.AL2023_X86_64_STANDARD;
  }

  private scaling(props: ClusterNodesProps): { minSize: number; maxSize: number; desiredSize: number } {
    const minSize = props.minNodes ?? Math.min(3, props.desiredNodes ?? 3, props.maxNodes ?? 3);
    const desiredSize = props.desiredNodes ?? minSize;
    const maxSize = props.maxNodes ?? Math.max(2 * minSize, desiredSize);
    return { minSize, maxSize, desiredSize };
  }
}
