import type { Stack } from 'aws-cdk-lib';
import { LoggingCluster, type LoggingClusterProps } from '../../../lib/cluster/logging-cluster';
import { type Resource, resourceOf, resourcesOf, testStack } from '../helpers';

export const ADMIN = 'arn:aws:iam::123456789012:role/team/admin';

/** Adds a `LoggingCluster` to a stack. */
export function addCluster(props: Partial<LoggingClusterProps> = {}, stack = testStack()): Stack {
  new LoggingCluster(stack, 'Logging', { clusterName: 'logs', adminRoleArns: [ADMIN], ...props });
  return stack;
}

/** Cluster of a stack. */
export const clusterOf = (stack: Stack): Resource => resourceOf(stack, 'AWS::EKS::Cluster');

/** Add-ons of a stack, by name. */
export const addOnsOf = (stack: Stack): Record<string, Resource> =>
  Object.fromEntries(
    Object.values(resourcesOf(stack, 'AWS::EKS::Addon')).map((addOn) => [addOn.Properties.AddonName as string, addOn]),
  );

/** Logical id of the first resource of a type. */
export const idOf = (stack: Stack, type: string, prefix = ''): string =>
  Object.keys(resourcesOf(stack, type)).find((id) => id.startsWith(prefix)) as string;
