import type { Construct } from 'constructs';

/** Lets a child be named as a member of every object, such as `constructor`, which constructs would take for another child. */
export function withOwnChildren(scope: Construct): Construct {
  const node = scope.node as unknown as { _children?: object };
  node._children = Object.assign(Object.create(null), node._children) as object;
  return scope;
}
