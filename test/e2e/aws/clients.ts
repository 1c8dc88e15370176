import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { EKSClient } from '@aws-sdk/client-eks';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { type LocalAws, REGION } from './local-aws';

/** Access key of AWS. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Credentials of deployments. No user has them, so they allow nothing once IAM is enforced. */
const DEPLOYER: Credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };

/** Clients of the AWS SDK for a local AWS, with some credentials. */
export function clientsOf(aws: LocalAws, credentials: Credentials = DEPLOYER, region = REGION) {
  const config = { endpoint: aws.endpoint, region, credentials };
  return {
    cloudformation: new CloudFormationClient(config),
    eks: new EKSClient(config),
    iam: new IAMClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    secrets: new SecretsManagerClient(config),
    sts: new STSClient(config),
  };
}

/** Status of every stack except the CDK's own, by name. */
export async function stackStatuses(aws: LocalAws): Promise<Record<string, string>> {
  const { Stacks = [] } = await clientsOf(aws).cloudformation.send(new DescribeStacksCommand({}));
  const own = Stacks.filter(({ StackName }) => StackName !== 'CDKToolkit');
  return Object.fromEntries(own.map(({ StackName, StackStatus }) => [StackName as string, StackStatus as string]));
}

/** `allowed`, or status and name of the error with which AWS answers a request. */
export async function answerOf(request: Promise<unknown>): Promise<string> {
  try {
    await request;
    return 'allowed';
  } catch (error) {
    const { $metadata, name } = error as { $metadata?: { httpStatusCode?: number }; name: string };
    if (!$metadata?.httpStatusCode) throw error;
    return `${$metadata.httpStatusCode} ${name}`;
  }
}
