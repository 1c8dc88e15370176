import type { DeployedRecords } from '../../lib/checks/checked-charts';
import { type DeployedRecord, recordOfTemplate } from '../../lib/deployed/record';
import { LOGGING_STACK_ID } from '../../lib/delivery/ids';
import type { Environment } from '../../lib/environment/environment';
import { NO_RECORDS } from '../defaults';

/** Name of the stack that delivers the objects of an environment. */
export const loggingStackName = (environment: string): string => `${environment}-${LOGGING_STACK_ID}`;

/** Reads the template of a deployed stack; undefined if there is none, or the credentials do not allow it. */
export type TemplateReader = (stackName: string, region: string) => Promise<string | undefined>;

/** Asks CloudFormation. The SDK is loaded only here. */
export const askCloudFormation: TemplateReader = async (StackName, region) => {
  const { CloudFormationClient, GetTemplateCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({ region, maxAttempts: 1, requestHandler: { requestTimeout: 5000 } });
  try {
    return (await client.send(new GetTemplateCommand({ StackName }))).TemplateBody;
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
};

/**
 * Records, and where there is none, the deployed `Logging` stack of an environment in the account of the credentials.
 * Without credentials nothing is asked.
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
