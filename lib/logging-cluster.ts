import { Annotations, RemovalPolicies, RemovalPolicy, Token, Validations } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct, type IDependable } from 'constructs';
import { clusterAdmin } from './cluster-access';
import { ClusterNetwork } from './cluster-network';
import { ebsProvisioner } from '../charts/storage-class';
import { autoModeNodeRole, ClusterNodes } from './cluster-nodes';
import { kubectlLayer } from './kubectl';
import { shortenErrors } from './kubectl-function';
import { DEFAULT_KUBERNETES_VERSION } from './kubernetes-versions';
import { type IOidcTrust, OidcTrust } from './oidc-trust';

/** A cluster logs can be collected on: what manifests, roles and charts need to know of it. */
export interface ILoggingCluster extends IConstruct {
  /** The cluster, with a kubectl provider. */
  readonly cluster: eks.ICluster;

  /** Its service accounts, as AWS trusts them. */
  readonly trust: IOidcTrust;

  /** What every manifest must come after when created, and before when deleted. */
  readonly kubernetesReady: IDependable[];

  /** Provisioner of a StorageClass for EBS volumes. */
  readonly storageClassProvisioner: string;
}

/** Id of the warning that a cluster has no administrator. */
export const NO_ADMIN = 'cdk-eks-loki:noClusterAdmin';

/** Who runs the nodes. */
export enum ClusterMode {
  /** A managed node group of Amazon Linux 2023: known machines, at a known price. */
  NODE_GROUP = 'NODE_GROUP',

  /** EKS Auto Mode: AWS starts, patches and replaces nodes as pods need them, for a surcharge. */
  AUTO = 'AUTO',
}

/** From where the cluster's API can be reached. Access rights are needed from everywhere. */
export enum ApiEndpointAccess {
  /** From the internet (see `publicAccessCidrs`), and from the VPC without leaving it. */
  PUBLIC_AND_PRIVATE = 'PUBLIC_AND_PRIVATE',

  /** From the VPC only. */
  PRIVATE = 'PRIVATE',
}

/** What a `LoggingCluster` is made of. */
export interface LoggingClusterProps {
  /** Name of the cluster. Changing it makes a new cluster. */
  readonly clusterName: string;

  /** Version of Kubernetes, one there is a kubectl layer for. @default '1.35' */
  readonly version?: string;

  /** Who runs the nodes. @default ClusterMode.NODE_GROUP */
  readonly mode?: ClusterMode;

  /**
   * EC2 instance types of the node group, all of one architecture (x86_64 or arm64). Not with ClusterMode.AUTO.
   *
   * @default ['m6i.2xlarge'] - the size Grafana's guide to Loki on AWS starts with, of a family that is in every region
   */
  readonly instanceTypes?: string[];

  /** Least number of nodes. Not with ClusterMode.AUTO. @default 3 - one in each zone */
  readonly minNodes?: number;

  /** Greatest number of nodes. Not with ClusterMode.AUTO. @default - twice the least */
  readonly maxNodes?: number;

  /** Number of nodes to begin with. Not with ClusterMode.AUTO. @default - the least */
  readonly desiredNodes?: number;

  /**
   * A VPC of your own, used as it is: private subnets with a way out in three zones, and a gateway endpoint of S3.
   *
   * @default - a new VPC over three zones with such an endpoint
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Names of the zones of the new VPC. Write them where the first three of the region will not do: a region with two,
   * or a zone without EKS (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html).
   *
   * @default - the first three of the region
   */
  readonly availabilityZones?: string[];

  /**
   * NAT gateways of the new VPC. Losing the zone of the only one cuts all nodes off from AWS STS and from image
   * registries, though not from S3; for production take one a zone: 3.
   *
   * @default 1 - each is paid for by the hour
   */
  readonly natGateways?: number;

  /** From where the API can be reached. @default ApiEndpointAccess.PUBLIC_AND_PRIVATE */
  readonly endpointAccess?: ApiEndpointAccess;

  /**
   * Networks the API can be reached from over the internet, in CIDR notation.
   *
   * @default - every network, and IAM alone decides
   */
  readonly publicAccessCidrs?: string[];

  /**
   * ARNs of the IAM roles, or users, that administer the cluster with kubectl.
   *
   * @default - none, with a warning: only this app's kubectl function has access
   */
  readonly adminRoleArns?: string[];

  /**
   * What happens to the cluster, its role, its new VPC and its key when they leave the stack. The key encrypts the
   * cluster's Secrets: without it the cluster is lost. Nodes and add-ons always go with the stack.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - they stay, except where their creation fails
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A new EKS cluster, ready for logging: IAM roles for service accounts, EBS volumes and enforced NetworkPolicies.
 *
 * Secrets are encrypted with a key of its own, all five control plane logs are on, access is by access entries only,
 * and not even the role that creates the cluster is its administrator.
 */
export class LoggingCluster extends Construct implements ILoggingCluster {
  public readonly cluster: eks.Cluster;
  public readonly trust: OidcTrust;
  public readonly kubernetesReady: IDependable[];
  public readonly storageClassProvisioner: string;

  /** Key that encrypts the cluster's Secrets. */
  public readonly secretsKey: kms.Key;

  /** The new VPC, where there is one. */
  public readonly network?: ClusterNetwork;

  /** Node group and add-ons, in ClusterMode.NODE_GROUP. */
  public readonly nodes?: ClusterNodes;

