import type { EnvironmentProps } from '../../../../lib/environment/environment';
import { problemsOf } from '../hub/problems';
import { AWAY, existing, HUB, SPOKE } from '../hub/setups';

test('a spoke of a hub in another account and region is right', () => {
  expect(problemsOf({})).toEqual([]);
});

test('so is one with the defaults of its hub, and one with a network made here', () => {
  const { expose } = HUB;
  expect(problemsOf({ tenants: undefined, loki: { of: 'prod' }, canary: true })).toEqual([]);
  expect(problemsOf({ cluster: { create: {} } }, { expose: { ...expose, from: ['10.0.0.0/8'] } })).toEqual([]);
});

describe('the hub', () => {
  test.each<[string, object, object, string[]]>([
    [
      'that is misspelt',
      { loki: { of: 'prd' } },
      {},
      ['loki.of: prd is not an environment of this file; did you mean prod?'],
    ],
    [
      'that is nothing like one',
      { loki: { of: 'constructor' } },
      {},
      [
        'loki.of: constructor is not an environment of this file; name one of prod, or write the url of a Loki elsewhere',
      ],
    ],
    [
      'that is the environment itself',
      { loki: { of: 'shop' } },
      {},
      [
        'loki.of: shop is this environment itself; write the name of the environment that has the Loki, or leave it out for one of its own',
      ],
    ],
    [
      'without a door',
      {},
      { expose: undefined },
      [
        "loki.of: prod has no door for other clusters; write environments.prod.expose: { host: 'loki.example.com', certificateArn: 'arn:aws:acm:…' }",
      ],
    ],
    [
      'whose key cannot be shared',
      {},
      { credentials: undefined },
      [
        'loki.of: prod is in account 111122223333, whose key for Secrets Manager cannot be shared with 444455556666; write environments.prod.credentials: { createKey: true }, or kmsKeyArn',
      ],
    ],
    [
      'with passwords in Kubernetes, for a spoke with its own in AWS',
      { credentials: { from: 'secrets-manager' } },
      { credentials: { from: 'kubernetes-secret' } },
      [
        "credentials.from: secrets-manager is in AWS, and prod has its passwords in Kubernetes Secrets; leave it out, or write 'kubernetes-secret'",
      ],
    ],
    [
      'in another partition',
      { region: 'cn-north-1', cluster: existing('shop', 'cn-north-1') },
      {},
      [
        "loki.of: prod has its passwords in partition aws, and roles of cn-north-1 are in aws-cn; write credentials: { from: 'kubernetes-secret' }, and bring the password there",
      ],
    ],
  ])('%s is refused', (_what, spoke, hub, expected) => {
    const found = problemsOf(spoke, hub);
    expect(found.filter((line) => !line.includes('oidcIssuer'))).toEqual(expected);
  });

  test('that is a spoke itself is refused, with the one that has the Loki', () => {
    const edge = { ...SPOKE, cluster: existing('edge', 'eu-west-1'), loki: { of: 'shop' } };
    expect(problemsOf({}, {}, { edge })).toEqual([
      "environments.edge.loki.of: shop has no Loki of its own: its lines go to prod; write of: 'prod'",
    ]);
    expect(problemsOf({ loki: AWAY.loki, tenants: ['edge'] }, {}, { edge })).toEqual([
      "environments.edge.loki.of: shop has no Loki of its own: its lines go to https://logs.example.com; write url: 'https://logs.example.com'",
    ]);
  });

  test('with secrets of its own needs a key of its own', () => {
    expect(problemsOf({}, { credentials: { createSecrets: false } })).toEqual([
      expect.stringMatching(
        /; encrypt the secrets with a key of yours, and write environments\.prod\.credentials\.kmsKeyArn$/,
      ),
    ]);
  });

  test('in the same account needs no key of its own', () => {
    expect(problemsOf({ account: HUB.account }, { credentials: undefined })).toEqual([]);
  });
});

