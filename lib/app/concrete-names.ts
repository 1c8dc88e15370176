import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InputError } from '../../charts/input/problems';
import type { NameParts } from '../environment/names';

/**
 * Parts of the names of AWS resources, in a stack whose account and region are plain text.
 *
 * @param name name of the environment; by default it is made from that of the cluster or the stack
 * @throws InputError if account or region are known at deploy time only
 */
export function concreteNameParts(scope: Construct, name: string | undefined, clusterName?: string): NameParts {
  const stack = Stack.of(scope);
  for (const what of ['account', 'region'] as const) {
    if (Token.isUnresolved(stack[what])) {
      const found = `the stack's ${what} is known at deploy time only, and Loki's configuration is written before`;
      const fix = "give the stack env: { account: '111122223333', region: 'us-east-1' }";
      throw new InputError([{ path: scope.node.path, found, fix }]);
    }
  }
  return {
    environment: name ?? (clusterName ?? stack.stackName).toLowerCase().replaceAll('_', '-'),
    account: stack.account,
    region: stack.region,
  };
}
