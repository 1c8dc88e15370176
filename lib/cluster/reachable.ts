import { Token } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import { Construct } from 'constructs';
import { InputError } from '../../charts/input/problems';
import { placeFaults, stageFaults } from '../environment/constructs/place';
import type { IOidcTrust } from '../identity/oidc-trust';
import { issuerOf } from './facts';

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
    ...placeFaults(scope, cluster, 'cluster').map((fault) => ({ path: `${path}.cluster`, ...fault })),
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
