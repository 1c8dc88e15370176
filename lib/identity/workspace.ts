import * as iam from 'aws-cdk-lib/aws-iam';

/** Lets a role write samples to a workspace of Amazon Managed Service for Prometheus, and do nothing else there. */
export const grantRemoteWrite = (grantee: iam.IGrantable, workspaceArn: string): iam.Grant =>
  iam.Grant.addToPrincipal({ grantee, actions: ['aps:RemoteWrite'], resourceArns: [workspaceArn] });
