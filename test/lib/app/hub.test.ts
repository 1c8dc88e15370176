import { LoggingApp } from '../../../lib/app/logging-app';
import { type EnvironmentProps, resolveEnvironment } from '../../../lib/environment/environment';
import { type PlainTemplate, resourcesOf, templatesOf } from '../../helpers/environments';
import { FAST_APP } from '../../helpers/fast-app';
import { AWAY, HUB, SPOKE } from '../environment/hub/setups';

/** Templates of some environments of one app, by environment and stack. */
function templates(all: Record<string, EnvironmentProps>): Record<string, Record<string, PlainTemplate>> {
  const environments = Object.entries(all).map(([name, props]) => resolveEnvironment(name, props, all));
  const { stages } = new LoggingApp({ environments, app: FAST_APP });
  return Object.fromEntries(stages.map((stage) => [stage.node.id, templatesOf(stage)]));
}

interface Statement {
  readonly Action: string | string[];
  readonly Principal?: unknown;
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const propertiesOf = (template: PlainTemplate | undefined, type: string) =>
  resourcesOf(template as PlainTemplate, type).map(([, { Properties }]) => Properties);
const statementsOf = (document: unknown) => (document as { Statement: Statement[] }).Statement;

const ROOT = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::444455556666:root']] } };
const ALLOY = 'arn:aws:iam::444455556666:role/loki-shop.alloy-eu-west-1';
const CANARY = 'arn:aws:iam::444455556666:role/loki-shop.canary-eu-west-1';

/** Statements about principals of the account of the spoke. */
const ofSpokes = (document: unknown) =>
  statementsOf(document).filter(({ Principal }) => JSON.stringify(Principal).includes('444455556666'));

const { prod, shop } = templates({ prod: HUB, shop: { ...SPOKE, canary: true } });

describe('the hub', () => {
  test('lets exactly the roles of the spoke read exactly their secrets', () => {
    const policies = propertiesOf(prod?.['Storage'], 'AWS::SecretsManager::ResourcePolicy');
    const secrets = resourcesOf(prod?.['Storage'] as PlainTemplate, 'AWS::SecretsManager::Secret');
    const nameOf = (id: unknown) =>
      secrets.find(([key]) => key === (id as { Ref: string }).Ref)?.[1].Properties['Name'];
    const shared = policies.map(({ SecretId, ResourcePolicy }) => [nameOf(SecretId), statementsOf(ResourcePolicy)]);
    const read = (roleArn: string) => [
      {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        Principal: ROOT,
        Resource: '*',
        Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } },
      },
    ];
    expect(Object.fromEntries(shared as [string, unknown][])).toEqual({
      'loki/prod/shop/password': read(ALLOY),
      'loki/prod/reader': read(CANARY),
    });
  });

  test('encrypts with a key whose policy lets these roles decrypt these secrets, and its own roles all of them', () => {
    const [key] = propertiesOf(prod?.['Storage'], 'AWS::KMS::Key');
    const [, own] = statementsOf(key?.['KeyPolicy']);
    const others = ofSpokes(key?.['KeyPolicy']);
    expect(own).toMatchObject({
      Action: 'kms:Decrypt',
      Principal: { AWS: '*' },
      Condition: {
        StringEquals: { 'kms:CallerAccount': '111122223333', 'kms:ViaService': expect.anything() as unknown },
        ArnLike: {
          'aws:PrincipalArn': ['gateway', 'alloy', 'grafana'].flatMap((client) => [
            `arn:aws:iam::111122223333:role/loki-prod.${client}-us-east-1`,
            `arn:aws:iam::111122223333:role/*/loki-prod.${client}-us-east-1`,
          ]),
        },
      },
    });
    expect(others).toHaveLength(2);
    for (const [statement, roleArn, name] of [
      [others[0], ALLOY, 'shop/password'],
      [others[1], CANARY, 'reader'],
    ] as const) {
      expect(statement).toMatchObject({ Action: 'kms:Decrypt', Principal: ROOT });
      const condition = JSON.stringify(statement?.Condition);
      expect(condition).toContain(`"ArnEquals":{"aws:PrincipalArn":"${roleArn}"}`);
      expect(condition).toContain(`:us-east-1:111122223333:secret:loki/prod/${name}-??????`);
      expect(condition).toContain('secretsmanager.us-east-1.');
    }
    expect(propertiesOf(prod?.['Storage'], 'AWS::KMS::Alias')).toMatchObject([
      { AliasName: 'alias/loki-prod-passwords' },
    ]);
    const secrets = propertiesOf(prod?.['Storage'], 'AWS::SecretsManager::Secret');
    expect(secrets).toHaveLength(3);
    expect(secrets.every(({ KmsKeyId }) => KmsKeyId !== undefined)).toBe(true);
  });

