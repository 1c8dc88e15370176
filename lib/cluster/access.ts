import { Annotations, Token } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';

/**
 * Lets an IAM role administer the whole cluster.
 *
 * On an imported cluster, manifests must depend on the entry explicitly.
 */
export function clusterAdmin(scope: Construct, id: string, cluster: eks.ICluster, roleArn: string): eks.AccessEntry {
  return new eks.AccessEntry(scope, id, {
    cluster,
    principal: roleArn,
    accessPolicies: [
      eks.AccessPolicy.fromAccessPolicyName('AmazonEKSClusterAdminPolicy', {
        accessScopeType: eks.AccessScopeType.CLUSTER,
      }),
    ],
  });
}

/** Id of the warning that a cluster has no administrator. */
export const NO_ADMIN = 'cdk-eks-loki:noClusterAdmin';

/** Lets IAM roles and users administer a cluster, and warns if the list is empty. */
export function clusterAdmins(scope: Construct, cluster: eks.ICluster, arns: string[]): void {
  if (arns.length === 0) {
    Annotations.of(scope).addWarningV2(
      NO_ADMIN,
      'adminRoleArns is empty: only the kubectl function of this app has access to this cluster, and nobody can use ' +
        'kubectl with it. Give the ARNs of the IAM roles that administer it',
    );
  }
  arns.forEach((arn, i) => {
    // The id is the name, so the order of the list does not matter; a token has no name yet.
    const name = Token.isUnresolved(arn) ? `${i}` : arn.replace(/^[^/]*\//, '');
    clusterAdmin(scope, `Admin-${name.replaceAll('/', '.')}`, cluster, arn);
  });
}
