import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ExistingLoggingCluster } from '../../../../lib/cluster/existing-cluster';
import { LoggingCluster } from '../../../../lib/cluster/logging-cluster';
import { LokiLogging } from '../../../../lib/app/loki-logging/loki-logging';
import type { LokiLoggingProps } from '../../../../lib/app/loki-logging/props';
import { objectsOf } from '../../../helpers/charts';
import { fastApp } from '../../../helpers/fast-app';
import { lines } from './doors';

const HUB = {
  tenants: ['platform', 'edge'],
  writers: { shop: { tenants: ['edge'] } },
  credentials: { createKey: true },
  expose: {
    host: 'logs.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
    vpcCidrs: ['10.0.0.0/16'],
    from: ['10.0.0.0/8'],
  },
};

const loggingOf = (stack: Stack, name: string, props: object) => {
  const { region } = stack;
  const oidcIssuer = `https://oidc.eks.${region}.amazonaws.com/id/${name.toUpperCase().padEnd(32, '0')}`;
  const { cluster } = new ExistingLoggingCluster(stack, 'Existing', { clusterName: name, oidcIssuer });
  return new LokiLogging(stack, 'Logging', { cluster, ...props } as LokiLoggingProps);
};

/** A hub and a spoke of it in another account, in one app. */
function pair(spoke: object = {}, hub: object = {}) {
  const app = fastApp();
  const stacks = {
    hub: new Stack(app, 'Hub', { env: { account: '111122223333', region: 'us-east-1' } }),
    shop: new Stack(app, 'Shop', { env: { account: '444455556666', region: 'eu-west-1' } }),
  };
  const of = loggingOf(stacks.hub, 'hub', { ...HUB, ...hub });
  const make = () => loggingOf(stacks.shop, 'shop', { loki: { of, writer: 'shop' }, tenants: ['edge'], ...spoke });
  return { of, make, stacks };
}

test('a spoke has the URL, tenant and user of its hub, and no buckets, Loki and datasources', () => {
  const { make } = pair();
  const shop = make();
  expect(shop.endpoint.url).toBe('https://logs.example.com');
  expect(shop.endpoint.tenants).toEqual(['edge']);
  expect(shop.charts.alloy.config).toContain('username      = "shop"');
  expect(shop.charts.alloy.config).toContain('cluster = "shop"');
  const kinds = objectsOf(shop.charts).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(kinds).toContain('DaemonSet alloy');
  expect(kinds.filter((each) => /loki-(ingester|gateway|datasources)|StorageClass/.test(each))).toEqual([]);
  for (const read of [() => shop.storage, () => shop.chunkBucket, () => shop.rulerBucket]) {
    expect(read).toThrow('Shop/Logging.storage: its Loki is elsewhere, at https://logs.example.com');
  }
  expect(() => shop.lokiRole).toThrow('Shop/Logging/Delivery.role: Loki is elsewhere');
});

test('a spoke with the name of another cluster, and its tenant, is refused', () => {
  const { of, stacks } = pair();
  const spoke = (stack: Stack, name: string, more: object = {}) =>
    loggingOf(stack, name, { loki: { of, writer: 'shop' }, tenants: ['edge'], ...more });
  expect(lines(() => spoke(stacks.shop, 'hub'))).toEqual([
    'Shop/Logging.cluster: hub sends lines to the same tenant as the cluster of that name of Hub/Logging; ' +
      'write a tenant of its own for one of the two, or rename a cluster',
  ]);
});

test('two clusters of one name with a Loki each may have one host', () => {
  const { stacks } = pair();
  const certificateArn = 'arn:aws:acm:eu-west-1:444455556666:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
  expect(lines(() => loggingOf(stacks.shop, 'hub', { ...HUB, expose: { ...HUB.expose, certificateArn } }))).toEqual([]);
});

