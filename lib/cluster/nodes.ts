import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { WorkloadIdentity } from '../../charts/endpoint/identity';
import type { AddonName, AddonVersions } from './addons';
import { serviceAccountRole } from '../identity/irsa-role';
import type { IOidcTrust } from '../identity/oidc-trust';

/** What `ClusterNodes` are made of. */
export interface ClusterNodesProps {
  /** The cluster the nodes join. */
  readonly cluster: eks.Cluster;

  /** Its service accounts, as AWS trusts them. */
  readonly trust: IOidcTrust;

  /** EC2 instance types, all of one architecture. @default ['m6i.2xlarge'] */
  readonly instanceTypes?: string[];

  /** Least number of nodes. @default 3 */
  readonly minNodes?: number;

  /** Greatest number of nodes. @default - twice the least */
  readonly maxNodes?: number;

  /** Number of nodes to begin with. @default - the least */
  readonly desiredNodes?: number;

  /** Versions of add-ons, by name. @default - those EKS has for the cluster's version when it installs them */
  readonly addonVersions?: AddonVersions;
}

/** Size of a node's root disk in GiB: images and the logs of containers. Volumes of pods are elsewhere. */
const ROOT_DISK_GIB = 100;

/**
 * A managed node group, and the add-ons a cluster with nodes of its own needs: network, DNS, block storage, credentials
 * of pods.
 *
 * Order matters. Nodes become ready only with a network plugin, and DNS and the storage driver only with nodes. The Pod
 * Identity agent comes before nodes too, so that no pod starts without it.
 */
export class ClusterNodes extends Construct {
  /** The node group. */
  public readonly nodeGroup: eks.Nodegroup;

  /** The template of its nodes. */
  public readonly launchTemplate: ec2.LaunchTemplate;

  /** Role of the EBS driver. */
  public readonly storageRole: iam.Role;

  private readonly cluster: eks.Cluster;
  private readonly addonVersions: AddonVersions;

  /** @throws where instance types are of two architectures, or the numbers of nodes contradict each other */
  constructor(scope: Construct, id: string, props: ClusterNodesProps) {
    super(scope, id);
    this.cluster = props.cluster;
    this.addonVersions = props.addonVersions ?? {};
    const types = props.instanceTypes ?? ['m6i.2xlarge'];
    const amiType = this.amiType(types);
    const { minSize, maxSize, desiredSize } = this.scaling(props);

    const before = [
      // Without this setting the plugin takes NetworkPolicies and enforces none of them.
      this.addon('VpcCni', 'vpc-cni', { configurationValues: JSON.stringify({ enableNetworkPolicy: 'true' }) }),
      this.addon('KubeProxy', 'kube-proxy'),
      this.podIdentityAgent(),
    ];

    this.launchTemplate = new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      // Session tokens only, and no hop beyond the node: pods cannot take the node's role.
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
      launchTemplateSpec: {
        id: this.launchTemplate.launchTemplateId as string,
        version: this.launchTemplate.latestVersionNumber,
      },
    });
    this.nodeGroup.node.addDependency(...before);

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
      this.addon('EbsCsi', 'aws-ebs-csi-driver', { serviceAccountRoleArn: this.storageRole.roleArn }),
    ];
    for (const addon of after) addon.node.addDependency(this.nodeGroup);
  }

  private addon(id: string, addonName: AddonName, props: Partial<eks.CfnAddonProps> = {}): eks.CfnAddon {
    return new eks.CfnAddon(this, id, {
      ...props,
      addonName,
      addonVersion: this.addonVersions[addonName],
      clusterName: this.cluster.clusterName,
      // What the template says is what holds.
      resolveConflicts: 'OVERWRITE',
    });
  }

  /** The cluster makes this one itself once somebody asks, for `addServiceAccount` say; EKS takes it only once. */
  private podIdentityAgent(): IConstruct {
    const agent = this.cluster.eksPodIdentityAgent as eks.IAddon;
    const resource = agent.node.defaultChild as eks.CfnAddon;
    resource.addonVersion = this.addonVersions['eks-pod-identity-agent'];
    resource.resolveConflicts = 'OVERWRITE';
    return agent;
  }

  private amiType(types: string[]): eks.NodegroupAmiType {
    if (types.length === 0) throw new Error(`${this.node.path}: instanceTypes is empty; write one type at least`);
    const byArchitecture = new Map(types.map((type) => [this.architecture(type), type]));
    if (byArchitecture.size > 1) {
      throw new Error(
        `${this.node.path}: instanceTypes ${[...byArchitecture].map(([arch, type]) => `${type} (${arch})`).join(', ')} ` +
          'are of two architectures, and a node group has one image; use types of one',
      );
    }
    return byArchitecture.has(ec2.InstanceArchitecture.ARM_64)
      ? eks.NodegroupAmiType.AL2023_ARM_64_STANDARD
      : eks.NodegroupAmiType.AL2023_X86_64_STANDARD;
  }

  private architecture(type: string): ec2.InstanceArchitecture {
    if (!/^[a-z][a-z0-9-]*\d[a-z0-9-]*\.[a-z0-9-]+$/.test(type)) {
      throw new Error(`${this.node.path}: '${type}' is not an EC2 instance type; write one like m6i.2xlarge`);
    }
    return new ec2.InstanceType(type).architecture;
  }

  private scaling(props: ClusterNodesProps): { minSize: number; maxSize: number; desiredSize: number } {
    const minSize = props.minNodes ?? Math.min(3, props.desiredNodes ?? 3, props.maxNodes ?? 3);
    const desiredSize = props.desiredNodes ?? minSize;
    const maxSize = props.maxNodes ?? Math.max(2 * minSize, desiredSize);
    const ordered = 1 <= minSize && minSize <= desiredSize && desiredSize <= maxSize;
    if (!ordered || ![minSize, desiredSize, maxSize].every(Number.isInteger)) {
      throw new Error(
        `${this.node.path}: minNodes ${minSize}, desiredNodes ${desiredSize}, maxNodes ${maxSize} are not in this ` +
          'order; write whole numbers with 1 <= minNodes <= desiredNodes <= maxNodes',
      );
    }
    return { minSize, maxSize, desiredSize };
  }
}
