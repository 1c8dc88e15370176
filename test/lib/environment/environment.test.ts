import { environmentCharts, resolveEnvironment } from '../../../lib/environment/environment';
import type { EnvironmentProps } from '../../../lib/environment/props';
import { objectOf } from '../../helpers/charts';
import { ownLoki } from '../../../lib/environment/own-loki';

const BASE: EnvironmentProps = { account: '111122223333', region: 'eu-west-1', cluster: { create: {} } };

describe('an environment with nothing but the least', () => {
  const environment = resolveEnvironment('dev', BASE);

  test('has names of its own, made of its name, account and region', () => {
    expect(environment.clusterName).toBe('dev');
    expect(environment.objectStore).toEqual({
      chunkBucket: 'loki-dev-chunks-111122223333-eu-west-1',
      rulerBucket: 'loki-dev-ruler-111122223333-eu-west-1',
      region: 'eu-west-1',
    });
    expect(environment.identity?.roleArn).toBe('arn:aws:iam::111122223333:role/loki-dev-eu-west-1');
  });

  test('keeps 28 days of up to 50 GB a day, for one tenant of its own name', () => {
    const { tenants, retention } = ownLoki(environment).loki;
    expect([environment.gigabytesPerDay, retention?.toDays(), tenants]).toEqual([50, 28, ['dev']]);
  });
});

test.each([
  ['1y', 365],
  ['3w', 21],
  ['36h', 1.5],
])('a retention of %s is one of %p days', (retention, days) => {
  expect(ownLoki(resolveEnvironment('dev', { ...BASE, retention })).loki.retention?.toHours()).toBe(days * 24);
});

test.each([
  ['cn-north-1', 'arn:aws-cn:iam::111122223333:role/loki-dev-cn-north-1'],
  ['us-gov-west-1', 'arn:aws-us-gov:iam::111122223333:role/loki-dev-us-gov-west-1'],
])('in %s the role is of its partition', (region, arn) => {
  expect(resolveEnvironment('dev', { ...BASE, region }).identity?.roleArn).toBe(arn);
});

describe('volumes are made by', () => {
  const storageClass = (props: Partial<EnvironmentProps>) => {
    const { chartsProps } = resolveEnvironment('dev', { ...BASE, ...props });
    return [chartsProps.loki?.storageClassName, chartsProps.storageClass];
  };
  const oidcIssuer = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';

  test.each<[string, Partial<EnvironmentProps>, unknown[]]>([
    [
      'the add-on of a cluster made here',
      {},
      ['gp3', { name: 'gp3', provisioner: 'ebs.csi.aws.com', isDefault: true }],
    ],
    [
      'EKS itself, in Auto Mode',
      { cluster: { create: { mode: 'auto' } } },
      ['gp3', { name: 'gp3', provisioner: 'ebs.csi.eks.amazonaws.com', isDefault: true }],
    ],
    [
      'a class of our own, in a cluster that exists',
      { cluster: { existing: { name: 'a', oidcIssuer } } },
      ['loki-gp3', { name: 'loki-gp3', provisioner: 'ebs.csi.aws.com', isDefault: false }],
    ],
    [
      'the class that is named',
      { cluster: { existing: { name: 'a', oidcIssuer, storageClass: 'fast' } } },
      ['fast', undefined],
    ],
  ])('%s', (_what, props, expected) => {
    expect(storageClass(props)).toEqual(expected);
  });
});

describe('the nodes of a new cluster', () => {
  const availabilityZones = ['eu-west-1a', 'eu-west-1b'];
  const privateSubnetIds = ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'];

  test.each<[number | undefined, EnvironmentProps['cluster']]>([
    [3, { create: {} }],
    [2, { create: { availabilityZones } }],
    [2, { create: { vpcId: 'vpc-0a1b2c3d', privateSubnetIds } }],
    [undefined, { existing: { name: 'a', oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123' } }],
  ])('are in %s zones: %j', (zones, cluster) => {
    expect(ownLoki(resolveEnvironment('dev', { ...BASE, cluster })).loki.zones).toBe(zones);
  });

  test('are not in enough zones for ingesters in three', () => {
    const props = { ...BASE, cluster: { create: { availabilityZones } }, loki: { ingesterZones: true } };
    expect(() => environmentCharts(resolveEnvironment('dev', props))).toThrow(
      'environments.dev.loki.ingesterZones: true places ingesters in 3 zones, but the nodes are in 2; add nodes in 3 zones, or write false',
    );
  });
});

describe('tenants', () => {
  test('but the first get the namespaces that are named, or the one of their own name', () => {
    const { chartsProps } = resolveEnvironment('dev', {
      ...BASE,
      tenants: ['platform', 'apps', 'audit'],
      tenantNamespaces: { apps: ['shop', 'shop-*'] },
    });
    expect(chartsProps.routes).toEqual([
      { tenant: 'apps', namespaces: ['shop', 'shop-*'] },
      { tenant: 'audit', namespaces: ['audit'] },
    ]);
  });
});

describe('changes of a user', () => {
  test('reaches the objects', () => {
    const props: EnvironmentProps = {
      ...BASE,
      credentials: { from: 'kubernetes-secret', secretName: 'other' },
      loki: { namespace: 'logs', queryTimeout: '90s' },
      grafana: { namespace: 'monitoring', maxLines: 10 },
      alloy: { namespace: 'agents', journal: false },
      network: { metricsNamespaces: ['monitoring'] },
    };
    const charts = environmentCharts(resolveEnvironment('dev', props));
    expect(charts.loki.endpoint.url).toBe('http://loki-gateway.logs.svc.cluster.local:8080');
    const config = objectOf(charts, 'ConfigMap', 'alloy');
    expect(config.metadata.namespace).toBe('agents');
    expect(config.data['config.alloy']).not.toContain('loki.source.journal');
    expect(objectOf(charts, 'DaemonSet', 'alloy').spec.template.spec.volumes).toContainEqual(
      expect.objectContaining({ secret: expect.objectContaining({ secretName: 'other' }) }),
    );
    expect(objectOf(charts, 'ConfigMap', 'loki-datasources-dev').metadata.namespace).toBe('monitoring');
  });

  test('report a function that throws, with the environment’s name', () => {
    const environment = resolveEnvironment('dev', {
      ...BASE,
      customize: (charts) => void charts.object('Deployment', 'querier'),
    });
    expect(() => environmentCharts(environment)).toThrow(
      /^environments\.dev\.customize: throws no Deployment is named querier; there are .*loki-querier/,
    );
  });

  test.each<[thrown: unknown, words: string]>([
    [undefined, 'undefined'],
    ['no', 'no'],
    [new Error(), 'an error without a message'],
  ])('report what a function throws that is not an error: %p', (thrown, words) => {
    const customize = () => {
      throw thrown;
    };
    expect(() => environmentCharts(resolveEnvironment('dev', { ...BASE, customize }))).toThrow(
      `environments.dev.customize: throws ${words}; correct the function`,
    );
  });
});
