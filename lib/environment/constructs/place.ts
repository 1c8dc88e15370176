import { type IResource, Stack, Stage } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { Problem } from '../../../charts/input/problems';
import { isToken } from './validate';

/** Problem without its path. */
export type PlaceFault = Omit<Problem, 'path'>;

/** Faults of a resource that is elsewhere than a construct: one of them is enough. `noun` is a word for it. */
export function placeFaults(scope: Construct, resource: IResource, noun: string): PlaceFault[] {
  const stack = Stack.of(scope);
  const elsewhere = (['region', 'account'] as const).filter((what) => {
    const [there, here] = [resource.env[what], stack[what]];
    return !isToken(there) && !isToken(here) && there !== here;
  });
  return [
    ...stageFaults(scope, resource),
    ...elsewhere.map((what) => ({
      found: `is in ${what} ${resource.env[what]}, and the stack is in ${stack[what]}`,
      fix: `give the stack the ${what} of the ${noun}`,
    })),
  ].slice(0, 1);
}

/** Faults of a construct in another stage, on which nothing can depend. */
export function stageFaults(scope: Construct, other: IConstruct): PlaceFault[] {
  const [here, there] = [Stage.of(scope), Stage.of(other)];
  if (here === there) return [];
  const nameOf = (stage: Stage | undefined) => (stage?.node.path ? `the stage ${stage.node.path}` : 'the app');
  const place = other.node.root === scope.node.root ? nameOf(there) : 'another app';
  const found = `${other.node.path} is in ${place}, and this construct in ${nameOf(here)}`;
  return [{ found, fix: 'make both in one stage' }];
}
