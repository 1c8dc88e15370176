import type { EnvironmentProps, EnvironmentsProps } from './props';
import { InputError, type Problem } from '../../charts/problems';

/** Where the AWS credentials at hand belong. */
export interface Caller {
  /** AWS account, 12 digits; nothing without credentials. */
  readonly account?: string;

  /** Region of the AWS configuration; nothing where none is set. */
  readonly region?: string;
}

/**
 * Asks AWS whose credentials these are (STS `GetCallerIdentity`), and the SDK for its region. Loads the SDK only
 * here: environments that say account and region never need it.
 */
export async function askCaller(): Promise<Caller> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const region = await new STSClient({}).config.region().catch(() => undefined);
  // STS answers the same in every region; without one the SDK asks nobody.
  const client = new STSClient({ region: region ?? 'us-east-1', maxAttempts: 2 });
  const identity = await client.send(new GetCallerIdentityCommand({})).catch(() => undefined);
  return { account: identity?.Account, region };
}

/**
 * Fills in the account and region of environments that do not name theirs.
 *
 * @throws InputError where one is not named and cannot be found out, naming the environment and the two ways to mend it
 */
export async function fillAccounts(
  environments: EnvironmentsProps,
  ask: () => Promise<Caller> = askCaller,
): Promise<EnvironmentsProps> {
  const incomplete = Object.values(environments).some(({ account, region }) => !account || !region);
  if (!incomplete) return environments;
  const caller = await ask();
  const problems: Problem[] = [];
  const filled: Record<string, EnvironmentProps> = {};
  for (const [name, environment] of Object.entries(environments)) {
    const account = environment.account ?? caller.account;
    const region = environment.region ?? caller.region;
    if (!account) {
      problems.push({
        path: `environments.${name}.account`,
        found: `missing, and there are no AWS credentials to ask`,
        fix: `write account: '111122223333', or sign in (aws sso login, AWS_PROFILE)`,
      });
    }
    if (!region) {
      problems.push({
        path: `environments.${name}.region`,
        found: `missing, and the AWS configuration names none`,
        fix: `write region: 'us-east-1', or set AWS_REGION`,
      });
    }
    filled[name] = { ...environment, account, region };
  }
  if (problems.length > 0) throw new InputError(problems);
  return filled;
}

/**
 * What is wrong with deploying an environment by the credentials at hand: nothing where they are of its account, of
 * one it names in `deployFrom`, or where there are none.
 */
export function foreignAccountProblem(
  name: string,
  { account, deployFrom }: Pick<EnvironmentProps, 'account' | 'deployFrom'>,
  credentialsAccount: string | undefined,
): string | undefined {
  if (!credentialsAccount || !account) return undefined;
  if ([account, ...(deployFrom ?? [])].includes(credentialsAccount)) return undefined;
  return (
    `environments.${name}.account: ${account}, and the AWS credentials are of account ${credentialsAccount}; ` +
    `sign in to ${account}, or write deployFrom: ['${credentialsAccount}'] if that account is meant to deploy ${name}`
  );
}
