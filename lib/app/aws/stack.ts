import { BootstraplessSynthesizer, CfnOutput, Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct } from 'constructs';
import { InputError } from '../../../charts/input/problems';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { existingTrust } from '../../cluster/trust';
import { DELIVERY_ID, LOGGING_STACK_ID } from '../../delivery/ids';
import type { Environment } from '../../environment/environment';
import { customizationProblem } from '../../environment/make-charts';
import type { ExistingClusterProps } from '../../environment/props';
import { CredentialsAccess } from '../../identity/credentials-access';
import { IrsaRole } from '../../identity/irsa-role';
import type { ILogCredentials } from '../../identity/log-credentials';
import { lokiRoles, type LokiRoles } from '../../identity/loki-roles';
import type { ILogStorage } from '../../storage/log-storage';
import { applyAwsSettings } from '../aws-settings';
import { existingCluster } from './existing';
import { otherAccess, passwordAccess } from '../stacks/access';
import { storageOutputs, storageParts } from '../stacks/storage-parts';

/** Id of the stack, which is also its name in findings. */
export const AWS_STACK_ID = 'Aws';

/** Contents of the `Storage` stack of a deploy. */
class StorageScope extends Construct {
  /** The buckets. */
  public readonly storage: ILogStorage;

  /** The passwords, if they are in Secrets Manager. */
  public readonly credentials?: ILogCredentials;

  constructor(scope: Construct, environment: Environment) {
    super(scope, 'Storage');
    const { storage, credentials } = storageParts(this, environment);
    this.storage = storage;
    this.credentials = credentials;
  }
}

/** Contents of the `Logging` stack of a deploy, without the manifests and their delivery. */
class LoggingScope extends Construct {
  /** Access of pods to the passwords, if those are in Secrets Manager. */
  public readonly credentialsAccess?: CredentialsAccess;

  /** Roles of Loki. */
  public readonly delivery: LokiRoles;

  constructor(
    scope: Construct,
    environment: Environment,
    existing: ExistingClusterProps,
    public readonly charts: LoggingCharts,
    stored?: StorageScope,
  ) {
    super(scope, LOGGING_STACK_ID);
    const clusterScope = new Construct(this, 'Cluster');
    const cluster = eks.Cluster.fromClusterAttributes(clusterScope, 'Cluster', { clusterName: existing.name });
    const trust = existingTrust(clusterScope, existing);
    const access = { environment, charts, trust, cluster };
    const passwords = passwordAccess(this, { ...access, credentials: stored?.credentials });
    this.credentialsAccess = passwords instanceof CredentialsAccess ? passwords : undefined;
    this.delivery = lokiRoles(new Construct(this, DELIVERY_ID), {
      charts,
      trust,
      clusterName: existing.name,
      storage: stored?.storage,
      identity: environment.identity,
    });
    otherAccess(this, { ...access, credentialsAccess: this.credentialsAccess });
    // With Pod Identity, no role needs a provider.
    const needsProvider = this.node
      .findAll()
      .some((each) => each instanceof IrsaRole && each.associations.length === 0);
    if (!needsProvider) clusterScope.node.tryRemoveChild(trust.node.id);
  }
}

/**
 * All resources in AWS that the manifests of an environment on an existing cluster need. They are the constructs of a deploy,
 * without those that only work in a deploy by the CDK. The template has no assets, functions, custom resources or parameters.
 */
export class AwsStack extends Stack {
  /** @throws InputError if the environment has no cluster that exists, or `customizeStack` throws */
  constructor(scope: Construct, environment: Environment, charts: LoggingCharts) {
    const { name, account, region, props } = environment;
    const existing = existingCluster(environment);
    super(scope, AWS_STACK_ID, {
      env: { account, region },
      description: `cdk-eks-loki: buckets, passwords and roles of ${name}`,
      synthesizer: new BootstraplessSynthesizer(),
      analyticsReporting: false,
    });
    const storage = environment.remote ? undefined : new StorageScope(this, environment);
    const logging = new LoggingScope(this, environment, existing, charts, storage);
    if (storage) storageOutputs(this, environment);
    const { role } = logging.delivery;
    if (role) {
      const description = 'Role of the pods that reach the buckets';
      new CfnOutput(this, 'LokiRoleArn', { value: role.roleArn, description });
    }
    applyAwsSettings(this, props);
    for (const part of [storage, logging]) {
      const path = `environments.${name}.customizeStack`;
      const problem = part && customizationProblem(path, () => props.customizeStack?.(part));
      if (problem) throw new InputError([problem]);
    }
  }
}
