import { Duration, Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { WorkloadIdentity } from '../../charts/endpoint/identity';
import { POD_IDENTITY_SERVICE } from '../environment/aws/pod-identity';

/** Session tags in which EKS names the pod that it takes the role for. */
const SESSION_TAGS = {
  cluster: 'aws:RequestTag/eks-cluster-name',
  namespace: 'aws:RequestTag/kubernetes-namespace',
  serviceAccount: 'aws:RequestTag/kubernetes-service-account',
} as const;

/** Identities of pods on one cluster. */
interface Associated {
  /** Service accounts. */
  readonly identities: readonly WorkloadIdentity[];

  /** Name of their cluster. */
  readonly clusterName: string;
}

/** One value, or several. */
const valueOf = (values: readonly string[]): string | string[] => {
  const each = [...new Set(values)];
  return each.length === 1 ? (each[0] as string) : each;
};

/** Creates a role that EKS takes for pods of some service accounts, and for no others. */
export function associatedRole(
  scope: Construct,
  id: string,
  { identities, clusterName, role }: Associated & { readonly role: Omit<iam.RoleProps, 'assumedBy'> },
): iam.Role {
  const service = new iam.ServicePrincipal(POD_IDENTITY_SERVICE, {
    conditions: {
      StringEquals: {
        'aws:SourceAccount': Stack.of(scope).account,
        [SESSION_TAGS.cluster]: clusterName,
        [SESSION_TAGS.namespace]: valueOf(identities.map(({ namespace }) => namespace)),
        [SESSION_TAGS.serviceAccount]: valueOf(identities.map(({ serviceAccountName }) => serviceAccountName)),
      },
    },
  });
  return new iam.Role(scope, id, {
    ...role,
    // EKS tags each session.
    assumedBy: new iam.SessionTagsPrincipal(service),
    maxSessionDuration: Duration.hours(1),
  });
}

/** Associates service accounts with a role. An account that does not exist yet can have one. */
export function associationsOf(
  scope: Construct,
  { identities, clusterName, role }: Associated & { readonly role: iam.IRole },
): eks.CfnPodIdentityAssociation[] {
  return identities.map(
    ({ namespace, serviceAccountName: serviceAccount }) =>
      new eks.CfnPodIdentityAssociation(scope, `Association-${namespace}-${serviceAccount}`, {
        clusterName,
        namespace,
        serviceAccount,
        roleArn: role.roleArn,
      }),
  );
}
