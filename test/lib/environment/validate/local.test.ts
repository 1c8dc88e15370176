import { fillAccounts } from '../../../../lib/environment/account';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import { checkCharts } from '../../../../lib/checks/checked-charts';
import { good, refused } from './environments';

const local = (change: object = {}, settings: object = {}) => ({ local: { cluster: { local: settings }, ...change } });
const NO_AWS = 'has no effect, since a local cluster has nothing in AWS; leave it out';
const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
const WORKSPACE = 'arn:aws:aps:us-east-1:111122223333:workspace/ws-12345678-1234-1234-1234-123456789012';
const ROUTE = { host: 'loki.example.com', by: 'gateway-api', gateway: { name: 'shared', namespace: 'infra' } };
const MOVE = { to: 'STANDARD_IA', afterDays: 30 };

const LOGIN = {
  clientId: 'grafana',
  authUrl: 'https://id.example.com/authorize',
  tokenUrl: 'https://id.example.com/token',
  userUrl: 'https://id.example.com/userinfo',
};

describe('a local cluster', () => {
  refused([
    ['needs nothing else', local(), []],
    [
      'may name its store, tenants and sources',
      local({ tenants: ['a', 'b'], alloy: { journal: true }, retention: '7d' }),
      [],
    ],
    [
      'has no place and no roles',
      local({ account: '111122223333', region: 'us-east-1', rolePath: '/x/', tags: { a: 'b' }, deployFrom: [] }),
      [
        `environments.local.account: 111122223333 ${NO_AWS}`,
        `environments.local.region: us-east-1 ${NO_AWS}`,
        `environments.local.tags: {"a":"b"} ${NO_AWS}`,
        `environments.local.rolePath: /x/ ${NO_AWS}`,
        `environments.local.deployFrom: [] ${NO_AWS}`,
      ],
    ],
    [
      'has one size',
      local({ volume: '20 GB/day' }),
      [
        'environments.local.volume: 20 GB/day has no effect, since a local cluster has one size; leave it out, or change loki.sizes',
      ],
    ],
    [
      'has no keys of AWS, and makes its buckets',
      local({ storage: { encryption: 's3', fips: true, createBuckets: false } }),
      [
        `environments.local.storage.encryption: s3 ${NO_AWS}`,
        `environments.local.storage.fips: true ${NO_AWS}`,
        `environments.local.storage.createBuckets: false ${NO_AWS}`,
      ],
    ],
    [
      'knows pods by no way of AWS, and has one node',
      local({ identity: 'pod-identity', loki: { ingesterZones: true } }),
      [
        `environments.local.identity: pod-identity ${NO_AWS}`,
        'environments.local.loki.ingesterZones: true has no effect, since a local cluster has one node, with one ingester; leave it out',
      ],
    ],
    [
      'has no load balancer of AWS, whatever else is wrong with it',
      local({ expose: { host: 'loki.example.com', certificateArn: CERTIFICATE, from: ['10.0.0.0/8'] } }),
      [
        "environments.local.expose: nlb is a load balancer of AWS, and a local cluster has nothing in AWS; leave it out, or write by: 'gateway-api' for a Gateway in the cluster",
      ],
    ],
    [
      'has a door through a Gateway in the cluster',
      local({ expose: { ...ROUTE, vpcCidrs: ['10.0.0.0/16'] } }),
      [
        `environments.local.expose.vpcCidrs: ["10.0.0.0/16"] ${NO_AWS}`,
        "environments.local.expose.gateway.proxyNamespace: missing; write the namespace of the pods of your Gateway, such as 'envoy-gateway-system'",
      ],
    ],
    [
      'needs no more for that door than the pods of the Gateway',
      local({ expose: { ...ROUTE, gateway: { ...ROUTE.gateway, proxyNamespace: 'envoy' } } }),
      [],
    ],
    [
      'sends no samples to a workspace of AWS, and moves no chunks',
      local({ loki: { ruler: { remoteWrite: { workspaceArn: WORKSPACE } } }, storage: { transition: MOVE } }),
      [
        `environments.local.storage.transition: {"to":"STANDARD_IA","afterDays":30} ${NO_AWS}`,
        expect.stringMatching(/workspaceArn: .* has no effect.*; leave it out, or write a url$/) as unknown as string,
      ],
    ],
    [
      'has a Grafana that is deployed, with a login whose secret is a Secret',
      local({ grafana: { deploy: { storage: true, login: { ...LOGIN, clientSecret: { secret: 'login' } } } } }),
      [],
    ],
    [
      'has no secret of Secrets Manager, no load balancer and no workspace for it',
      local({
        grafana: {
          prometheus: { workspaceArn: WORKSPACE },
          deploy: {
            login: { ...LOGIN, clientSecret: { secret: 'corp/grafana' } },
            expose: { host: 'grafana.example.com', certificateArn: CERTIFICATE },
          },
        },
      }),
      [
        "environments.local.grafana.deploy.expose: nlb is a load balancer of AWS, and a local cluster has nothing in AWS; leave it out, or write by: 'gateway-api' for a Gateway in the cluster",
        expect.stringMatching(
          /grafana\.prometheus\.workspaceArn: .* has no effect.*; leave it out, or write a url$/,
        ) as unknown as string,
        'environments.local.grafana.deploy.login.clientSecret.secret: corp/grafana is not a valid Kubernetes name; use lower-case letters, digits, hyphens and dots',
      ],
    ],
    [
      'has its passwords in Secrets',
      local({ credentials: { from: 'secrets-manager' } }),
      ["environments.local.credentials.from: secrets-manager is in AWS; leave it out, or write 'kubernetes-secret'"],
    ],
    ['may name those Secrets', local({ credentials: { secretName: 'mine' } }), []],
    [
      'cannot use S3 of AWS',
      local({ storage: { endpoint: { url: 'https://s3.us-east-1.amazonaws.com' } } }),
      [
        'environments.local.storage.endpoint.url: https://s3.us-east-1.amazonaws.com takes roles of AWS, and a local cluster has none; leave endpoint out, for an S3 server in the cluster',
      ],
    ],
    [
      'has misspelt fields',
      local({}, { storageclass: 'standard', storeVolume: 0 }),
      [
        expect.stringContaining('environments.local.cluster.local.storeVolume: 0 is not a whole number of at least 1'),
        'environments.local.cluster.local.storageclass: not a key; did you mean storageClass?',
      ] as unknown as string[],
    ],
    [
      'is one of three kinds',
      { local: { ...good, cluster: { create: {}, local: {} }, expose: { host: 'a.b', certificateArn: CERTIFICATE } } },
      ['environments.local.cluster: has both create and local; keep one of them'],
    ],
    [
      'belongs to one environment',
      { a: { cluster: { local: { name: 'kind' } } }, b: { cluster: { local: { name: 'kind' } } } },
      [
        'environments.b.cluster.local.name: kind is also the cluster of environments.a.cluster.local.name; keep one Loki per cluster, and separate its teams by tenants',
      ],
    ],
    ['has a store of its own', { a: { cluster: { local: {} } }, b: { cluster: { local: {} } } }, []],
  ]);

  test('asks for no account', async () => {
    const ask = jest.fn(async () => Promise.resolve({}));
    await expect(fillAccounts(local(), ask)).resolves.toEqual(local());
    expect(ask).not.toHaveBeenCalled();
  });

  test('asks for that of the others alone', async () => {
    const filled = await fillAccounts({ ...local(), dev: { cluster: { create: {} } } }, async () =>
      Promise.resolve({ account: '111122223333', region: 'us-east-1' }),
    );
    expect(filled['local']).toEqual({ cluster: { local: {} } });
    expect(filled['dev']).toMatchObject({ account: '111122223333', region: 'us-east-1' });
  });

  test('breaks no rule: the one about copies is accepted, with the reason', () => {
    const [checked] = checkCharts([resolveEnvironment('local', { cluster: { local: {} } })]);
    expect(checked?.findings.map(({ rule, acknowledged }) => [rule.id, acknowledged])).toEqual([
      ['LOKI-REPLICATION-2', 'a local cluster has one node, which would take all copies of a line with it'],
    ]);
  });

  test('keeps the other warnings', () => {
    const rule = { rule: 'LOKI-LIMITS-1', path: 'nowhere', reason: 'none' };
    const [checked] = checkCharts([resolveEnvironment('local', { cluster: { local: {} }, acknowledge: [rule] })]);
    expect(checked?.findings.filter(({ acknowledged }) => acknowledged === undefined)).toHaveLength(1);
  });
});
