import { roleArn } from '../../environment/names';
import { type EnvironmentRule, Severity } from '../rule';

const someoneAdministers: EnvironmentRule = {
  id: 'CLUSTER-ADMINS-1',
  severity: Severity.WARNING,
  title: 'a new cluster has an administrator',
  why: 'access is by access entries only: not even the creator of the cluster can use kubectl',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html',
  check: ({ environment }) => {
    const { create } = environment.props.cluster;
    if (!create || create.admins?.length) return [];
    const example = roleArn('admin', { ...environment, environment: environment.name });
    return [
      {
        path: `environments.${environment.name}.cluster.create.admins`,
        found: 'missing, so only the kubectl function of this app can use the cluster',
        fix: `write admins: ['${example}'] with your roles`,
      },
    ];
  },
};

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

const rangesKeepOut: EnvironmentRule = {
  id: 'CLUSTER-ENDPOINT-1',
  severity: Severity.WARNING,
  title: 'the address ranges that reach the Kubernetes API are restricted',
  why: 'a range of all addresses makes the other ranges pointless',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html',
  check: ({ environment }) =>
    (environment.props.cluster.create?.publicAccessCidrs ?? []).flatMap((range, index) =>
      EVERYWHERE.includes(range)
        ? [
            {
              path: `environments.${environment.name}.cluster.create.publicAccessCidrs[${index}]`,
              found: `${range} is every address, so the list restricts nothing`,
              fix: "list your own ranges, or use endpointAccess: 'private'",
            },
          ]
        : [],
    ),
};

/** Rules about a new cluster. */
export const CLUSTER_RULES: readonly EnvironmentRule[] = [someoneAdministers, rangesKeepOut];
