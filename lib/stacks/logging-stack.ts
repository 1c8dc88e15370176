import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LoggingCharts } from '../../charts/logging-charts';
import type { Environment } from '../environment';
import type { ExistingClusterProps } from '../environment-props';
import { ExistingLoggingCluster } from '../existing-cluster';
import type { ILogStorage } from '../log-storage';
import type { ILoggingCluster } from '../logging-cluster';
import { LoggingDelivery } from '../logging-delivery';

/** Loki's role and everything on the cluster. */
export class LoggingStack extends Stack {
  /** The Kubernetes objects. */
  public readonly charts: LoggingCharts;

  /** The role and the deliveries. */
  public readonly delivery: LoggingDelivery;

  constructor(
    scope: Construct,
    id: string,
    environment: Environment,
    charts: LoggingCharts,
    storage: ILogStorage,
    created: ILoggingCluster | undefined,
    props?: StackProps,
  ) {
    super(scope, id, props);
    const cluster = created ?? this.existingCluster(environment);
    this.charts = charts;
    this.delivery = new LoggingDelivery(this, 'Delivery', {
      cluster: cluster.cluster,
      kubernetesReady: cluster.kubernetesReady,
      trust: cluster.trust,
      storage,
      identity: environment.identity,
      charts: this.charts,
    });
    new CfnOutput(this, 'LokiRoleArn', { value: this.delivery.role.roleArn });
    new CfnOutput(this, 'GatewayUrl', { value: this.charts.loki.endpoint.url });
  }

  private existingCluster({ props, name }: Environment): ILoggingCluster {
    const existing: ExistingClusterProps | undefined = props.cluster.existing;
    if (!existing) throw new Error(`environments.${name}.cluster: names no cluster`);
    return new ExistingLoggingCluster(this, 'Cluster', {
      clusterName: existing.name,
      oidcIssuer: existing.oidcIssuer,
      oidcProviderArn: existing.oidcProviderArn,
      version: existing.version,
      autoMode: existing.autoMode,
      vpcId: existing.vpcId,
      kubectlPrivateSubnetIds: existing.privateSubnetIds && [...existing.privateSubnetIds],
      kubectlSecurityGroupId: existing.securityGroupId,
      kubectlProviderServiceToken: existing.kubectlProviderServiceToken,
    });
  }
}
