import { Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Role of the nodes that EKS starts in Auto Mode, with the least privileges AWS documents for them. */
export function autoModeNodeRole(scope: Construct, id: string): iam.Role {
  return new iam.Role(scope, id, {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    description: `Auto Mode nodes of ${Stack.of(scope).stackName}`,
    managedPolicies: ['AmazonEKSWorkerNodeMinimalPolicy', 'AmazonEC2ContainerRegistryPullOnly'].map((name) =>
      iam.ManagedPolicy.fromAwsManagedPolicyName(name),
    ),
  });
}

/** Turns on the enforcement of NetworkPolicies: https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html */
export function enforceNetworkPolicies(scope: Construct, id: string, cluster: eks.ICluster): eks.KubernetesManifest {
  return new eks.KubernetesManifest(scope, id, {
    cluster,
    overwrite: true,
    prune: false,
    manifest: [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system' },
        data: { 'enable-network-policy-controller': 'true' },
      },
    ],
  });
}