  /** @throws where version, name or number of something cannot be, or two properties contradict each other */
  constructor(scope: Construct, id: string, props: LoggingClusterProps) {
    super(scope, id);
    const auto = props.mode === ClusterMode.AUTO;
    const version = props.version ?? DEFAULT_KUBERNETES_VERSION;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    this.check(props, auto);

    if (!props.vpc) {
      this.network = new ClusterNetwork(this, 'Network', props);
      RemovalPolicies.of(this.network).apply(removalPolicy);
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
      ...(auto
        ? { compute: { nodeRole: autoModeNodeRole(this, 'AutoModeNodeRole') } }
        : { defaultCapacityType: eks.DefaultCapacityType.NODEGROUP, defaultCapacity: 0 }),
      // Add-ons EKS installs by itself cannot be configured; Auto Mode has its own, and `ClusterNodes` the rest.
      bootstrapSelfManagedAddons: false,
      bootstrapClusterCreatorAdminPermissions: false,
      clusterLogging: Object.values(eks.ClusterLoggingTypes),
      secretsEncryptionKey: this.secretsKey,
      endpointAccess: endpointAccess(props),
      kubectlProviderOptions: { kubectlLayer: kubectlLayer(this, 'KubectlLayer', version) },
    });
    Validations.of(this.cluster).acknowledge({
      id: 'CloudFormation-Validate::W9009',
      reason: 'aws-eks-v2 still writes EncryptionConfig.Resources, which EKS takes and no longer needs',
    });
    if (this.cluster.kubectlProvider) shortenErrors(this.cluster.kubectlProvider);
    for (const kept of [this.cluster, this.cluster.role]) kept.applyRemovalPolicy(removalPolicy);
    // The control plane's network interfaces are in this group; it cannot go while the cluster stays.
    RemovalPolicies.of(this.cluster.node.findChild('ControlPlaneSecurityGroup')).apply(removalPolicy);

    this.trust = new OidcTrust(this, 'Trust', { issuerUrl: this.cluster.clusterOpenIdConnectIssuerUrl });
    this.storageClassProvisioner = ebsProvisioner(auto);
    if (auto) {
      this.kubernetesReady = [this.enforceNetworkPolicies()];
    } else {
      this.nodes = new ClusterNodes(this, 'Nodes', { ...props, cluster: this.cluster, trust: this.trust });
      this.kubernetesReady = [this.nodes];
    }
    this.addAdmins(props.adminRoleArns ?? []);
  }

  /** https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html */
  private enforceNetworkPolicies(): eks.KubernetesManifest {
    return new eks.KubernetesManifest(this, 'NetworkPolicyController', {
      cluster: this.cluster,
      overwrite: true,
      prune: false,
      manifest: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system' },
          data: { 'enable-network-policy-controller': 'true' },
        },
      ],
    });
  }

  private addAdmins(roleArns: string[]): void {
    if (roleArns.length === 0) {
      Annotations.of(this).addWarningV2(
        NO_ADMIN,
        'adminRoleArns is empty: nobody can use kubectl with this cluster, only the kubectl function of this app can. ' +
          'Give the ARNs of the IAM roles that administer it',
      );
    }
    roleArns.forEach((arn, i) => {
      // By name, so that the order of the list means nothing; a token has no name yet.
      const name = Token.isUnresolved(arn) ? `${i}` : /^arn:[^:]+:iam::\d{12}:(?:role|user)\/(.+)$/.exec(arn)?.[1];
      if (!name) {
        throw new Error(
          `${this.node.path}: '${arn}' in adminRoleArns is neither a role nor a user; ` +
            'write arn:<partition>:iam::<account>:role/<name>',
        );
      }
      if (roleArns.indexOf(arn) !== i) throw new Error(`${this.node.path}: '${arn}' is in adminRoleArns twice`);
      clusterAdmin(this, `Admin-${name.replaceAll('/', '.')}`, this.cluster, arn);
    });
  }

  private check(props: LoggingClusterProps, auto: boolean): void {
    const { clusterName } = props;
    if (!Token.isUnresolved(clusterName) && !/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(clusterName)) {
      throw new Error(
        `${this.node.path}: clusterName '${clusterName}' is none; write 1 to 100 letters, digits, - and _, ` +
          'the first a letter or a digit',
      );
    }
    const ofNodeGroup = ['instanceTypes', 'minNodes', 'maxNodes', 'desiredNodes'] as const;
    this.refuse(props, auto ? ofNodeGroup : [], 'ClusterMode.AUTO chooses nodes itself');
    this.refuse(props, props.vpc ? ['availabilityZones', 'natGateways'] : [], 'a vpc is given, which has its own');
    const isPrivate = props.endpointAccess === ApiEndpointAccess.PRIVATE;
    this.refuse(props, isPrivate ? ['publicAccessCidrs'] : [], 'ApiEndpointAccess.PRIVATE lets nobody in from outside');
  }

  private refuse(props: LoggingClusterProps, names: readonly (keyof LoggingClusterProps)[], because: string): void {
    const given = names.filter((name) => props[name] !== undefined);
    if (given.length > 0) throw new Error(`${this.node.path}: leave out ${given.join(', ')}: ${because}`);
  }
}

function endpointAccess(props: LoggingClusterProps): eks.EndpointAccess {
  if (props.endpointAccess === ApiEndpointAccess.PRIVATE) return eks.EndpointAccess.PRIVATE;
  const both = eks.EndpointAccess.PUBLIC_AND_PRIVATE;
  return props.publicAccessCidrs?.length ? both.onlyFrom(...props.publicAccessCidrs) : both;
}