describe('tenants and users', () => {
  test.each<[string, object, string[]]>([
    [
      'a tenant that the hub does not let in',
      { tenants: ['shop'] },
      [
        'tenants[0]: shop is not one of the tenants of prod, platform, edge; add shop to environments.prod.tenants, or leave it out',
        "loki.writer: shop of prod may act for edge alone, and lines go to shop; write tenants: ['edge'], or add shop to environments.prod.writers.shop.tenants",
      ],
    ],
    [
      'a tenant that the writer may not push to',
      { tenants: ['platform'] },
      [
        "loki.writer: shop of prod may act for edge alone, and lines go to platform; write tenants: ['edge'], or add platform to environments.prod.writers.shop.tenants",
      ],
    ],
    [
      'a writer that the hub has not',
      { loki: { of: 'prod', writer: 'market' } },
      [
        "loki.writer: market is not a writer of prod, writer, shop; write environments.prod.writers: { market: { tenants: ['edge'] } }",
      ],
    ],
    [
      'a reader that the hub has not',
      { loki: { of: 'prod', reader: 'market' }, canary: true },
      [
        "loki.reader: market is not a reader of prod, reader; write environments.prod.readers: { market: { tenants: ['edge'] } }",
      ],
    ],
    [
      'a reader without a canary',
      { loki: { of: 'prod', reader: 'reader' } },
      ['loki.reader: reader has no effect, since only a canary reads; leave it out'],
    ],
    [
      'a source of a tenant that is not among its own',
      { tenants: ['edge'], alloy: { syslog: { tenant: 'apps' } } },
      ['alloy.syslog.tenant: apps is not one of the tenants, edge; add apps to them, or leave it out'],
    ],
  ])('%s is refused', (_what, spoke, expected) => {
    expect(problemsOf(spoke)).toEqual(expected);
  });
});

describe('a door that does not let the spoke in', () => {
  const door = (expose: object): object => ({ expose: { ...HUB.expose, ...expose } });
  const made = { cluster: { create: {} } };

  test.each<[string, object, object, string[]]>([
    [
      'admits its own VPC alone',
      {},
      door({ from: undefined }),
      [
        "loki.of: the load balancer of prod admits its own VPC alone; write environments.prod.expose.from: ['10.1.0.0/16'], the ranges of this network, or expose.privateLink",
      ],
    ],
    [
      'admits other ranges',
      made,
      door({ from: ['192.168.0.0/16'] }),
      [
        "loki.of: the load balancer of prod admits 192.168.0.0/16, and this network has 10.0.0.0/16; add '10.0.0.0/16' to environments.prod.expose.from",
      ],
    ],
    [
      'is in a network of the same ranges',
      made,
      { cluster: { create: {} }, expose: { ...HUB.expose, vpcCidrs: undefined } },
      [
        'loki.of: prod has an internal load balancer, and both networks have 10.0.0.0/16, so nothing connects them; use a VPC of other ranges (vpcId of its cluster), or expose.privateLink in prod',
      ],
    ],
    [
      'has an endpoint service for nobody of the account',
      { region: 'us-east-1', cluster: existing('shop') },
      door({
        from: undefined,
        subnetIds: ['subnet-0a1b2c3d'],
        privateLink: { principals: ['arn:aws:iam::777788889999:root'], vpcId: 'vpc-0a1b2c3d' },
      }),
      [
        "loki.of: the endpoint service of prod admits nobody of account 444455556666; add 'arn:aws:iam::444455556666:root' to environments.prod.expose.privateLink.principals",
      ],
    ],
    [
      'has an endpoint service in another region',
      {},
      door({
        from: undefined,
        subnetIds: ['subnet-0a1b2c3d'],
        privateLink: { principals: ['arn:aws:iam::444455556666:root'], vpcId: 'vpc-0a1b2c3d' },
      }),
      [
        'loki.of: the endpoint service of prod is in us-east-1, and eu-west-1 cannot connect to it; connect the networks, and write environments.prod.expose.from with the ranges of this one',
      ],
    ],
  ])('%s', (_what, spoke, hub, expected) => {
    expect(problemsOf(spoke, hub)).toEqual(expected);
  });

  test.each<[string, object]>([
    ['a public one with ranges of clients', door({ access: 'public', from: ['203.0.113.0/24'] })],
    ['one with security groups of the user', door({ from: undefined, securityGroupIds: ['sg-0a1b2c3d'] })],
    [
      'a Gateway of the user',
      {
        expose: {
          host: 'logs.example.com',
          by: 'gateway-api',
          gateway: { name: 'shared', namespace: 'infra', proxyNamespace: 'infra' },
        },
      },
    ],
  ])('%s may let it in', (_what, hub) => {
    expect(problemsOf({}, hub)).toEqual([]);
  });
});

