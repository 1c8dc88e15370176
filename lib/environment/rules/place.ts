import { type Problem, show } from '../../../charts/problems';
import { parseArn } from '../aws/arn';
import { partitionOf } from '../aws/partition';
import type { LoggingProps } from '../props';

/** Limits of where the resource of an ARN may be. */
interface Place {
  /** What the ARN names, with an article: `the provider`. */
  readonly noun: string;

  /** If true, it is in the account of the environment. @default false */
  readonly ownAccount?: boolean;
}

/** Problems of an ARN of another partition, region or account than the environment. Invalid ones are ignored. */
export function placeProblems(
  path: string,
  text: unknown,
  { account, region }: Pick<LoggingProps, 'account' | 'region'>,
  { noun, ownAccount = false }: Place,
): Problem[] {
  const arn = parseArn(text);
  if (!arn) return [];
  const partition = typeof region === 'string' ? partitionOf(region) : arn.partition;
  const problems: Problem[] = [];
  const add = (found: string, fix: string) => problems.push({ path, found: `${show(text)} ${found}`, fix });
  if (arn.region && region && arn.region !== region) {
    add(`is in region ${arn.region}, and the environment is in ${region}`, `name ${noun} of ${region}`);
  } else if (arn.partition !== partition) {
    add(`is in partition ${arn.partition}, and the environment is in ${partition}`, `name ${noun} of ${partition}`);
  }
  if (ownAccount && account && arn.account !== account) {
    add(`belongs to account ${arn.account}, and the environment is in ${account}`, `name ${noun} of ${account}`);
  }
  return problems;
}
