import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DeployedRecords } from '../../lib/checks/checked-charts';
import { type DeployedRecord, objectsOfTemplate, recordOfTemplate } from '../../lib/planner/deployed/record';
import { LOGGING_STACK_ID } from '../../lib/delivery/ids';
import type { Manifest } from '../../lib/manifests/manifest';
import type { Environment } from '../../lib/environment/environment';
import { NO_RECORDS } from '../defaults';
import { missingPackage } from '../missing-package.cjs';

/** Name of the stack that delivers the objects of an environment. */
export const loggingStackName = (environment: string): string => `${environment}-${LOGGING_STACK_ID}`;

/** Reads the template of a deployed stack; undefined if there is none, or the credentials do not allow it. */
export type TemplateReader = (stackName: string, region: string) => Promise<string | undefined>;

/** Sends a request to CloudFormation. The SDK is loaded only here. @throws Error if it fails */
async function request<T>(
  region: string,
  work: (sdk: typeof import('@aws-sdk/client-cloudformation'), client: CloudFormationClient) => Promise<T>,
): Promise<T> {
  const sdk = await import('@aws-sdk/client-cloudformation');
  const client = new sdk.CloudFormationClient({ region, maxAttempts: 1, requestHandler: { requestTimeout: 5000 } });
  try {
    return await work(sdk, client);
  } finally {
    client.destroy();
  }
}

/** Template of a deployed stack. Text and error are undefined if it was never deployed. */
type TemplateAnswer = { readonly text: string } | { readonly error: string } | Readonly<Record<string, never>>;

/** Asks CloudFormation for a template, or for the reason why it has no template. */
export async function deployedTemplate(StackName: string, region: string): Promise<TemplateAnswer> {
  try {
    return await request(region, async ({ GetTemplateCommand }, client) => {
      const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName }));
      return { text: TemplateBody };
    });
  } catch (error) {
    if (missingPackage(error)) throw error;
    const { name, message } = error as Error;
    return name === 'ValidationError' && message.includes('does not exist') ? {} : { error: message };
  }
}

/** Asks CloudFormation for a template. */
const askCloudFormation: TemplateReader = async (stackName, region) => {
  const answer = await deployedTemplate(stackName, region);
  return 'text' in answer ? answer.text : undefined;
};

/** Finds the nested stacks of a stack; undefined if the credentials do not allow it. */
export type NestedStacksReader = (stackName: string, region: string) => Promise<readonly string[] | undefined>;

/** Asks CloudFormation for the nested stacks of a stack. */
const askNestedStacks: NestedStacksReader = (StackName, region) =>
  request(region, async ({ paginateListStackResources }, client) => {
    const names: string[] = [];
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
      const nested = StackResourceSummaries.filter((each) => each.ResourceType === 'AWS::CloudFormation::Stack');
      names.push(...nested.flatMap(({ PhysicalResourceId }) => PhysicalResourceId ?? []));
    }
    return names;
  }).catch((error: unknown) => {
    if (missingPackage(error)) throw error;
    return undefined;
  });

/** Objects that a deployed stack delivers. */
export interface DeployedObjects {
  /** Template of the stack. */
  readonly template: string;

  /** Objects of the stack and of its nested stacks. */
  readonly objects: readonly Manifest[];

  /** True if the nested stacks could be read. */
  readonly hasNested: boolean;
}

/** Reads the objects that a deployed stack delivers; undefined if it delivers nothing or cannot be read. */
export async function deployedObjects(
  stackName: string,
  region: string,
  read: TemplateReader = askCloudFormation,
  findNested: NestedStacksReader = askNestedStacks,
): Promise<DeployedObjects | undefined> {
  const template = await read(stackName, region);
  if (template === undefined) return undefined;
  const own = objectsOfTemplate(template);
  if (own.length === 0) return undefined;
  const names = await findNested(stackName, region);
  const nested = await Promise.all((names ?? []).map((name) => read(name, region)));
  const found = nested.flatMap((text) => text ?? []);
  if (!names || found.length < names.length) return { template, objects: own, hasNested: false };
  return { template, objects: [...own, ...found.flatMap(objectsOfTemplate)], hasNested: true };
}

/**
 * Records of environments. The deployed `Logging` stack takes the place of a missing record if the environment is in
 * the account of the credentials. Without credentials, CloudFormation is not asked.
 */
export async function recordsOrStacks(
  records: DeployedRecords,
  environments: readonly Environment[],
  credentialsAccount: string | undefined,
  read: TemplateReader = askCloudFormation,
): Promise<DeployedRecords> {
  const deployed = new Map<string, DeployedRecord | undefined>();
  await Promise.all(
    environments.map(async ({ name, account, region }) => {
      const record = records(name);
      const template = record || account !== credentialsAccount ? undefined : await read(loggingStackName(name), region);
      const pass = `run it with -c record=${NO_RECORDS}`;
      deployed.set(name, record ?? (template === undefined ? undefined : recordOfTemplate(template, pass)));
    }),
  );
  return (environment) => deployed.get(environment);
}
