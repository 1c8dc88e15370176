import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parse } from 'yaml';
import { MetricsAccess } from '../../../lib/identity/metrics-access';
import { OidcTrust } from '../../../lib/identity/oidc-trust';
import { makeCharts } from '../../helpers/charts';
import { fastApp } from '../../helpers/fast-app';
import { ENV, ISSUER, library, lines } from '../app/loki-logging/doors';

const WORKSPACE = `arn:aws:aps:${ENV.region}:${ENV.account}:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a`;
const MONITORING = { from: 'alloy', remoteWrite: { workspaceArn: WORKSPACE } } as const;

/** Template of a `LokiLogging`. */
const templateOf = (monitoring: object, props: object = {}) => {
  const stack = new Stack(fastApp(), 'Stack', { env: ENV });
  library({ monitoring, ...props }, stack);
  return Template.fromStack(stack);
};

test('the role may write to the workspace, and nothing else', () => {
  const template = templateOf(MONITORING);
  const roles = template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'loki-team.metrics-eu-west-1' } });
  const [id = ''] = Object.keys(roles);
  expect(JSON.stringify(roles[id])).toContain('system:serviceaccount:alloy:alloy-metrics');
  const policies = template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: id }] } });
  expect(Object.values(policies).map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
    [{ Action: 'aps:RemoteWrite', Effect: 'Allow', Resource: WORKSPACE }],
  ]);
});

test('with Pod Identity the role is associated, its pods reach the agent, and the account has no annotation', () => {
  const template = templateOf(MONITORING, { identity: 'pod-identity' });
  const associations = template.findResources('AWS::EKS::PodIdentityAssociation', {
    Properties: { ServiceAccount: 'alloy-metrics', Namespace: 'alloy', ClusterName: 'team' },
  });
  const roles = template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'loki-team.metrics-eu-west-1' } });
  const [id = ''] = Object.keys(roles);
  expect(Object.values(associations).map(({ Properties }) => Properties.RoleArn)).toEqual([
    { 'Fn::GetAtt': [id, 'Arn'] },
  ]);
  expect(JSON.stringify(roles[id])).toContain('pods.eks.amazonaws.com');
  expect(JSON.stringify(roles[id])).not.toContain('sts.amazonaws.com');
  const { charts } = library({ monitoring: MONITORING, identity: 'pod-identity' });
  const of = (kind: string) => JSON.parse(JSON.stringify(charts.object(kind, 'alloy-metrics').toJson())) as object;
  expect(JSON.stringify(of('ServiceAccount'))).not.toContain('role-arn');
  expect(of('NetworkPolicy')).toMatchObject({
    spec: {
      egress: expect.arrayContaining([expect.objectContaining({ to: [{ ipBlock: { cidr: '169.254.170.23/32' } }] })]),
    },
  });
  // EKS adds the agent's variables when a pod is made, so a change of the kind replaces the pod.
  expect(of('Deployment')).toMatchObject({
    spec: { template: { metadata: { annotations: { 'cdk-eks-loki/identity': 'pod-identity' } } } },
  });
});

test('the alerts are rules of the workspace, under the name of the environment', () => {
  const groups = Object.values(templateOf(MONITORING).findResources('AWS::APS::RuleGroupsNamespace'));
  expect(groups.map(({ Properties: { Name, Workspace } }) => [Name, Workspace])).toEqual([['loki-team', WORKSPACE]]);
  const data = groups[0]?.Properties.Data as string;
  const { groups: parsed } = parse(data) as { groups: { name: string; rules: { alert: string }[] }[] };
  expect(parsed.map(({ name }) => name)).toContain('loki-ring');
  // AMP takes 1 MB for a file, and 721 bytes for the names of namespace and group.
  expect(data.length).toBeLessThan(100_000);
});

test('without alerts, or without a workspace, there are no rules', () => {
  templateOf({ ...MONITORING, alerts: false }).resourceCountIs('AWS::APS::RuleGroupsNamespace', 0);
  const other = templateOf({ from: 'prometheus-operator', namespace: 'monitoring' });
  other.resourceCountIs('AWS::APS::RuleGroupsNamespace', 0);
  expect(
    Object.keys(other.findResources('AWS::IAM::Role', { Properties: { RoleName: 'loki-team.metrics-eu-west-1' } })),
  ).toEqual([]);
});

test('charts that write to no workspace are refused', () => {
  const stack = new Stack(fastApp(), 'Stack', { env: ENV });
  const trust = new OidcTrust(stack, 'Trust', { issuerUrl: ISSUER });
  expect(lines(() => new MetricsAccess(stack, 'Metrics', { charts: makeCharts(), trust }))).toEqual([
    "Stack/Metrics.charts: their metrics go to no workspace; give them monitoring: { from: 'alloy', remoteWrite: { workspaceArn }, roleArn }, or use MetricsAccess.of(…)",
  ]);
});
