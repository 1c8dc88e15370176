import { Annotations, Stack, type StackProps } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { importedVpc } from '../../cluster/network';
import type { Environment } from '../../environment/environment';
import type { CreateClusterProps } from '../../environment/props';
import { kubectlOutputs } from '../../delivery/kubectl-function';
import { ApiEndpointAccess, ClusterMode, LoggingCluster, NO_ADMIN } from '../../cluster/logging-cluster';
import { removalPolicyOf } from '../aws-settings';
import { SUPPORT_ENDS } from '../../cluster/support';
import { capacityOf } from '../../cluster/node-capacity';

/** The cluster of an environment that creates one. */
export class ClusterStack extends Stack {
  /** The cluster. */
  public readonly cluster: LoggingCluster;

  constructor(scope: Construct, id: string, environment: Environment, create: CreateClusterProps, props?: StackProps) {
    super(scope, id, props);
    const auto = create.mode === 'auto';
    const capacity = capacityOf(environment);
    const nodes = create.nodes ?? capacity.nodes;
    this.cluster = new LoggingCluster(this, 'Cluster', {
      clusterName: environment.clusterName,
      version: create.version,
      mode: auto ? ClusterMode.AUTO : ClusterMode.NODE_GROUP,
      ...(auto
        ? {}
        : {
            instanceTypes: create.instanceTypes ? [...create.instanceTypes] : [capacity.instanceType],
            minNodes: nodes,
            maxNodes: nodes * 2,
          }),
      endpointAccess:
        create.endpointAccess === 'private' ? ApiEndpointAccess.PRIVATE : ApiEndpointAccess.PUBLIC_AND_PRIVATE,
      publicAccessCidrs: create.publicAccessCidrs && [...create.publicAccessCidrs],
      adminRoleArns: create.admins && [...create.admins],
      availabilityZones: create.availabilityZones && [...create.availabilityZones],
      natGateways: create.natGateways,
      interfaceEndpoints: create.interfaceEndpoints,
      flowLogs: create.flowLogs,
      addonVersions: create.addonVersions,
      controlPlaneLogs: create.controlPlaneLogs?.map((log) => log as eks.ClusterLoggingTypes),
      vpc: this.existingVpc(create),
      removalPolicy: removalPolicyOf(environment.props),
    });
    kubectlOutputs(this, this.cluster.cluster.kubectlProvider);
    // Rules warn with the path of the environment.
    Annotations.of(this.cluster).acknowledgeWarning(NO_ADMIN, 'CLUSTER-ADMINS-1 warns instead');
    Annotations.of(this.cluster).acknowledgeWarning(SUPPORT_ENDS, 'CLUSTER-VERSION-1 warns instead');
  }

  private existingVpc({ vpcId, privateSubnetIds }: CreateClusterProps): ec2.IVpc | undefined {
    if (!vpcId || !privateSubnetIds) return undefined;
    return importedVpc(this, 'Vpc', { vpcId, privateSubnetIds: [...privateSubnetIds] });
  }
}
