import { roleArn } from '../../environment/names';
import { type EnvironmentRule, Severity } from '../rule';

const someoneAdministers: EnvironmentRule = {
  id: 'CLUSTER-ADMINS-1',
  severity: Severity.WARNING,
  title: 'a new cluster has an administrator',
  why: 'access is by access entries only: whoever made the cluster cannot use kubectl with it either',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html',
  check: ({ environment }) => {
    const { create } = environment.props.cluster;
    if (!create || create.admins?.length) return [];
    const example = roleArn('admin', { ...environment, environment: environment.name });
    return [
      {
        path: `environments.${environment.name}.cluster.create.admins`,
        found: "none, so nobody but this app's kubectl function can use the cluster",
        fix: `write admins: ['${example}'] with roles of yours`,
      },
    ];
  },
};

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

const rangesKeepOut: EnvironmentRule = {
  id: 'CLUSTER-ENDPOINT-1',
  severity: Severity.WARNING,
  title: 'address ranges that reach the Kubernetes API are fewer than all',
  why: 'one range of all addresses makes the others mean nothing',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html',
  check: ({ environment }) =>
    (environment.props.cluster.create?.publicAccessCidrs ?? []).flatMap((range, index) =>
      EVERYWHERE.includes(range)
        ? [
            {
              path: `environments.${environment.name}.cluster.create.publicAccessCidrs[${index}]`,
              found: `${range} is every address, so the list keeps nobody out`,
              fix: "name the ranges of yours, or use endpointAccess: 'private'",
            },
          ]
        : [],
    ),
};

/** Rules about a new cluster. */
export const CLUSTER_RULES: readonly EnvironmentRule[] = [someoneAdministers, rangesKeepOut];
