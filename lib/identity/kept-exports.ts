import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * Exports values of a stack that version 0.1.0 imported in the stack of a grantee. Policies have names instead, but
 * CloudFormation updates the exporting stack first, and refuses to remove an export that is still imported.
 */
export function keepExports(owner: Construct, grantee: iam.IGrantable, values: readonly string[]): void {
  const stack = Stack.of(owner);
  if (!Construct.isConstruct(grantee) || Stack.of(grantee) === stack) return;
  for (const value of values) stack.exportValue(value);
}
