import { problemOfValue } from '../../../charts/input/problems';
import { DEFAULT_KUBERNETES_VERSION, EKS_VERSIONS_SOURCE, supportFault } from '../../cluster/kubernetes-versions';
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

const versionIsSupported: EnvironmentRule = {
  id: 'CLUSTER-VERSION-1',
  severity: Severity.WARNING,
  title: 'the Kubernetes version is in standard support for another 60 days',
  why: 'extended support costs $0.60 an hour instead of $0.10, and a cluster is upgraded only one minor version at a time',
  evidence: EKS_VERSIONS_SOURCE,
  check: ({ environment }) => {
    const { create, existing } = environment.props.cluster;
    // The version of an existing cluster that names none is unknown.
    const version = create ? (create.version ?? DEFAULT_KUBERNETES_VERSION) : existing?.version;
    const fault = version === undefined ? undefined : supportFault(version);
    if (!fault) return [];
    const path = `environments.${environment.name}.cluster.${create ? 'create' : 'existing'}.version`;
    return [problemOfValue(path, version, fault)];
  },
};

/** Rules about the cluster. */
export const CLUSTER_RULES: readonly EnvironmentRule[] = [someoneAdministers, rangesKeepOut, versionIsSupported];
