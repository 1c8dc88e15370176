import { App, type AppProps } from 'aws-cdk-lib';
import type { Environment } from './environment';
import { EnvironmentStage } from './stacks/environment-stage';

/** What a `LoggingApp` is made from. */
export interface LoggingAppProps {
  /** The environments. */
  readonly environments: readonly Environment[];

  /** Account of the AWS credentials at hand. @default - not known: nothing is refused */
  readonly credentialsAccount?: string;

  /** What to tell the CDK app itself. @default - what the CDK CLI says */
  readonly app?: AppProps;
}

/** The CDK app: one stage an environment. */
export class LoggingApp extends App {
  /** The stages, in the order of the environments. */
  public readonly stages: readonly EnvironmentStage[];

  constructor({ environments, credentialsAccount, app }: LoggingAppProps) {
    super(app);
    this.stages = environments.map((environment) => new EnvironmentStage(this, { environment, credentialsAccount }));
  }
}
