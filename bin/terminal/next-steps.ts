import { existsSync } from 'node:fs';
import { isInAws } from '../../charts/endpoint/object-store';
import { KubernetesSecretCredentials } from '../../charts/endpoint/credentials/kubernetes-secret';
import { CredentialsKind } from '../../charts/endpoint/credentials/source';
import { deployOf } from '../../charts/grafana/deploy/props';
import { GRAFANA_SECRETS, grafanaSecrets } from '../../charts/grafana/deploy/secrets';
import {
  applyCommand,
  awsCommand,
  bootstrapCommand,
  credentialsCommand,
  hubSecretCommand,
  deployCommand,
  kubeconfigCommand,
  templateCommand,
  terraformCommands,
  waitCommand,
} from '../../lib/app/next-commands';
import { visible } from '../../charts/input/show';
import { SECRETS_ADDON } from '../../lib/environment/aws/addons';
import { storeRoleArns } from '../../lib/environment/resolve';
import type { Environment } from '../../lib/environment/environment';
import { isLocal } from '../../lib/environment/local';
import { operatorsOf } from '../../lib/environment/operators';
import type { NeededSecret } from '../../lib/manifests/needed-secrets';
import { type AwsFiles, type AwsFormat, fileOf, textOf } from '../aws/write';
import { folderOf } from '../manifests/write';
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
    ...(byHand ? [credentialsOf(environment)] : []),
    waitCommand(name),
  ];
}

/** Commands that take a local cluster from rendered manifests to pods that are ready. */
const localSteps = (environment: Environment, folder: string): string[] => [
  credentialsOf(environment),
  applyCommand(folder),
  waitCommand(environment.name),
];

/** Steps that install operators first, since a deploy fails at the first object of an unknown kind. */
function operatorSteps({ props }: Environment, output: Output): string[] {
  // For a new cluster, a rule says so.
  if (props.cluster.create) return [];
  return operatorsOf(props).map(({ what, definition, install }) =>
    steps(`The cluster needs ${what} first, if 'kubectl get crd ${definition}' finds nothing:`, [install], output),
  );
}

/** Creates the Secrets with the passwords. Those of a Loki elsewhere come from there. */
const credentialsOf = ({ name, remote }: Environment): string =>
  remote ? `${hubSecretCommand(remote)} | ${credentialsCommand(name)}` : credentialsCommand(name);

/** Next steps for a local cluster, which has nothing in AWS. */
const local = (environment: Environment, folder: string, output: Output): string =>
  [
    ...operatorSteps(environment, output),
    steps(
      `Next for ${environment.name}, a local cluster without AWS (the first one once per cluster):`,
      localSteps(environment, folder),
      output,
    ),
  ].join('\n');

/** Secrets that pods need besides those that other lines name. */
function otherSecrets(environment: Environment, secrets: readonly NeededSecret[]): string[] {
  const { source } = environment.credentials;
  const { accessKey, ca } = environment.objectStore?.endpoint ?? {};
  const named = [
    ...[GRAFANA_SECRETS, accessKey?.secret, ca?.secret],
    ...(source instanceof KubernetesSecretCredentials ? [source.secretName] : []),
    ...ownGrafanaSecrets(environment),
  ];
  return secrets
    .filter(({ name }) => !named.includes(name))
    .map(({ name, namespace }) => `your Secret ${name}, in the namespace ${namespace}`);
}

/** Prerequisites of rendered manifests that something other than the CDK applies. */
function prerequisites(environment: Environment, secrets: readonly NeededSecret[]): string[] {
  const operators = operatorsOf(environment.props).map(({ what, install }) => `${what}: ${install}`);
  return [...prerequisitesOfParts(environment), ...otherSecrets(environment, secrets), ...operators];
}

/** Prerequisites of the parts of an environment. */
function prerequisitesOfParts(environment: Environment): string[] {
  const { clusterName, props, credentials } = environment;
  const { stored, shared, source } = credentials;
  // The kinds of the External Secrets Operator are among those of operators, below.
  const driver = source.kind === CredentialsKind.SECRETS_MANAGER ? [`the EKS add-on ${SECRETS_ADDON}`] : [];
  return [
    ...(props.cluster.create ? [`EKS cluster ${clusterName}`] : []),
    ...prerequisitesOfLoki(environment),
    ...(shared
      ? [
          ...shared.flatMap(({ arn, identity: { roleArn } }) => [
            `secret ${arn}`,
            `IAM role ${roleArn}, which reads it`,
          ]),
          ...driver,
        ]
      : []),
    ...(stored
      ? [
          `secrets ${stored.writerSecretName} and ${stored.readerSecretName} in AWS Secrets Manager`,
          ...Object.values(stored.userSecretNames ?? {}).map((secret) => `secret ${secret} there`),
          ...[stored.gateway, stored.alloy, stored.grafana, ...(stored.canary ? [stored.canary] : [])].map(
            ({ roleArn }) => `IAM role ${roleArn}`,
          ),
          ...driver,
        ]
      : []),
    ...(stored || shared ? [] : [`the Secrets of ${credentialsOf(environment)}`]),
    ...ofGrafana(environment),
  ];
}

/** Secrets of the user for a Grafana that is deployed: in AWS, or in Grafana's namespace. */
function ownGrafanaSecrets({ chartsProps, credentials }: Environment): string[] {
  const deploy = deployOf(chartsProps.grafanaDeploy);
  if (!deploy) return [];
  const generated = credentials.grafanaSecretNames ?? [];
  return grafanaSecrets(chartsProps.environment, deploy, credentials.source.kind)
    .map(({ secret }) => secret)
    .filter((secret) => secret !== GRAFANA_SECRETS && !generated.includes(secret));
}

