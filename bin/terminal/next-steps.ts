import { existsSync } from 'node:fs';
import { CredentialsKind } from '../../charts/endpoint/credentials/source';
import {
  applyCommand,
  bootstrapCommand,
  credentialsCommand,
  deployCommand,
  kubeconfigCommand,
  waitCommand,
} from '../../lib/app/next-commands';
import { visible } from '../../charts/input/show';
import type { Environment } from '../../lib/environment/environment';
import { type Output, styled, widthOf, wrap } from './terminal';

/** Configuration of the CDK CLI: a folder without it has no app to deploy. */
const CDK_CONFIGURATION = 'cdk.json';

/** Commands that take an environment from here to pods that are ready. */
function deploySteps(environment: Environment): string[] {
  const { name, credentials } = environment;
  const byHand = credentials.source.kind === CredentialsKind.KUBERNETES_SECRET;
  return [
    bootstrapCommand(environment),
    deployCommand(name),
    kubeconfigCommand(environment),
    ...(byHand ? [credentialsCommand(name)] : []),
    waitCommand(name),
  ];
}

/** Prerequisites of rendered manifests that something other than the CDK applies. */
function prerequisites({ name, clusterName, props, objectStore, identity, credentials }: Environment): string[] {
  const { stored, source } = credentials;
  return [
    ...(props.cluster.create ? [`EKS cluster ${clusterName}`] : []),
    `S3 buckets ${objectStore.chunkBucket} and ${objectStore.rulerBucket}`,
    `IAM role ${identity.roleArn}`,
    ...(stored
      ? [
          `secrets ${stored.writerSecretName} and ${stored.readerSecretName} in AWS Secrets Manager`,
          ...[stored.gateway, stored.alloy, stored.grafana, ...(stored.canary ? [stored.canary] : [])].map(
            ({ roleArn }) => `IAM role ${roleArn}`,
          ),
          source.kind === CredentialsKind.EXTERNAL_SECRETS
            ? 'the External Secrets Operator'
            : 'the EKS add-on aws-secrets-store-csi-driver-provider',
        ]
      : [`the Secrets of ${credentialsCommand(name)}`]),
    ...(props.grafana?.as === 'operator' ? ['the Grafana operator, version 5, with its kind GrafanaDatasource'] : []),
  ];
}

/** Next steps after `synth`, for the first environment. */
export function afterSynth(environments: readonly Environment[], output: Output): string {
  const [first] = environments;
  if (!first) return '';
  return [deployed(first, output), ...others(environments, 'synth')].join('\n');
}

/** Next steps after `render`, for the first environment; `folder` holds its manifests. */
export function afterRender(environments: readonly Environment[], folder: string, output: Output): string {
  const [first] = environments;
  if (!first) return '';
  const hasApp = existsSync(CDK_CONFIGURATION);
  // Nothing but the CDK creates such a cluster, and then it delivers the manifests as well.
  const byCdkOnly = hasApp && first.props.cluster.create;
  return [
    ...(hasApp ? [deployed(first, output)] : []),
    ...(byCdkOnly ? [] : [applied(first, folder, hasApp ? 'Or' : 'Next', output)]),
    ...others(environments, 'render'),
  ].join('\n');
}

function deployed(environment: Environment, output: Output): string {
  const heading = `Next for ${environment.name} (the first one once per account and region):`;
  return steps(heading, deploySteps(environment), output);
}

function applied(environment: Environment, folder: string, lead: string, output: Output): string {
  const { name } = environment;
  return [
    wrap(`${lead} with kubectl or GitOps, once these exist for ${name}:`, widthOf(output)),
    ...prerequisites(environment).map((line) => wrap(`  - ${line}`, widthOf(output))),
    steps('Then:', [applyCommand(folder), waitCommand(name)], output),
  ].join('\n');
}

function others([, second]: readonly Environment[], command: string): string[] {
  return second ? [`For another environment: npx eks-loki ${command} ${second.name}`] : [];
}

/** Commands below a heading. */
export function steps(heading: string, commands: readonly string[], output: Output): string {
  return [
    wrap(heading, widthOf(output)),
    ...commands.map((command) => `  ${styled('bold', visible(command), output)}`),
  ].join('\n');
}
