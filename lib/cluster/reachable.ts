import { Stack, Stage, Token } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct, type IConstruct } from 'constructs';
import { InputError, type Problem } from '../../charts/input/problems';
import type { IOidcTrust } from '../identity/oidc-trust';
import { issuerOf } from './facts';

/** Problem without its path. */
type Fault = Omit<Problem, 'path'>;

/**
 * Refuses constructs that no manifest of `scope` can depend on, and a trust of another cluster.
 *
 * @throws InputError if one is out of reach, with all problems
 */
export function assertReachable(
  scope: Construct,
  cluster: eks.ICluster,
  { trust, kubernetesReady = [] }: { readonly trust?: IOidcTrust; readonly kubernetesReady?: readonly unknown[] },
): void {
  const path = scope.node.path;
  const own = issuerOf(cluster);
  const ready = kubernetesReady.map((given, index) => ({ given, at: `${path}.kubernetesReady[${index}]` }));
  const problems = [
    ...placeFaults(scope, cluster).map((fault) => ({ path: `${path}.cluster`, ...fault })),
    ...ready.flatMap(({ given, at }) => {
      if (!Construct.isConstruct(given)) return [];
      if (scope.node.scopes.includes(given)) {
        const found = `${given.node.path || 'the app'} contains this construct, so it is ready only afterwards`;
        return [{ path: at, found, fix: 'name the constructs in it that come first' }];
      }
      return stageFaults(scope, given).map((fault) => ({ path: at, ...fault }));
    }),
    ...(trust && own !== undefined && ![trust.issuer, own].some(isLate) && trust.issuer !== own
      ? [
          {
            path: `${path}.trust`,
            found: `is of the issuer ${trust.issuer}, and the cluster has ${own}`,
            fix: 'leave it out',
          },
        ]
      : []),
  ];
  if (problems.length > 0) throw new InputError(problems);
}

const isLate = (text: string): boolean => Token.isUnresolved(text);

/** Faults of a cluster that is elsewhere than a construct: one of them is enough. */
function placeFaults(scope: Construct, cluster: eks.ICluster): Fault[] {
  const stack = Stack.of(scope);
  const elsewhere = (['region', 'account'] as const).filter((what) => {
    const [there, here] = [cluster.env[what], stack[what]];
    return !isLate(there) && !isLate(here) && there !== here;
  });
  return [
    ...stageFaults(scope, cluster),
    ...elsewhere.map((what) => ({
      found: `is in ${what} ${cluster.env[what]}, and the stack is in ${stack[what]}`,
      fix: `give the stack the ${what} of the cluster`,
    })),
  ].slice(0, 1);
}

/** Faults of a construct in another stage, on which nothing can depend. */
function stageFaults(scope: Construct, other: IConstruct): Fault[] {
  const [here, there] = [Stage.of(scope), Stage.of(other)];
  if (here === there) return [];
  const nameOf = (stage: Stage | undefined) => (stage?.node.path ? `the stage ${stage.node.path}` : 'the app');
  const place = other.node.root === scope.node.root ? nameOf(there) : 'another app';
  const found = `${other.node.path} is in ${place}, and this construct in ${nameOf(here)}`;
  return [{ found, fix: 'make both in one stage' }];
}
