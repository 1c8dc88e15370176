import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { cloneFolder, type CommandResult, run, withoutAws } from '../../helpers/cli';
import type { KubernetesObject } from '../../helpers/charts';
import { ACCOUNT, type LocalAws, type Operation, REGION } from './local-aws';

/** Most milliseconds a command may take. */
const COMMAND_TIMEOUT = 170_000;

/** A user's clone with one environment, and the AWS it is deployed to. */
export class Deployment {
  /** The folder of the app. */
  public readonly folder = cloneFolder();

  /** What all commands have said. */
  public log = '';

  private rendered?: KubernetesObject[][];

  constructor(
    /** The AWS. */
    public readonly aws: LocalAws,
    /** Name of the environment. */
    public readonly name: string,
  ) {}

  /** Names of its buckets. */
  public get buckets(): string[] {
    return ['chunks', 'ruler'].map((purpose) => `loki-${this.name}-${purpose}-${ACCOUNT}-${REGION}`);
  }

  /** ARN of Loki's role. */
  public get roleArn(): string {
    return `arn:aws:iam::${ACCOUNT}:role/loki-${this.name}-${REGION}`;
  }

  /** Writes the file of environments, with this one alone. */
  public write(props: EnvironmentProps): void {
    this.rendered = undefined;
    const literal = JSON.stringify({ [this.name]: props }, null, 2);
    writeFileSync(
      join(this.folder, 'bin/environments.ts'),
      `import { defineEnvironments } from '../lib/environment/props';\nexport default defineEnvironments(${literal});\n`,
    );
  }

  /** Runs the CDK CLI, as `npx cdk` does. */
  public cdk(...args: string[]): CommandResult {
    return this.node('node_modules/aws-cdk/bin/cdk', ...args);
  }

  /** Deploys the environment with the README's command; nobody is there to approve. */
  public deploy(): CommandResult {
    return this.cdk('deploy', `${this.name}/**`, '--require-approval', 'never');
  }

  /** Renders the manifests to k8s.out, once for each environment that was written, and reads them. */
  public render(read: () => KubernetesObject[][]): KubernetesObject[][] {
    if (!this.rendered) {
      expectSuccess(this.node('bin/eks-loki.cjs', 'render', this.name));
      this.rendered = read();
    }
    return this.rendered;
  }

  /** What the stacks do meanwhile. */
  public operationsOf(action: () => void): Operation[] {
    const before = this.aws.operations().length;
    action();
    return this.aws.operations().slice(before);
  }

  /** Ends the AWS, and removes all files: an app that was synthesized is 60 MB. */
  public async stop(): Promise<void> {
    await this.aws.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private node(...args: string[]): CommandResult {
    const result = run(process.execPath, args, this.folder, withoutAws(this.aws.env), COMMAND_TIMEOUT);
    this.log += result.stdout + result.stderr;
    return result;
  }
}

/** Fails with everything a command said, where it did not end well. */
export function expectSuccess({ status, stdout, stderr }: CommandResult): void {
  if (status !== 0) throw new Error(`ended with ${status}:\n${stdout}\n${stderr}`);
}