test('its role may read one secret of the hub, which lets it in with its key', () => {
  const { make, stacks } = pair();
  make();
  const hub = JSON.stringify(Template.fromStack(stacks.hub).findResources('AWS::SecretsManager::ResourcePolicy'));
  const role = 'arn:aws:iam::444455556666:role/loki-shop.alloy-eu-west-1';
  expect(hub).toContain(`"aws:PrincipalArn":"${role}"`);
  expect(Object.keys(Template.fromStack(stacks.hub).findResources('AWS::SecretsManager::ResourcePolicy'))).toHaveLength(
    1,
  );
  expect(JSON.stringify(Template.fromStack(stacks.hub).findResources('AWS::KMS::Key'))).toContain(role);
  const spoke = Template.fromStack(stacks.shop);
  expect(Object.keys(spoke.findResources('AWS::S3::Bucket'))).toEqual([]);
  expect(JSON.stringify(spoke.findResources('AWS::IAM::Policy'))).toContain(
    '"arn:aws:secretsmanager:us-east-1:111122223333:secret:loki/hub/shop/password-??????"',
  );
});

test('in the same account nothing of the hub changes', () => {
  const app = fastApp();
  const env = { account: '111122223333', region: 'us-east-1' };
  const [one, two] = [new Stack(app, 'Hub', { env }), new Stack(app, 'Shop', { env })];
  const of = loggingOf(one, 'hub', HUB);
  loggingOf(two, 'shop', { loki: { of, writer: 'shop' }, tenants: ['edge'] });
  expect(Template.fromStack(one).findResources('AWS::SecretsManager::ResourcePolicy')).toEqual({});
});