describe('a field without a use where Loki is elsewhere', () => {
  const since = 'has no effect, since its Loki is that of prod; leave it out, or set it in prod';

  test.each<[string, Partial<EnvironmentProps>, string]>([
    ['volume', { volume: '20 GB/day' }, `volume: 20 GB/day ${since}`],
    ['retention', { retention: '7d' }, `retention: 7d ${since}`],
    ['readers', { readers: { a: { tenants: ['edge'] } } }, `readers: {"a":{"tenants":["edge"]}} ${since}`],
    ['writers', { writers: { a: { tenants: ['edge'] } } }, `writers: {"a":{"tenants":["edge"]}} ${since}`],
    ['storage', { storage: { encryption: 'kms' } }, `storage: {"encryption":"kms"} ${since}`],
    ['expose', { expose: HUB.expose }, `expose: ${JSON.stringify(HUB.expose).slice(0, 20)}`],
    ['grafana', { grafana: { maxLines: 5 } }, `grafana: {"maxLines":5} ${since}`],
    ['grafana.deploy', { grafana: { deploy: true } }, `grafana: {"deploy":true} ${since}`],
    [
      'grafana.dashboards',
      { grafana: { dashboards: true, prometheus: true } },
      `grafana: {"dashboards":true,"prometheus":true} ${since}`,
    ],
    ['terminationProtection', { terminationProtection: true }, `terminationProtection: true ${since}`],
    ['network.clientNamespaces', { network: { clientNamespaces: ['a'] } }, `network.clientNamespaces: ["a"] ${since}`],
    ['network.rulerEgress', { network: { rulerEgress: [{ port: 1 }] } }, `network.rulerEgress: [{"port":1}] ${since}`],
    ['credentials.createKey', { credentials: { createKey: true } }, `credentials.createKey: true ${since}`],
    [
      'credentials.createSecrets',
      { credentials: { createSecrets: false } },
      `credentials.createSecrets: false ${since}`,
    ],
    ['workloads', { workloads: { ingester: {} } }, `workloads.ingester: {} ${since}`],
    ['workloads of all of Loki', { workloads: { loki: {} } }, `workloads.loki: {} ${since}`],
    ['workloads of Grafana', { workloads: { grafana: { labels: {} } } }, `workloads.grafana: {"labels":{}} ${since}`],
    [
      'alloy.kafka',
      { alloy: { kafka: { brokers: ['kafka:9092'] } } },
      'alloy.kafka: needs the gateway of its own cluster, and its Loki is that of prod; leave it out: collectors keep lines in files until they are taken',
    ],
  ])('%s is refused', (_what, spoke, expected) => {
    const found = problemsOf(spoke);
    expect(found).toHaveLength(1);
    expect(found[0]?.startsWith(expected)).toBe(true);
  });

  test.each<[string, object]>([
    ['namespace', { namespace: 'logs' }],
    ['queryTimeout', { queryTimeout: '5m' }],
    ['sizes', { sizes: { querier: { replicas: 3 } } }],
    ['autoscaling', { autoscaling: true }],
    ['ingesterZones', { ingesterZones: true }],
    ['tenantLimits', { tenantLimits: { edge: { ingestion_rate_mb: 1 } } }],
    ['config', { config: { querier: {} } }],
    ['deletes', { deletes: true }],
    ['rules', { rules: { edge: [] } }],
    ['ruler', { ruler: {} }],
    ['alertmanagerUrl', { alertmanagerUrl: 'http://a:1' }],
    ['schema', { schema: [{ from: '2025-01-01' }] }],
    ['tenantRetention', { tenantRetention: {} }],
    ['otlpIndexLabels', { otlpIndexLabels: ['a'] }],
  ])('loki.%s is refused', (key, value) => {
    const found = problemsOf({ loki: { ...SPOKE.loki, ...value } });
    expect(found).toContainEqual(
      expect.stringMatching(new RegExp(`^loki\\.${key}: .*has no effect, since its Loki is`)),
    );
    expect(found.every((line) => line.startsWith(`loki.${key}`))).toBe(true);
  });

  test('of a Loki elsewhere is refused beside one of its own', () => {
    expect(problemsOf({ tenants: undefined, loki: { writer: 'shop', ca: { secret: 'a' } } })).toEqual([
      "loki.writer: shop has no effect without of or url; leave it out, or write of: 'prod' for a Loki elsewhere",
      `loki.ca: {"secret":"a"} has no effect without of or url; leave it out, or write of: 'prod' for a Loki elsewhere`,
    ]);
  });
});

describe('two environments on one cluster', () => {
  test('are refused, also if one of them has no Loki', () => {
    const twin = { ...SPOKE, account: HUB.account, region: HUB.region, cluster: HUB.cluster };
    expect(problemsOf(twin)).toEqual([
      expect.stringContaining(
        'cluster.existing.name: hub is also the cluster of environments.prod.cluster.existing.name',
      ),
    ]);
  });
});
