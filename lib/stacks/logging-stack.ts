import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LoggingCharts } from '../../charts/logging-charts';
import { CredentialsAccess } from '../credentials-access';
import type { Environment } from '../environment';
import type { ExistingClusterProps } from '../environment-props';
import { ExistingLoggingCluster } from '../existing-cluster';
import type { ILoggingCluster } from '../logging-cluster';
import { LoggingDelivery } from '../logging-delivery';
import type { StorageStack } from './storage-stack';

/** Loki's role and everything on the cluster. */
export class LoggingStack extends Stack {
  /** The Kubernetes objects. */
  public readonly charts: LoggingCharts;

  /** How passwords in Secrets Manager get to pods, where they are there. */
  public readonly credentialsAccess?: CredentialsAccess;

  /** The role and the deliveries. */
  public readonly delivery: LoggingDelivery;

  constructor(
    scope: Construct,
    id: string,
    environment: Environment,
    charts: LoggingCharts,
    { storage, credentials }: Pick<StorageStack, 'storage' | 'credentials'>,
    created: ILoggingCluster | undefined,
    props?: StackProps,
  ) {
    super(scope, id, props);
    const cluster = created ?? this.existingCluster(environment);
    this.charts = charts;
    const { stored, installsDriver } = environment.credentials;
    this.credentialsAccess =
      stored && credentials
        ? new CredentialsAccess(this, 'Credentials', {
            credentials,
            stored,
            trust: cluster.trust,
            driverCluster: installsDriver ? cluster.cluster : undefined,
          })
        : undefined;
    this.delivery = new LoggingDelivery(this, 'Delivery', {
      cluster: cluster.cluster,
      kubernetesReady: cluster.kubernetesReady,
      trust: cluster.trust,
      storage,
      identity: environment.identity,
      charts: this.charts,
      credentialsAccess: this.credentialsAccess,
    });
    new CfnOutput(this, 'LokiRoleArn', { value: this.delivery.role.roleArn });
    if (this.credentialsAccess) {
      new CfnOutput(this, 'GrafanaRoleArn', { value: this.credentialsAccess.grafanaRole.roleArn });
    }
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
    });
  }
}
