/** True if the AWS CDK is installed: a project that renders manifests alone does without it. */
export function hasCdk(): boolean {
  try {
    require.resolve('aws-cdk-lib');
    return true;
  } catch {
    return false;
  }
}
