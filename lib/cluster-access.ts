import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';

/**
 * Lets an IAM role administer the whole cluster.
 *
 * Where the cluster is imported, nothing waits for the entry by itself: manifests must depend on it.
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
