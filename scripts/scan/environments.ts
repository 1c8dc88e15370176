import type { AppProps } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json';
import { type AwsTemplate, awsTemplate } from '../../lib/app/aws/template';
import { LoggingApp } from '../../lib/app/logging-app';
import { checkCharts, type CheckedCharts } from '../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';

const COMMON = { account: '111122223333', region: 'us-east-1' };
const ADMINS = ['arn:aws:iam::111122223333:role/admin'];

/** Environments that have every kind of resource this library creates. */
const ENVIRONMENTS: Readonly<Record<string, EnvironmentProps>> = {
  created: { ...COMMON, cluster: { create: { admins: ADMINS, interfaceEndpoints: true } } },
  auto: { ...COMMON, cluster: { create: { admins: ADMINS, mode: 'auto' } }, storage: { encryption: 'kms' } },
  existing: {
    ...COMMON,
    cluster: {
      existing: {
        name: 'existing',
        oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
      },
    },
    credentials: { from: 'kubernetes-secret' },
  },
};

/** Environments with every option that a finding asks for. */
export const STRICT: EnvironmentProps = {
  ...COMMON,
  cluster: { create: { admins: ADMINS, flowLogs: true, interfaceEndpoints: true } },
  storage: { encryption: 'kms', accessLogBucket: 'my-access-logs' },
  credentials: { kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' },
};

/** Template for an environment that something else than the CDK delivers, as `eks-loki aws` writes it. */
export function scannedTemplate(outdir: string): AwsTemplate {
  const { cluster } = ENVIRONMENTS['existing'] as EnvironmentProps;
  const [checked] = checkCharts([resolveEnvironment('byhand', { ...COMMON, cluster })]) as [CheckedCharts];
  return awsTemplate(checked, { outdir, context: cdkJson.context, builtinCloudFormationValidation: false }).template;
}

/** App with the environments to scan. */
export function scannedApp(app: AppProps, environments: typeof ENVIRONMENTS = ENVIRONMENTS): LoggingApp {
  return new LoggingApp({
    environments: Object.entries(environments).map(([name, props]) => resolveEnvironment(name, props)),
    app: { ...app, context: { ...cdkJson.context, 'aws:cdk:disable-asset-staging': true } },
  });
}
