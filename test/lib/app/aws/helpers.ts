import cdkJson from '../../../../cdk.json';
import { type AwsTemplate, awsTemplate, type CheckedAwsTemplate } from '../../../../lib/app/aws/template';
import { checkCharts, type CheckedCharts } from '../../../../lib/checks/checked-charts';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../../lib/environment/props';
import { workFolder } from '../../../helpers/cli';
import { FAST_APP } from '../../../helpers/fast-app';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
const WORKSPACE = `arn:aws:aps:${REGION}:${ACCOUNT}:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a`;

/** An environment on a cluster that exists. */
export const EXISTING: EnvironmentProps = {
  account: ACCOUNT,
  region: REGION,
  cluster: {
    existing: {
      name: 'main',
      oidcIssuer: `https://oidc.eks.${REGION}.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E`,
    },
  },
};

/** The same with everything that AWS can have for it. */
export const FULL: EnvironmentProps = {
  ...EXISTING,
  identity: 'pod-identity',
  tags: { team: 'platform' },
  rolePath: '/platform/',
  permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
  retention: '90d',
  tenants: ['platform', 'apps'],
  storage: {
    encryption: 'kms',
    accessLogBucket: 'my-access-logs',
    transition: { to: 'STANDARD_IA', afterDays: 30 },
  },
  monitoring: { from: 'alloy', remoteWrite: { workspaceArn: WORKSPACE } },
  grafana: { prometheus: { workspaceArn: WORKSPACE }, deploy: true },
  canary: true,
  alloy: {
    kafka: {
      brokers: [`b-1.logs.c2.kafka.${REGION}.amazonaws.com:9098`],
      iam: { clusterArn: `arn:aws:kafka:${REGION}:${ACCOUNT}:cluster/logs/11111111-2222-3333-4444-555555555555-2` },
    },
  },
  expose: {
    host: 'loki.example.com',
    certificateArn: `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`,
    subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
    vpcCidrs: ['10.0.0.0/16'],
    privateLink: { principals: ['arn:aws:iam::444455556666:root'], vpcId: 'vpc-0a1b2c3d' },
  },
};

/** Checked charts of an environment. */
export function checkedOf(
  props: EnvironmentProps,
  name = 'prod',
  others: Record<string, EnvironmentProps> = {},
): CheckedCharts {
  return checkCharts([resolveEnvironment(name, props, others)])[0] as CheckedCharts;
}

/** Template of an environment, and warnings about it. */
export function checkedTemplate(checked: CheckedCharts): CheckedAwsTemplate {
  return awsTemplate(checked, {
    ...FAST_APP,
    outdir: workFolder(),
    context: { ...cdkJson.context, ...FAST_APP.context },
  });
}

/** Template of an environment. */
export const templateOf = (
  props: EnvironmentProps,
  ...rest: [name?: string, others?: Record<string, EnvironmentProps>]
): AwsTemplate => checkedTemplate(checkedOf(props, ...rest)).template;
