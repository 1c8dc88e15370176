import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { cloneFolder, type CommandResult, run, withoutAws } from '../../helpers/cli';
import type { KubernetesObject } from '../../helpers/charts';
import type { PlainTemplate } from '../../helpers/environments';
import { ACCOUNT, type LocalAws, type Operation, REGION } from './local-aws';

/** Time limit of a command, in milliseconds. */
const COMMAND_TIMEOUT = 170_000;

/** User's clone with one environment, and the AWS to which it is deployed. */
export class Deployment {
  /** The folder of the app. */
  public readonly folder = cloneFolder();

  /** Output of all commands. */
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

  /** Writes a file of environments with only this one. */
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

  /** Deploys the environment with the README's command, without approval. */
  public deploy(): CommandResult {
    return this.cdk('deploy', `${this.name}/**`, '--require-approval', 'never');
  }

  /** Writes what AWS must have for rendered manifests, and returns the template. */
  public awsTemplate(): PlainTemplate {
    expectSuccess(this.node('bin/eks-loki.cjs', 'aws', this.name));
    const file = join(this.folder, 'aws.out', this.name, 'cloudformation.json');
    return JSON.parse(readFileSync(file, 'utf8')) as PlainTemplate;
  }

  /** Renders the manifests to k8s.out, once after each `write`, and reads them. */
  public render(read: () => KubernetesObject[][]): KubernetesObject[][] {
    if (!this.rendered) {
      expectSuccess(this.node('bin/eks-loki.cjs', 'render', this.name));
      this.rendered = read();
    }
    return this.rendered;
  }

  /** Operations of the stacks during an action. */
  public operationsOf(action: () => void): Operation[] {
    const before = this.aws.operations().length;
    action();
    return this.aws.operations().slice(before);
  }

  /** Stops the AWS and removes all files: a synthesized app has 60 MB. */
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

/** Fails with all output of a command if it did not succeed. */
export function expectSuccess({ status, stdout, stderr }: CommandResult): void {
  if (status !== 0) throw new Error(`ended with ${status}:\n${stdout}\n${stderr}`);
}
