import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { GrafanaAccess } from '../../../lib/identity/grafana-access';
import { OidcTrust } from '../../../lib/identity/oidc-trust';
import { makeCharts } from '../../helpers/charts';
import { fastApp } from '../../helpers/fast-app';
import { ENV, ISSUER, library, lines } from '../app/loki-logging/doors';

const WORKSPACE = `arn:aws:aps:${ENV.region}:${ENV.account}:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a`;
const QUERY = ['aps:QueryMetrics', 'aps:GetSeries', 'aps:GetLabels', 'aps:GetMetricMetadata'];

/** Template of a `LokiLogging`. */
const templateOf = (props: object) => {
  const stack = new Stack(fastApp(), 'Stack', { env: ENV });
  library(props, stack);
  return Template.fromStack(stack);
};

/** Statements of the policies of a role, by its name; undefined without such a role. */
function statementsOf(template: Template, role: string): Record<string, unknown>[] | undefined {
  const [id] = Object.keys(template.findResources('AWS::IAM::Role', { Properties: { RoleName: role } }));
  if (id === undefined) return undefined;
  const policies = template.findResources('AWS::IAM::Policy', { Properties: { Roles: [{ Ref: id }] } });
  return Object.values(policies).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as Record<string, unknown>[],
  );
}

const secretOf = (name: string) => `:secretsmanager:eu-west-1:111122223333:secret:${name}-??????`;
const LOGIN = {
  clientId: 'grafana',
  clientSecret: { secret: 'corp/grafana' },
  authUrl: 'https://id.example.com/authorize',
  tokenUrl: 'https://id.example.com/token',
  userUrl: 'https://id.example.com/userinfo',
};

describe('a Grafana that is deployed', () => {
  const template = templateOf({ grafanaDeploy: { storage: true, login: LOGIN } });

  test('has secrets that Secrets Manager generates', () => {
    const names = Object.values(template.findResources('AWS::SecretsManager::Secret')).map(
      ({ Properties: { Name, GenerateSecretString } }) => [Name, GenerateSecretString.GenerateStringKey],
    );
    expect(names).toContainEqual(['loki/team/grafana/admin', 'password']);
    expect(names).toContainEqual(['loki/team/grafana/key', 'password']);
    expect(names.map(([name]) => name as string)).not.toContain('corp/grafana');
    const retained = template.findResources('AWS::SecretsManager::Secret', { DeletionPolicy: 'RetainExceptOnCreate' });
    expect(Object.keys(retained)).toHaveLength(names.length);
  });

  test('reads these, the secret of its login and the reader’s password, and no others', () => {
    const read = JSON.stringify(statementsOf(template, 'loki-team.grafana-eu-west-1'));
    for (const name of ['loki/team/reader', 'loki/team/grafana/admin', 'loki/team/grafana/key', 'corp/grafana']) {
      expect(read).toContain(secretOf(name));
    }
    expect(read.match(/\?{6}/g)).toHaveLength(4);
    const gateway = JSON.stringify(statementsOf(template, 'loki-team.gateway-eu-west-1'));
    expect(gateway).not.toContain('grafana');
  });

  test('without one there are no such secrets', () => {
    const names = Object.values(templateOf({}).findResources('AWS::SecretsManager::Secret')).map(
      ({ Properties }) => Properties.Name as string,
    );
    expect(names).toEqual(['loki/team/writer', 'loki/team/reader']);
  });
});

describe('a workspace', () => {
  const grafanaPrometheus = { workspaceArn: WORKSPACE };
  const asks = [{ Action: QUERY, Effect: 'Allow', Resource: WORKSPACE }];

  test('is queried with the role that reads the passwords, also by a Grafana of yours', () => {
    const template = templateOf({ grafanaPrometheus });
    expect(statementsOf(template, 'loki-team.grafana-eu-west-1')).toEqual(expect.arrayContaining(asks));
    expect(statementsOf(template, 'loki-team.query-eu-west-1')).toBeUndefined();
  });

  test.each(['external-secrets', 'kubernetes-secret'])('is queried with a role of its own with %s', (from) => {
    const template = templateOf({ grafanaPrometheus, grafanaDeploy: true, credentials: { from } });
    expect(statementsOf(template, 'loki-team.query-eu-west-1')).toEqual(asks);
    const roles = template.findResources('AWS::IAM::Role', { Properties: { RoleName: 'loki-team.query-eu-west-1' } });
    expect(JSON.stringify(roles)).toContain('system:serviceaccount:grafana:grafana');
  });

  test('a Grafana of yours that has no role of ours gets none', () => {
    const template = templateOf({ grafanaPrometheus, credentials: { from: 'external-secrets' } });
    expect(statementsOf(template, 'loki-team.query-eu-west-1')).toBeUndefined();
    expect(JSON.stringify(template.toJSON())).not.toContain('aps:QueryMetrics');
  });
});

test('charts that query no workspace are refused', () => {
  const stack = new Stack(fastApp(), 'Stack', { env: ENV });
  const trust = new OidcTrust(stack, 'Trust', { issuerUrl: ISSUER });
  expect(lines(() => new GrafanaAccess(stack, 'Access', { charts: makeCharts(), trust }))).toEqual([
    'Stack/Access.charts: their Grafana queries no workspace with a role that this can make; give them grafanaDatasources: { prometheus: { workspaceArn } }, or use GrafanaAccess.of(…)',
  ]);
});