/** Prerequisites of a Grafana that is deployed. */
function ofGrafana(environment: Environment): string[] {
  const { chartsProps, credentials } = environment;
  const deploy = deployOf(chartsProps.grafanaDeploy);
  if (!deploy) return [];
  const inAws = credentials.source.kind !== CredentialsKind.KUBERNETES_SECRET;
  return [
    ...(credentials.grafanaSecretNames ?? []).map((secret) => `secret ${secret} there`),
    ...ownGrafanaSecrets(environment).map((secret) =>
      inAws ? `your secret ${secret} there` : `your Secret ${secret}, in Grafana's namespace`,
    ),
    ...(deploy.queryRoleArn === undefined ? [] : [`IAM role ${deploy.queryRoleArn}`]),
  ];
}

/** Prerequisites of a Loki of its own, or the Loki elsewhere. */
function prerequisitesOfLoki(environment: Environment): string[] {
  const { objectStore, remote } = environment;
  if (!objectStore) return [`the Loki at ${remote?.url}`];
  const { accessKey, ca, url } = objectStore.endpoint ?? {};
  return [
    `${isInAws(objectStore) ? 'S3 buckets' : 'buckets'} ${objectStore.chunkBucket} and ${objectStore.rulerBucket}`,
    ...storeRoleArns(environment).map((arn) => `IAM role ${arn}`),
    ...(isInAws(objectStore) ? [] : [`the Secret ${accessKey?.secret} with the access key of ${url}`]),
    ...(ca?.secret === undefined ? [] : [`the Secret ${ca.secret} with the certificates of the authority of ${url}`]),
  ];
}

/** Next steps after `synth`, for the first environment; `folder` holds its manifests. */
export function afterSynth(environments: readonly Environment[], folder: string, output: Output): string {
  const [first] = environments;
  if (!first) return '';
  const next = isLocal(first.props) ? local(first, folder, output) : deployed(first, output);
  return [next, ...others(environments, 'synth')].join('\n');
}

/** Output of `render` for the first environment. */
export interface FirstRendered {
  /** Folder of its manifests. */
  readonly folder: string;

  /** Secrets that its pods need, and that are not among the manifests. */
  readonly secrets: readonly NeededSecret[];
}

/** Next steps after `render`, for the first environment. */
export function afterRender(
  environments: readonly Environment[],
  { folder, secrets }: FirstRendered,
  output: Output,
): string {
  const [first] = environments;
  if (!first) return '';
  if (isLocal(first.props)) return [local(first, folder, output), ...others(environments, 'render')].join('\n');
  const hasApp = existsSync(CDK_CONFIGURATION);
  // Only the CDK creates such a cluster, and it delivers the manifests as well.
  const byCdkOnly = hasApp && first.props.cluster.create;
  return [
    ...(hasApp ? [deployed(first, output)] : []),
    ...(byCdkOnly ? [] : [applied(first, { folder, secrets }, hasApp ? 'Or' : 'Next', output)]),
    ...others(environments, 'render'),
  ].join('\n');
}

function deployed(environment: Environment, output: Output): string {
  const heading = `Next for ${environment.name} (the first one once per account and region):`;
  return [...operatorSteps(environment, output), steps(heading, deploySteps(environment), output)].join('\n');
}

/** True if `eks-loki aws` writes some of the prerequisites. */
function hasPartsInAws(environment: Environment): boolean {
  const { props, credentials } = environment;
  const hasSecrets = credentials.stored !== undefined || credentials.shared !== undefined;
  return props.cluster.existing !== undefined && (hasSecrets || storeRoleArns(environment).length > 0);
}

function applied(environment: Environment, { folder, secrets }: FirstRendered, lead: string, output: Output): string {
  const { name } = environment;
  return [
    wrap(`${lead} with kubectl or GitOps, once these exist for ${name}:`, widthOf(output)),
    ...prerequisites(environment, secrets).map((line) => wrap(`  - ${line}`, widthOf(output))),
    ...(hasPartsInAws(environment)
      ? [steps('To write those of AWS for CloudFormation and Terraform:', [awsCommand(name)], output)]
      : []),
    steps('Then:', [applyCommand(folder), waitCommand(name)], output),
  ].join('\n');
}

/** Next steps after `aws`, for the first environment. */
export function afterAws(made: readonly AwsFiles[], out: string, output: Output): string {
  const [first] = made;
  if (!first) return '';
  const { environment, contents } = first;
  const { name } = environment;
  const byFormat: Readonly<Record<AwsFormat, (text: string) => string[]>> = {
    cloudformation: (text) => [
      templateCommand(environment, fileOf(out, name, 'cloudformation'), Buffer.byteLength(text)),
    ],
    terraform: () => terraformCommands(environment, folderOf(out, name)),
  };
  const ways = contents.map(([format, content], index) =>
    steps(
      index === 0 ? `Next for ${name}, with credentials of account ${environment.account}:` : 'Or:',
      byFormat[format](textOf(content)),
      output,
    ),
  );
  return [
    ...ways,
    steps('Then:', [`npx eks-loki render ${name}`], output),
    ...others(
      made.map(({ environment: each }) => each),
      'aws',
    ),
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
