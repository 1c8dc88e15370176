import { good, existing, vpc, provider, linesOf, prod, refused } from './environments';

describe('valid environments', () => {
  test.each([
    ['the least', { dev: { cluster: { create: {} } } }],
    ['an existing cluster', { a: { ...good, cluster: { existing } } }],
    ['an existing cluster with its kubectl', { a: { ...good, cluster: { existing: { ...existing, ...provider() } } } }],
    [
      'a cluster with all that can be chosen',
      {
        a: {
          ...good,
          cluster: {
            create: {
              instanceTypes: ['m6g.xlarge', 'r7gd.xlarge', 'a1.xlarge'],
              publicAccessCidrs: ['0.0.0.0/0', '203.0.113.255/32'],
              controlPlaneLogs: ['audit', 'authenticator'],
              addonVersions: {
                'vpc-cni': 'v1.20.4-eksbuild.1',
                'kube-proxy': 'v1.34.0-eksbuild.2',
                'eks-pod-identity-agent': 'v1.3.9-eksbuild.3',
                coredns: 'v1.12.4-eksbuild.1',
                'aws-ebs-csi-driver': 'v1.51.0-eksbuild.1',
              },
              availabilityZones: ['us-east-1a', 'us-east-1c', 'us-east-1d', 'us-east-1f'],
              natGateways: 4,
              interfaceEndpoints: true,
            },
          },
        },
      },
    ],
    [
      'a cluster in a VPC that exists',
      {
        a: { ...good, cluster: { create: { ...vpc, mode: 'auto', endpointAccess: 'private', controlPlaneLogs: [] } } },
      },
    ],
    [
      'everything',
      {
        'all-of-it': {
          ...good,
          volume: '1.5 TB/day',
          retention: '1d',
          tenants: ['platform', 'apps', "it's(odd)!*"],
          tenantNamespaces: { apps: ['shop', 'shop-*', '*-shop'], "it's(odd)!*": ['odd'] },
          credentials: { from: 'kubernetes-secret', secretName: 'my.secret' },
          storage: { encryption: 'kms', chunkBucketName: 'my-chunks', rulerBucketName: 'my-rules' },
          loki: {
            namespace: 'logs',
            queryTimeout: '90s',
            sizes: { ingester: { replicas: 3, cpu: 0.25, memory: 0.5, volume: 10 } },
            config: { querier: { max_concurrent: 16 } },
            tenantLimits: { apps: { retention_period: '744h', ingestion_rate_mb: 20 } },
            schema: [{ from: '2024-04-01' }, { from: '2026-12-01', indexPrefix: 'new_' }],
            alertmanagerUrl: 'https://alerts.example.com/path',
          },
          alloy: { namespace: 'agents', journal: false, audit: true, cloudInit: false, pods: true },
          grafana: { namespace: 'monitoring', maxLines: 5000 },
          network: { policies: true, metricsNamespaces: ['monitoring'], clientNamespaces: ['tools'] },
          terminationProtection: true,
          deployFrom: ['444455556666'],
          customize: () => undefined,
        },
      },
    ],
  ])('%s', (_what, input) => {
    expect(linesOf(input)).toEqual([]);
  });
});

describe('invalid environments', () => {
  refused([
    ['not an object', 'dev', ['environments: a string is not an object; export defineEnvironments({ … }) as default']],
    ['a list', [], ['environments: a list is not an object; export defineEnvironments({ … }) as default']],
    ['nothing', undefined, ['environments: undefined is not an object; export defineEnvironments({ … }) as default']],
    ['none', {}, ['environments: empty; write at least one environment, such as dev: { cluster: { create: {} } }']],
    [
      'an environment that is not an object',
      { dev: 7 },
      ['environments.dev: 7 is not an object; write one such as { cluster: { create: {} } }'],
    ],
    [
      'a name with an upper-case letter',
      { Prod: good },
      [
        'environments.Prod: Prod is not a valid name; begin with a letter and use lower-case letters, digits and single hyphens',
      ],
    ],
    ['a misspelt key', prod({ retenton: '7d' }), ['environments.prod.retenton: not a key; did you mean retention?']],
    [
      'a key that is nothing like one',
      prod({ network: { zzz: 1 } }),
      [
        'environments.prod.network.zzz: not a key; the keys here are policies, metricsNamespaces, metricsPods, rulerEgress, clientNamespaces',
      ],
    ],
    [
      'a customization that is not a function',
      prod({ customize: 'yes' }),
      ['environments.prod.customize: yes is not a function; write one such as (charts) => { … }'],
    ],
  ]);

  test('all that is wrong with three environments at once', () => {
    const lines = linesOf({
      dev: { ...good, retention: '12h', volum: '1 GB/day' },
      prod: { ...good, cluster: {} },
      test: 'x',
    });
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'environments.dev.retention',
      'environments.dev.volum',
      'environments.prod.cluster',
      'environments.test',
    ]);
  });

  test('nonsense in any place is reported, never thrown', () => {
    const whole = {
      ...good,
      cluster: {
        create: {
          admins: [],
          publicAccessCidrs: [],
          availabilityZones: ['a', 'b'],
          controlPlaneLogs: ['api'],
          addonVersions: { 'kube-proxy': 'v1.35.0-eksbuild.1' },
          instanceTypes: ['a', 'b'],
          natGateways: 1,
          ...vpc,
        },
        existing: { ...existing, ...provider() },
      },
      volume: '',
      retention: '',
      tenants: ['a', 'b'],
      tenantNamespaces: { b: ['c'] },
      storage: { chunkBucketName: 'a', rulerBucketName: 'b' },
      loki: {
        sizes: { ingester: { replicas: 3 } },
        config: { querier: {} },
        tenantLimits: { a: {} },
        schema: [{}, {}],
      },
      alloy: { namespace: 'a' },
      grafana: { namespace: 'a' },
      network: { metricsNamespaces: ['a'] },
      deployFrom: ['1'],
    };
    const nonsense = [null, undefined, 0, '', 'x', true, [], {}, [null], [{}], [[]], { x: null }, () => 1];
    const places = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...places(inner, [...path, key])])
        : [];
    for (const place of places(whole)) {
      for (const value of nonsense) {
        const copy = structuredClone(whole) as Record<string | number, unknown>;
        const parent = place.slice(0, -1).reduce<Record<string | number, unknown>>((at, key) => at[key] as never, copy);
        parent[place.at(-1) as string] = value;
        expect(() => linesOf({ prod: copy })).not.toThrow();
      }
    }
  });

  test('every line is lower case after its path and says one thing', () => {
    for (const line of linesOf({ dev: { ...good, tenants: [1], cluster: { create: { nodes: 'x', mode: 'none' } } } })) {
      expect(line).toMatch(/^environments\.[^\n]+$/);
      expect(line.endsWith('.')).toBe(false);
    }
  });
});
