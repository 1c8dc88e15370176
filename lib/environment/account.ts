import type { EnvironmentProps, EnvironmentsProps } from './props';
import { InputError, type Problem } from '../../charts/input/problems';
import { isThrottled } from '../live/throttling';
import { isLocal } from './local';

/** Account and region of the AWS credentials in use. */
export interface Caller {
  /** AWS account, 12 digits. @default - there are no credentials */
  readonly account?: string;

  /** Region of the AWS configuration. @default - none is set */
  readonly region?: string;

  /** ARN of the credentials; for a role an STS ARN. @default - there are no credentials */
  readonly arn?: string;

  /** True if STS throttled the request for the account. @default false */
  readonly isThrottled?: boolean;
}

/**
 * Asks STS for the account of the credentials (`GetCallerIdentity`), and the SDK for its region. The SDK is loaded
 * only here: environments with account and region never need it.
 */
export async function askCaller(): Promise<Caller> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const region = await new STSClient({}).config.region().catch(() => undefined);
  // STS gives the same answer in every region, and the SDK needs one.
  const client = new STSClient({ region: region ?? 'us-east-1', maxAttempts: 2 });
  try {
    const identity = await client.send(new GetCallerIdentityCommand({}));
    return { account: identity.Account, region, arn: identity.Arn };
  } catch (error) {
    return { region, ...(isThrottled(error) && { isThrottled: true }) };
  }
}

/**
 * Fills in the account and region of environments that leave them out. Local clusters have neither.
 *
 * @throws InputError if one is left out and the AWS configuration does not have it, with both ways to provide it
 */
export async function fillAccounts(
  environments: EnvironmentsProps,
  ask: () => Promise<Caller> = askCaller,
): Promise<EnvironmentsProps> {
  const incomplete = Object.values(environments).some((one) => !isLocal(one) && (!one.account || !one.region));
  if (!incomplete) return environments;
  const caller = await ask();
  const problems: Problem[] = [];
  const filled: Record<string, EnvironmentProps> = {};
  for (const [name, environment] of Object.entries(environments)) {
    if (isLocal(environment)) {
      filled[name] = environment;
      continue;
    }
    const account = environment.account ?? caller.account;
    const region = environment.region ?? caller.region;
    if (!account) {
      problems.push({
        path: `environments.${name}.account`,
        found: caller.isThrottled
          ? 'missing, and AWS throttles the requests of the account, so STS did not return it'
          : `missing, and there are no AWS credentials to take it from`,
        fix: caller.isThrottled
          ? "write account: '111122223333', or run it again in a minute"
          : `write account: '111122223333', or sign in (aws sso login, AWS_PROFILE)`,
      });
    }
    if (!region) {
      problems.push({
        path: `environments.${name}.region`,
        found: `missing, and the AWS configuration has none`,
        fix: `write region: 'us-east-1', or set AWS_REGION`,
      });
    }
    filled[name] = { ...environment, account, region };
  }
  if (problems.length > 0) throw new InputError(problems);
  return filled;
}

/**
 * Problem of deploying an environment with the credentials in use; undefined if they belong to its account or to one in
 * `deployFrom`, or if there are no credentials.
 */
export function foreignAccountProblem(
  name: string,
  { account, deployFrom }: Pick<EnvironmentProps, 'account' | 'deployFrom'>,
  credentialsAccount: string | undefined,
): Problem | undefined {
  if (!credentialsAccount || !account) return undefined;
  if ([account, ...(deployFrom ?? [])].includes(credentialsAccount)) return undefined;
  return {
    path: `environments.${name}.account`,
    found: `${account}, and the AWS credentials belong to account ${credentialsAccount}`,
    fix: `sign in to ${account}, or write deployFrom: ['${credentialsAccount}'] if that account may deploy ${name}`,
  };
}
