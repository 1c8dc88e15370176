import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { type PlainTemplate, stageOf, templatesOf } from '../../helpers/environments';
import { answerOf, clientsOf } from './clients';
import type { LocalAws } from './local-aws';

/** The smallest file that is a ZIP archive: no function runs. */
const EMPTY_ZIP = Buffer.concat([Buffer.from([0x50, 0x4b, 0x05, 0x06]), Buffer.alloc(18)]);

/** Code of a function or layer. */
interface CodeLocation {
  readonly S3Bucket?: string;
  readonly S3Key?: string;
}

/**
 * Deploys the templates of an environment through the API of CloudFormation, without the CDK CLI: a deploy takes a second.
 * Tests that deploy often use it; those about a user's commands use `Deployment`.
 */
export class DirectDeployment {
  private readonly cloudformation: CloudFormationClient;
  private readonly s3: S3Client;
  private changes = 0;

  constructor(
    aws: LocalAws,
    /** Name of the environment. */
    public readonly name: string,
    region: string,
  ) {
    const { cloudformation, s3 } = clientsOf(aws, undefined, region);
    this.cloudformation = cloudformation;
    this.s3 = s3;
  }

  /**
   * Deploys the stacks of an environment in order, or only some of them.
   *
   * @throws Error if CloudFormation fails, with the reason of the first failure
   */
  public async deploy(props: EnvironmentProps, only?: readonly string[]): Promise<void> {
    const templates = templatesOf(stageOf(resolveEnvironment(this.name, props)));
    for (const [stack, template] of Object.entries(templates)) {
      if (only && !only.includes(stack)) continue;
      await this.putAssets(template);
      await this.deployStack(`${this.name}-${stack}`, template);
    }
  }

  /**
   * Deploys one template.
   *
   * @throws Error if CloudFormation fails, with the reason of the first failure
   */
  public async deployStack(StackName: string, template: PlainTemplate): Promise<void> {
    const before = await this.statusOf(StackName);
    // As the CLI does after a failed first deploy.
    if (before === 'ROLLBACK_COMPLETE') await this.cloudformation.send(new DeleteStackCommand({ StackName }));
    const ChangeSetType = before === undefined || before === 'ROLLBACK_COMPLETE' ? 'CREATE' : 'UPDATE';
    const ChangeSetName = `change-${++this.changes}`;
    // Without the parameter and the rule of the bootstrap stack, which is not deployed here.
    const body = { ...template, Parameters: undefined, Rules: undefined };
    await this.cloudformation.send(
      new CreateChangeSetCommand({ StackName, ChangeSetName, ChangeSetType, TemplateBody: JSON.stringify(body) }),
    );
    await this.cloudformation.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }));
    const after = await this.statusOf(StackName);
    if (after === `${ChangeSetType}_COMPLETE`) return;
    const { StackEvents = [] } = await this.cloudformation.send(new DescribeStackEventsCommand({ StackName }));
    const failed = StackEvents.find(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'));
    throw new Error(`${StackName}: ${after}: ${failed?.ResourceStatusReason}`);
  }

  private async statusOf(StackName: string): Promise<string | undefined> {
    const { Stacks = [] } = await this.cloudformation.send(new DescribeStacksCommand({}));
    return Stacks.find((stack) => stack.StackName === StackName)?.StackStatus;
  }

  private async putAssets(template: PlainTemplate): Promise<void> {
    for (const { Properties = {} } of Object.values(template.Resources) as Partial<
      PlainTemplate['Resources'][string]
    >[]) {
      const { S3Bucket: Bucket, S3Key: Key } = (Properties.Code ?? Properties.Content ?? {}) as CodeLocation;
      if (!Bucket || !Key) continue;
      await answerOf(this.s3.send(new CreateBucketCommand({ Bucket })));
      await this.s3.send(new PutObjectCommand({ Bucket, Key, Body: EMPTY_ZIP }));
    }
  }
}
