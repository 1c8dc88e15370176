import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, type AppProps, type StageSynthesisOptions } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { type CheckResult, checkTemplates, type RuleFinding, warningsOf } from '../checks/check';
import {
  checkCharts,
  type CheckedCharts,
  type DeployedRecords,
  type PreviousManifests,
  refuseErrors,
} from '../checks/checked-charts';
import type { Environment } from '../environment/environment';
import { isLocal } from '../environment/local';
import { account } from '../environment/schema/environment';
import { list } from '../environment/schema/fields';
import { objectOfCdk, propProblems, type PropSchemas, refuse } from '../environment/constructs/validate';
import { aFunction, environment } from './schemas';
import { EnvironmentStage } from './stacks/environment-stage';
import { NO_PLACES } from './synthesis';
import { synthesizedTemplates } from './synthesized-templates';

/** Properties of a `LoggingApp`. */
export interface LoggingAppProps {
  /** The environments. */
  readonly environments: readonly Environment[];

  /** Account of the AWS credentials in use. @default - unknown, so nothing is refused */
  readonly credentialsAccount?: string;

  /** Reads the manifests of an earlier run, for rules about changes. @default - there was no earlier run */
  readonly previous?: PreviousManifests;

  /** Reads the record of what was deployed, for rules about changes. @default - only `previous` is used */
  readonly records?: DeployedRecords;

  /**
   * Receives warnings of an environment, possibly in several calls, instead of the CDK CLI.
   *
   * @default - they become annotations of its `Logging` stack
   */
  readonly onWarnings?: (environment: Environment, warnings: readonly RuleFinding[]) => void;

  /** Properties of the CDK app itself. @default - those of the CDK CLI */
  readonly app?: AppProps;
}

const PROPS: PropSchemas<LoggingAppProps> = {
  environments: list(environment),
  credentialsAccount: account.optional(),
  previous: aFunction('(environment, files) => undefined').optional(),
  records: aFunction('(environment) => undefined').optional(),
  onWarnings: aFunction('(environment, warnings) => { … }').optional(),
  app: objectOfCdk<AppProps>('an object', "{ outdir: 'cdk.out' }").optional(),
};

/**
 * CDK app with one stage per environment.
 *
 * All rules run: those about environments and Kubernetes objects in the constructor, those about templates in
 * `synth()`. Warnings become annotations of an environment's `Logging` stack.
 */
export class LoggingApp extends App {
  /** The stages of environments on EKS, in their order. Local clusters have no stack. */
  public readonly stages: readonly EnvironmentStage[];

  /** Environments with their charts and findings. @internal */
  public readonly checked: readonly CheckedCharts[];

  /** Assembly that has passed all rules: CDK synthesizes again when the process ends. */
  private passed?: CloudAssembly;

  private readonly made: EnvironmentStage[] = [];
  private readonly all: CheckedCharts[] = [];
  private readonly credentialsAccount?: string;
  private readonly onWarnings?: LoggingAppProps['onWarnings'];

  /** @throws InputError if properties are invalid, or rules find errors: it has those of all environments */
  constructor(props: LoggingAppProps) {
    // Before CDK makes its folder.
    refuse('LoggingApp', propProblems(props, PROPS));
    const { environments, credentialsAccount, previous, records, onWarnings, app } = props;
    const checked = checkCharts(environments, previous, records);
    refuseErrors(checked);
    // A place in our own files would tell the user nothing, and differ on each machine.
    super({ stackTraces: false, ...app, context: { [NO_PLACES]: true, ...app?.context } });
    this.stages = this.made;
    this.checked = this.all;
    this.credentialsAccount = credentialsAccount;
    this.onWarnings = onWarnings;
    for (const one of checked) this.add(one);
  }

  /** Adds an environment without errors. Programs do it in turns, so that a signal ends them in between. @internal */
  public add(checked: CheckedCharts): void {
    const { environment, charts, findings } = checked;
    const { credentialsAccount, onWarnings } = this;
    this.all.push(checked);
    onWarnings?.(environment, warningsOf(findings));
    if (isLocal(environment.props)) return;
    const annotated = onWarnings ? [] : findings;
    this.made.push(new EnvironmentStage(this, { environment, charts, findings: annotated, credentialsAccount }));
  }

  /**
   * Writes the templates.
   *
   * @throws InputError if a rule finds an error in them; nothing that could be deployed is left
   */
  public override synth(options?: StageSynthesisOptions): CloudAssembly {
    const assembly = super.synth(options);
    if (assembly === this.passed) return assembly;
    try {
      const checked = this.checkTemplates();
      refuseErrors(checked);
      for (const { environment, findings } of checked) this.onWarnings?.(environment, warningsOf(findings));
    } catch (error) {
      rmSync(join(assembly.directory, 'manifest.json'), { force: true });
      throw error;
    }
    this.passed = assembly;
    return assembly;
  }

  /** Findings of the rules about templates, by environment. Synthesizes the templates if necessary. */
  public checkTemplates(): (CheckResult & Pick<CheckedCharts, 'environment'>)[] {
    const inAws = this.checked.filter(({ environment }) => !isLocal(environment.props));
    return inAws.map(({ environment, manifests }, index) => {
      const stage = this.stages[index] as EnvironmentStage;
      const templates = synthesizedTemplates(stage.synth());
      return { environment, ...checkTemplates({ environment, manifests, templates }) };
    });
  }
}
