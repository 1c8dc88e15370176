import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { CredentialsAccess } from '../../identity/credentials-access';
import { factsOf } from '../../planner/deployed/facts';
import { RECORD_METADATA } from '../../planner/deployed/record';
import type { Environment } from '../../environment/environment';
import type { ExistingClusterProps } from '../../environment/props';
import { ExistingLoggingCluster } from '../../cluster/existing-cluster';
import { SUPPORT_ENDS } from '../../cluster/support';
import type { ILoggingCluster } from '../../cluster/logging-cluster';
import { kubectlOutputs } from '../../delivery/kubectl-function';
import { DELIVERY_ID } from '../../delivery/ids';
import { LoggingDelivery } from '../../delivery/logging-delivery';
import { claimForOneLoki } from '../one-loki';
import { kubeconfigCommand, waitCommand } from '../next-commands';
import { otherAccess, passwordAccess } from './access';
import type { StorageStack } from './storage-stack';

/** Loki's role and all objects on the cluster. */
export class LoggingStack extends Stack {
  /** The Kubernetes objects. */
  public readonly charts: LoggingCharts;

  /** Access of pods to the passwords, if those are in Secrets Manager. */
  public readonly credentialsAccess?: CredentialsAccess;

  /** The role and the deliveries. */
  public readonly delivery: LoggingDelivery;

  constructor(
    scope: Construct,
    id: string,
    environment: Environment,
    charts: LoggingCharts,
    storage: Pick<StorageStack, 'storage' | 'credentials'> | undefined,
    created: ILoggingCluster | undefined,
    props?: StackProps,
  ) {
    super(scope, id, props);
    this.templateOptions.metadata = { [RECORD_METADATA]: factsOf(environment) };
    const cluster = created ?? this.existingCluster(environment);
    claimForOneLoki(this, { cluster: cluster.cluster, trust: cluster.trust, resolved: environment });
    this.charts = charts;
    const access = { environment, charts, trust: cluster.trust, cluster: cluster.cluster };
    const passwords = passwordAccess(this, { ...access, credentials: storage?.credentials });
    this.credentialsAccess = passwords instanceof CredentialsAccess ? passwords : undefined;
    this.delivery = new LoggingDelivery(this, DELIVERY_ID, {
      cluster: cluster.cluster,
      kubernetesReady: cluster.kubernetesReady,
      trust: cluster.trust,
      storage: storage?.storage,
      identity: environment.identity,
      charts: this.charts,
      credentialsAccess: passwords,
    });
    for (const other of otherAccess(this, { ...access, credentialsAccess: this.credentialsAccess })) {
      other.applyBefore(this.delivery);
    }
    const output = (id: string, description: string, value: string) => new CfnOutput(this, id, { value, description });
    if (environment.identity?.roleArn !== undefined) {
      output('LokiRoleArn', 'Role of the pods that reach the buckets', this.delivery.role.roleArn);
    }
    if (this.credentialsAccess) {
      output('GrafanaRoleArn', 'Role of Grafana, to read its password', this.credentialsAccess.grafanaRole.roleArn);
    }
    const where = environment.remote ? 'Where lines go' : 'Where to push and to query, inside the cluster';
    output('GatewayUrl', where, this.charts.endpoint.url);
    output('Kubeconfig', 'Lets kubectl reach the cluster', kubeconfigCommand(environment));
    output('Next', 'Waits until every pod is ready, and says what is missing', waitCommand(environment.name));
    // The stack of a new cluster has these outputs itself, since it exists even if this stack fails.
    if (!created) kubectlOutputs(this, cluster.cluster.kubectlProvider);
  }

  private existingCluster({ props, name }: Environment): ILoggingCluster {
    const existing: ExistingClusterProps | undefined = props.cluster.existing;
    if (!existing) throw new Error(`environments.${name}.cluster: names no cluster`);
    const cluster = new ExistingLoggingCluster(this, 'Cluster', {
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
    // A rule warns with the path of the environment.
    Annotations.of(cluster).acknowledgeWarning(SUPPORT_ENDS, 'CLUSTER-VERSION-1 warns instead');
    return cluster;
  }
}
