import { parse } from 'yaml';
import { environmentCharts, resolveEnvironment } from '../../../lib/environment/environment';
import { type PlainTemplate, resourcesOf, stageOf, templatesOf } from '../../helpers/environments';
import { decide, type PolicyDocument } from '../../helpers/policy';
import { ENV, environment, library, lines } from '../app/loki-logging/doors';
import { evaluate } from '../helpers';

const WORKSPACE = 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-12345678-1234-1234-1234-123456789012';
const resolved = resolveEnvironment('prod', {
  ...ENV,
  cluster: {
    existing: {
      name: 'shared',
      oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
    },
  },
  storage: { encryption: 'kms' },
  loki: { ruler: { remoteWrite: { workspaceArn: WORKSPACE } } },
});
const { Storage, Logging } = templatesOf(stageOf(resolved)) as Record<'Storage' | 'Logging', PlainTemplate>;

const policies = (role: string) =>
  resourcesOf(Logging, 'AWS::IAM::Policy')
    .filter(([id]) => id.includes(role))
    .map(([, { Properties }]) => evaluate(Properties.PolicyDocument, { attributes: {} }) as PolicyDocument);

describe('a ruler that writes samples to Amazon Managed Prometheus', () => {
  test('signs with a role of its own, which may write to that workspace and reach the buckets, and do no more there', () => {
    const may = (role: string, action: string, resource: string) => decide(policies(role), { action, resource });
    expect(may('RulerRole', 'aps:RemoteWrite', WORKSPACE)).toBe('allowed');
    expect(may('RulerRole', 'aps:RemoteWrite', WORKSPACE.replace('ws-1', 'ws-2'))).not.toBe('allowed');
    expect(may('RulerRole', 'aps:QueryMetrics', WORKSPACE)).not.toBe('allowed');
    expect(may('LokiRole', 'aps:RemoteWrite', WORKSPACE)).not.toBe('allowed');
  });

  test('is trusted as its own service account, and may use the key of the buckets', () => {
    const roles = resourcesOf(Logging, 'AWS::IAM::Role').filter(([id]) => id.includes('RulerRole'));
    expect(roles.map(([, { Properties }]) => Properties.RoleName)).toEqual(['loki-prod.ruler-eu-west-1']);
    expect(JSON.stringify(roles)).toContain('system:serviceaccount:loki:loki-ruler');
    const [[, key] = []] = resourcesOf(Storage, 'AWS::KMS::Key');
    expect(JSON.stringify(key)).toContain('role/loki-prod.ruler-eu-west-1');
  });

  test('has its role before it starts', () => {
    const pieces = resourcesOf(Logging, 'Custom::AWSCDK-EKS-KubernetesResource').filter(([id]) => id.includes('Loki'));
    expect(pieces.length).toBeGreaterThan(1);
    for (const [, { DependsOn }] of pieces) {
      expect(DependsOn).toContainEqual(expect.stringMatching(/^DeliveryRulerRoleDefaultPolicy/));
    }
  });

  test('runs as that account, and no other pod does', () => {
    const objects = environmentCharts(resolved)
      .manifests()
      .flatMap(({ objects: all }) => all) as unknown as {
      kind: string;
      metadata: { name: string };
      data: Record<string, string>;
      spec?: { template?: { spec: { serviceAccountName: string } } };
    }[];
    const pods = objects.filter(({ spec }) => spec?.template?.spec.serviceAccountName === 'loki-ruler');
    expect(pods.map(({ metadata }) => metadata.name)).toEqual(['loki-ruler']);
    const config = parse(
      objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'loki')?.data['config.yaml'] ?? '',
    );
    expect(config.ruler.remote_write).toEqual({
      enabled: true,
      add_org_id_header: false,
      clients: {
        samples: {
          url: 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-12345678-1234-1234-1234-123456789012/api/v1/remote_write',
          sigv4: { region: 'eu-west-1' },
        },
      },
    });
  });

  test.each<[string, object, string]>([
    [
      'an ARN of another kind',
      { workspaceArn: 'arn:aws:s3:::bucket' },
      'workspaceArn: arn:aws:s3:::bucket is not the ARN of a workspace',
    ],
    [
      'a workspace of another account',
      { workspaceArn: WORKSPACE.replace('111122223333', '444455556666') },
      'is in 111122223333; name a workspace of 111122223333',
    ],
    [
      'a workspace of another region',
      { workspaceArn: WORKSPACE.replace('eu-west-1', 'us-east-1') },
      'is in eu-west-1; name a workspace of eu-west-1',
    ],
    ['both', { url: 'http://p:9090/w', workspaceArn: WORKSPACE }, ': has url and workspaceArn; write one of the two'],
    ['neither', {}, ': has neither url nor workspaceArn; write one of the two'],
  ])('%s is refused by both doors', (_what, remoteWrite, expected) => {
    for (const found of [
      lines(environment({ loki: { ruler: { remoteWrite } } })),
      lines(() => library({ ruler: { remoteWrite } })),
    ]) {
      expect(found).toHaveLength(1);
      expect(found[0]).toContain(expected);
    }
  });

  test('has the same role in LokiLogging', () => {
    const logging = library({ ruler: { remoteWrite: { workspaceArn: WORKSPACE } }, environmentName: 'team' });
    expect(logging.delivery.rulerRole?.roleArn).toBe('arn:aws:iam::111122223333:role/loki-team.ruler-eu-west-1');
    expect(library({}).delivery.rulerRole).toBeUndefined();
  });
});