describe('policies that their owner has to change are told', () => {
  const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const OWN = { credentials: { kmsKeyArn: KEY, createSecrets: false } };
  const role = 'arn:aws:iam::444455556666:role/loki-shop.alloy-eu-west-1';
  const told = (hub: object) => {
    const { make, stacks } = pair({}, hub);
    make();
    return Annotations.fromStack(stacks.hub)
      .findWarning('*', Match.stringLikeRegexp('HUB-POLICY-1'))
      .map(({ id, entry }) => `${id} ${String(entry.data)}`);
  };

  test('of a key and of secrets, with the role, at the hub', () => {
    expect(told(OWN)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^/Hub/Logging Hub/Logging.credentials.kmsKeyArn: arn:aws:kms:.*: the policy of a key of yours .*${role} read`,
        ),
      ),
      expect.stringMatching(
        new RegExp(`^/Hub/Logging Hub/Logging.credentials.createSecrets: false: .* has to let ${role} read; add`),
      ),
    ]);
  });

  test('not about a key that is made here, and not about acknowledged ones', () => {
    expect(told({})).toEqual([]);
    const acknowledge = ['kmsKeyArn', 'createSecrets'].map((field) => ({
      rule: 'HUB-POLICY-1',
      path: `Hub/Logging.credentials.${field}`,
      reason: 'the platform team has added them',
    }));
    expect(told({ ...OWN, acknowledge })).toEqual([]);
  });

  test('an acknowledgement of another path is told, too', () => {
    const acknowledge = [{ rule: 'HUB-POLICY-1', path: 'Hub/Logging.credentials.key', reason: 'no such field' }];
    const { make, stacks } = pair({}, { ...OWN, acknowledge });
    make();
    expect(Annotations.fromStack(stacks.hub).findWarning('*', Match.stringLikeRegexp('finds nothing'))).toHaveLength(1);
  });
});

describe('what an environment refuses is refused', () => {
  const NO_EFFECT = 'has no effect, since its Loki is elsewhere; leave it out';

  test.each<[string, object, object, string[]]>([
    [
      'a hub without a door',
      {},
      { expose: undefined },
      [
        "Shop/Logging.loki.of: hub has no door for other clusters; write Hub/Logging.expose: { host: 'loki.example.com', certificateArn: 'arn:aws:acm:…' }",
      ],
    ],
    [
      'a key that cannot be shared',
      {},
      { credentials: undefined },
      [
        'Shop/Logging.loki.of: hub is in account 111122223333, whose key for Secrets Manager cannot be shared with 444455556666; write Hub/Logging.credentials: { createKey: true }, or kmsKeyArn',
      ],
    ],
    [
      'a tenant that the hub does not let in',
      { tenants: ['other'] },
      {},
      [
        'Shop/Logging.tenants[0]: other is not one of the tenants of hub, platform, edge; add other to Hub/Logging.tenants, or leave it out',
        "Shop/Logging.loki.writer: shop of hub may act for edge alone, and lines go to other; write tenants: ['edge'], or add other to Hub/Logging.writers.shop.tenants",
      ],
    ],
    [
      'fields of what is beside a Loki',
      {
        ...{ gigabytesPerDay: 5, chunkBucketName: 'a-bucket', maxLines: 5, sizes: { querier: { replicas: 3 } } },
        ...{ grafanaDeploy: true, grafanaDashboards: true },
      },
      {},
      [
        `Shop/Logging.gigabytesPerDay: ${NO_EFFECT}`,
        `Shop/Logging.grafanaDeploy: ${NO_EFFECT}`,
        `Shop/Logging.maxLines: ${NO_EFFECT}`,
        `Shop/Logging.grafanaDashboards: ${NO_EFFECT}`,
        `Shop/Logging.chunkBucketName: ${NO_EFFECT}`,
        expect.stringMatching(
          /^Shop\/Logging\.sizes: .* has no effect, since its Loki is that of hub/,
        ) as unknown as string,
      ],
    ],
    [
      'values of the wrong kind',
      { loki: { of: 'prod', writer: 'A' } },
      {},
      [
        "Shop/Logging.loki.of: prod is not a LokiLogging; write one such as new LokiLogging(this, 'Hub', { … })",
        "Shop/Logging.loki.writer: A is not a name of a user; use up to 40 lower-case letters, digits and hyphens, such as 'team-shop'",
      ],
    ],
    [
      'an object that has the functions of a hub alone',
      { loki: { of: { hub: { title: 'prod' }, shareWith: () => undefined } } },
      {},
      [expect.stringMatching(/^Shop\/Logging.loki.of: .* is not a LokiLogging/) as unknown as string],
    ],
    ['a key that is misspelt', { loki: { off: 1 } }, {}, ['Shop/Logging.loki.off: not a key; did you mean of?']],
    [
      'neither of both places',
      { loki: {} },
      {},
      ["Shop/Logging.loki: {} names no Loki; write one such as { of: hub }, or { url: 'https://loki.example.com' }"],
    ],
  ])('%s', (_what, spoke, hub, expected) => {
    const { make } = pair(spoke, hub);
    expect(lines(make)).toEqual(expected);
  });

  test('a spoke of a spoke, with the one that has the Loki', () => {
    const { make, of } = pair();
    const shop = make();
    const app = of.node.root as Stack;
    const stack = new Stack(app, 'Edge', { env: { account: '444455556666', region: 'eu-west-1' } });
    expect(lines(() => loggingOf(stack, 'edge', { loki: { of: shop } }))).toEqual([
      "Edge/Logging.loki.of: shop has no Loki of its own: its lines go to hub; write of: 'hub'",
    ]);
  });
});

test('the network of a cluster that is made here is compared with the door of the hub', () => {
  const { of, stacks } = pair({}, { expose: { ...HUB.expose, from: ['192.168.0.0/16'] } });
  const { cluster } = new LoggingCluster(stacks.shop, 'Cluster', { clusterName: 'shop' });
  const make = () =>
    new LokiLogging(stacks.shop, 'Logging', { cluster, loki: { of, writer: 'shop' }, tenants: ['edge'] });
  expect(lines(make)).toEqual([
    "Shop/Logging.loki.of: the load balancer of hub admits 192.168.0.0/16, and this network has 10.0.0.0/16; add '10.0.0.0/16' to Hub/Logging.expose.from",
  ]);
});

test('a Loki at a URL needs a stack of its own alone', () => {
  const stack = new Stack(fastApp(), 'Edge', { env: { account: '444455556666', region: 'eu-west-1' } });
  const edge = loggingOf(stack, 'edge', { loki: { url: 'https://logs.example.com', writer: 'edge' } });
  expect(edge.endpoint.tenants).toEqual(['edge']);
  expect(edge.charts.alloy.config).toContain('password_file = "/etc/loki/credentials/edge-password"');
  expect(edge.credentialsAccess).toBeUndefined();
});
