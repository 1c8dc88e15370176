import { Annotations, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { foreignAccountProblem } from '../account';
import type { Environment } from '../environment';
import { ClusterStack } from './cluster-stack';
import { LoggingStack } from './logging-stack';
import { StorageStack } from './storage-stack';

/** What an `EnvironmentStage` is made from. */
export interface EnvironmentStageProps {
  /** The environment. */
  readonly environment: Environment;

  /**
   * Account of the AWS credentials at hand. Where it is another than the environment's, its stacks refuse to be
   * deployed.
   *
   * @default - not known: nothing is refused
   */
  readonly credentialsAccount?: string;
}

/** One environment: its stacks, in the order they are deployed. */
export class EnvironmentStage extends Stage {
  /** The cluster, where one is created. */
  public readonly clusterStack?: ClusterStack;

  /** The buckets. */
  public readonly storageStack: StorageStack;

  /** Everything on the cluster. */
  public readonly loggingStack: LoggingStack;

  constructor(scope: Construct, { environment, credentialsAccount }: EnvironmentStageProps) {
    const { name, account, region } = environment;
    super(scope, name, { env: { account, region } });
    const { create } = environment.props.cluster;
    const description = (what: string) => ({ description: `cdk-eks-loki: ${what} of ${name}` });
    if (create) {
      this.clusterStack = new ClusterStack(this, 'Cluster', environment, create, description('EKS cluster'));
    }
    this.storageStack = new StorageStack(this, 'Storage', environment, description('S3 buckets of Loki'));
    this.loggingStack = new LoggingStack(
      this,
      'Logging',
      environment,
      this.storageStack.storage,
      this.clusterStack?.cluster,
      description('Loki, Alloy and datasources'),
    );
    this.loggingStack.addStackDependency(this.storageStack);

    const problem = foreignAccountProblem(name, environment.props, credentialsAccount);
    if (problem) {
      for (const stack of [this.clusterStack, this.storageStack, this.loggingStack]) {
        if (stack) Annotations.of(stack).addError(problem);
      }
    }
  }
}
