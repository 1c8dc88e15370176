import { Annotations, Stage, type StageSynthesisOptions } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { withOwnChildren } from '../../delivery/own-children';
import type { Construct } from 'constructs';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { InputError, problemText } from '../../../charts/input/problems';
import { runUserCode } from '../../../charts/input/user-code';
import { foreignAccountProblem } from '../../environment/account';
import { annotate } from '../annotate';
import { applyAwsSettings } from '../aws-settings';
import { type RuleFinding, warningsOf } from '../../checks/check';
import { checkCharts, type CheckedCharts, refuseErrors } from '../../checks/checked-charts';
import { LOGGING_STACK_ID } from '../../delivery/ids';
import type { Environment } from '../../environment/environment';
import { isLocal } from '../../environment/local';
import { customizationProblem } from '../../environment/make-charts';
import { account } from '../../environment/schema/environment';
import { list } from '../../environment/schema/fields';
import { charts } from '../../environment/constructs/objects';
import { objectOfCdk, propProblems, type PropSchemas, refuse } from '../../environment/constructs/validate';
import { environment } from '../schemas';
import { TEMPLATES_SECONDS } from '../synthesis';
import { ClusterStack } from './cluster-stack';
import { LoggingStack } from './logging-stack';
import { StorageStack } from './storage-stack';

/** Properties of an `EnvironmentStage`. */
export interface EnvironmentStageProps {
  /** The environment. */
  readonly environment: Environment;

  /**
   * Account of the AWS credentials in use. Stacks of an environment in another account refuse to be deployed.
   *
   * @default - unknown, so nothing is refused
   */
  readonly credentialsAccount?: string;

  /** Its charts. @default - made from the environment, and checked */
  readonly charts?: LoggingCharts;

  /** Findings of rules in its charts: warnings become annotations. @default - none, if charts are given */
  readonly findings?: readonly RuleFinding[];
}

const PROPS: PropSchemas<EnvironmentStageProps> = {
  environment,
  credentialsAccount: account.optional(),
  charts: charts.optional(),
  findings: list(objectOfCdk<RuleFinding>('a finding', 'a finding of checkManifests', 'rule', 'path')).optional(),
};

/** Stacks of one environment, in the order in which they are deployed. */
export class EnvironmentStage extends Stage {
  /** The cluster, if one is created. */
  public readonly clusterStack?: ClusterStack;

  /** All objects on the cluster. */
  public readonly loggingStack: LoggingStack;

  private readonly ownStorage?: StorageStack;

  /** @throws InputError if properties are invalid, rules find errors, or `customizeStack` throws */
  constructor(scope: Construct, props: EnvironmentStageProps) {
    refuse('EnvironmentStage', propProblems(props, PROPS));
    const { environment, credentialsAccount, ...given } = props;
    refuseLocal(environment);
    const { name, account, region } = environment;
    const { charts, findings = [] } = given.charts ? { ...given, charts: given.charts } : checkedCharts(environment);
    super(withOwnChildren(scope), name, { env: { account, region } });
    const { create } = environment.props.cluster;
    const description = (what: string) => ({ description: `cdk-eks-loki: ${what} of ${name}` });
    if (create) {
      this.clusterStack = new ClusterStack(this, 'Cluster', environment, create, description('EKS cluster'));
    }
    if (!environment.remote) {
      const text = description('S3 buckets and passwords of Loki');
      this.ownStorage = new StorageStack(this, 'Storage', environment, text);
    }
    this.loggingStack = new LoggingStack(
      this,
      LOGGING_STACK_ID,
      environment,
      charts,
      this.ownStorage,
      this.clusterStack?.cluster,
      description(environment.remote ? 'Alloy, for a Loki elsewhere' : 'Loki, Alloy and datasources'),
    );
    if (this.ownStorage) this.loggingStack.addStackDependency(this.ownStorage);

    applyAwsSettings(this, environment.props);
    const stacks = [this.clusterStack, this.ownStorage, this.loggingStack].filter((stack) => stack !== undefined);
    const path = `environments.${name}.customizeStack`;
    const { customizeStack } = environment.props;
    for (const stack of stacks) {
      const problem = customizationProblem(path, () => customizeStack?.(stack));
      if (problem) throw new InputError([problem]);
    }

    for (const finding of warningsOf(findings)) annotate(this.loggingStack, finding, `environments.${name}`);
    const problem = foreignAccountProblem(name, environment.props, credentialsAccount);
    if (problem) {
      for (const stack of stacks) Annotations.of(stack).addError(problemText(problem));
    }
  }

  /** The buckets. @throws Error if Loki is elsewhere */
  public get storageStack(): StorageStack {
    if (this.ownStorage) return this.ownStorage;
    throw new Error(`${this.node.path} has no Storage stack: its Loki is elsewhere`);
  }

  /** Writes the templates. Aspects and lazy values of the user run meanwhile. */
  public override synth(options?: StageSynthesisOptions): CloudAssembly {
    return runUserCode(`environments.${this.node.id}`, () => super.synth(options), TEMPLATES_SECONDS);
  }
}

/** @throws InputError if an environment has nothing in AWS */
function refuseLocal({ name, props }: Environment): void {
  if (!isLocal(props)) return;
  const found = 'a local cluster has nothing in AWS, and so no stack';
  throw new InputError([{ path: `environments.${name}.cluster.local`, found, fix: 'render its manifests instead' }]);
}

function checkedCharts(environment: Environment): CheckedCharts {
  const [checked] = checkCharts([environment]) as [CheckedCharts];
  refuseErrors([checked]);
  return checked;
}