  test('without spokes in other accounts has no such policy', () => {
    const near = { ...SPOKE, account: '111122223333' };
    const alone: Record<string, EnvironmentProps> = { prod: HUB };
    for (const all of [alone, { ...alone, shop: near }]) {
      const { Storage } = templates(all)['prod'] as Record<string, PlainTemplate>;
      expect(propertiesOf(Storage, 'AWS::SecretsManager::ResourcePolicy')).toEqual([]);
      const [key] = propertiesOf(Storage, 'AWS::KMS::Key');
      expect(ofSpokes(key?.['KeyPolicy'])).toEqual([]);
    }
  });
});

describe('the spoke', () => {
  /** Statements of the policies of a role. */
  const allowed = (role: string) =>
    resourcesOf(shop?.['Logging'] as PlainTemplate, 'AWS::IAM::Policy')
      .filter(([id]) => id.includes(role))
      .flatMap(([, { Properties }]) => statementsOf(Properties['PolicyDocument']));

  test('has one stack, without buckets, keys and secrets', () => {
    expect(Object.keys(shop ?? {})).toEqual(['Logging']);
    const types = new Set(Object.values((shop?.['Logging'] as PlainTemplate).Resources).map(({ Type }) => Type));
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret']) {
      expect(types).not.toContain(type);
    }
    const names = propertiesOf(shop?.['Logging'], 'AWS::IAM::Role').flatMap(({ RoleName }) => RoleName ?? []);
    expect(names.sort()).toEqual(['loki-shop.alloy-eu-west-1', 'loki-shop.canary-eu-west-1']);
  });

  test.each([
    ['AlloyRole', 'loki/prod/shop/password'],
    ['CanaryRole', 'loki/prod/reader'],
  ])('its %s may read %s, and decrypt it with the key of the hub, and nothing else', (role, name) => {
    const secret = `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}-??????`;
    expect(allowed(role)).toEqual([
      { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], Resource: secret },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: 'arn:aws:kms:us-east-1:111122223333:key/*',
        Condition: {
          StringEquals: {
            'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.us-east-1.', { Ref: 'AWS::URLSuffix' }]] },
          },
          StringLike: { 'kms:EncryptionContext:SecretARN': secret },
          'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/loki-prod-passwords' },
        },
      },
    ]);
  });

  test('its pods start after the roles may read', () => {
    const resources = (shop?.['Logging'] as PlainTemplate).Resources;
    const [agents] = Object.entries(resources).filter(
      ([, { Type, Properties }]) =>
        Type === 'Custom::AWSCDK-EKS-KubernetesResource' && JSON.stringify(Properties).includes('DaemonSet'),
    );
    const policies = Object.keys(resources).filter((id) => id.includes('RoleDefaultPolicy') && /Alloy|Canary/.test(id));
    expect(policies).toHaveLength(2);
    expect(agents?.[1].DependsOn).toEqual(expect.arrayContaining(policies));
  });

  test('a key that is named is the only resource, and without one nothing is decrypted', () => {
    const secretArn = 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:logs/edge-AbCdEf';
    const kmsKeyArn = 'arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const statements = (loki: object) => {
      const { Logging } = templates({ edge: { ...AWAY, loki: { ...AWAY.loki, ...loki } } })['edge'] as Record<
        string,
        PlainTemplate
      >;
      return resourcesOf(Logging as PlainTemplate, 'AWS::IAM::Policy')
        .filter(([id]) => id.includes('AlloyRole'))
        .flatMap(([, { Properties }]) => statementsOf(Properties['PolicyDocument']).map(({ Resource }) => Resource));
    };
    expect(statements({ secretArn })).toEqual([secretArn]);
    expect(statements({ secretArn, kmsKeyArn })).toEqual([secretArn, kmsKeyArn]);
  });

  test('with passwords in Kubernetes it has no role', () => {
    const { Logging } = templates({ edge: AWAY })['edge'] as Record<string, PlainTemplate>;
    expect(propertiesOf(Logging, 'AWS::IAM::Role').flatMap(({ RoleName }) => RoleName ?? [])).toEqual([]);
  });
});
