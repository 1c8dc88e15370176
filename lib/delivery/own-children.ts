import type { Construct } from 'constructs';

/** A scope in which a child may be named as a member of every object, `constructor`, which constructs take for a child. */
export function withOwnChildren(scope: Construct): Construct {
  const node = scope.node as unknown as { _children?: object };
  node._children = Object.assign(Object.create(null), node._children) as object;
  return scope;
}
