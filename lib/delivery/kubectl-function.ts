import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** Folder of the layer, from this source, its compiled file in dist/lib/delivery or the bundle in dist/bin. */
const ERRORS_LAYER = ['.', '../../../lib/delivery', '../../lib/delivery'].map((folder) =>
  join(__dirname, folder, 'kubectl-errors'),
);

/**
 * Makes CloudFormation show which object the API server refuses, and why.
 *
 * CDK's own handler forwards all output of kubectl. That often exceeds the 4 KB CloudFormation takes, which then shows
 * only "Response object is too long" (https://github.com/aws/aws-cdk/issues/37353). A layer wraps the handler and leaves
 * out repeated lines of kubectl; the function's log has all of them.
 */
export function shortenErrors(provider: eks.IKubectlProvider): void {
  const handler = kubectlFunction(provider);
  if (!handler) return;
  handler.addLayers(
    new lambda.LayerVersion(provider, 'Errors', {
      description: 'Errors of kubectl, short enough for CloudFormation',
      code: lambda.Code.fromAsset(ERRORS_LAYER.find(existsSync) as string, { exclude: ['**/__pycache__'] }),
    }),
  );
  (handler.node.defaultChild as lambda.CfnFunction).handler = 'kubectl_errors.handler';
}

/** Adds the place of kubectl's log to a stack's outputs, unless the provider is imported. */
export function kubectlOutputs(stack: Stack, provider: eks.IKubectlProvider | undefined): void {
  const handler = provider && kubectlFunction(provider);
  if (!handler) return;
  new CfnOutput(stack, 'KubectlFunctionName', {
    value: handler.functionName,
    description: 'Function that applies the manifests',
  });
  new CfnOutput(stack, 'KubectlLogGroup', {
    value: `/aws/lambda/${handler.functionName}`,
    description: 'Its log: all that kubectl said, where a deploy has failed',
  });
}

/** Function that runs kubectl; undefined for an imported provider. */
function kubectlFunction(provider: eks.IKubectlProvider): lambda.Function | undefined {
  const handler = provider.node.tryFindChild('Handler');
  return handler instanceof lambda.Function ? handler : undefined;
}
