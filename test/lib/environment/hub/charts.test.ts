import { hubSecretCommand } from '../../../../lib/app/next-commands';
import { environmentCharts, resolveEnvironment } from '../../../../lib/environment/environment';
import { type KubernetesObject, objectsOf } from '../../../helpers/charts';
import { checkCharts } from '../../../../lib/checks/checked-charts';
import { factsOf } from '../../../../lib/planner/deployed/facts';
import { HUB, SPOKE } from './setups';

const resolved = (change: object = {}) =>
  resolveEnvironment('shop', { ...SPOKE, ...change }, { prod: HUB, shop: { ...SPOKE, ...change } });
const objects = (change: object = {}) => objectsOf(environmentCharts(resolved(change)));
const namesOf = (all: readonly KubernetesObject[], kind: string) =>
  all.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

test('there are collectors, events and monitoring of both, and nothing of Loki', () => {
  const all = objects({ canary: true, monitoring: { from: 'prometheus-operator', namespace: 'monitoring' } });
  expect(namesOf(all, 'DaemonSet')).toEqual(['alloy']);
  expect(namesOf(all, 'StatefulSet')).toEqual(['alloy-events']);
  expect(namesOf(all, 'Deployment')).toEqual(['loki-canary']);
  expect(namesOf(all, 'Namespace')).toEqual(['alloy', 'loki-canary']);
  expect(namesOf(all, 'StorageClass')).toEqual([]);
  const monitored = all.filter(({ kind }) => kind === 'PodMonitor').map(({ metadata }) => metadata.namespace);
  expect([...new Set(monitored)].sort()).toEqual(['alloy', 'loki-canary']);
  const rules = JSON.stringify(all.filter(({ kind }) => kind === 'PrometheusRule'));
  expect(rules).toContain('AlloyNotDelivering');
  expect(rules).toContain('LogsMissing');
  expect(rules).not.toMatch(/"alert":"(Loki|LogsLost)/);
  expect(all.map(({ kind }) => kind)).not.toContain('PersistentVolumeClaim');
  expect(JSON.stringify(all)).not.toMatch(/grafana_datasource|loki-gateway/);
});

test('its lines have the name of its own cluster, the tenant that it asks for, and the user of the hub', () => {
  const [config = ''] = objects()
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'alloy')
    .map(({ data }) => data['config.alloy'] as string);
  expect(config).toContain('cluster = "shop"');
  expect(config).toContain('url                 = "https://logs.example.com/loki/api/v1/push"');
  expect(config).toContain('tenant_id           = "edge"');
  expect(config).toContain('username      = "shop"');
  expect(config).not.toContain('tls_config');
});

test('without tenants, lines go to the first tenant of the hub', () => {
  expect(resolved({ tenants: undefined, loki: { of: 'prod' } }).remote?.tenants).toEqual(['platform']);
});

test('namespaces of its own tenants go to these', () => {
  const tenants = { tenants: ['platform', 'edge'], tenantNamespaces: { edge: ['shop-*'] }, loki: { of: 'prod' } };
  const [config = ''] = objects(tenants)
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'alloy')
    .map(({ data }) => data['config.alloy'] as string);
  expect(config).toContain('tenant_id           = "platform"');
  expect(config).toContain(String.raw`namespace=~\"shop-.*\"`);
});

test('pods read the secret of the hub by its ARN, in its region, with a role of their own account', () => {
  const all = objects({ canary: true });
  const classes = all.filter(({ kind }) => kind === 'SecretProviderClass');
  expect(classes.map(({ metadata }) => metadata.name)).toEqual([
    'loki-credentials-alloy',
    'loki-credentials-alloy-events',
    'loki-credentials-canary',
  ]);
  const [alloy, , canary] = classes.map(({ spec }) => spec.parameters as { region: string; objects: string });
  expect(alloy?.region).toBe('us-east-1');
  expect(alloy?.objects).toContain(
    'objectName: arn:aws:secretsmanager:us-east-1:111122223333:secret:loki/prod/shop/password\n',
  );
  expect(canary?.objects).toContain(
    'objectName: arn:aws:secretsmanager:us-east-1:111122223333:secret:loki/prod/reader\n',
  );
  const account = all.find(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === 'alloy');
  expect(account?.metadata.annotations).toEqual({
    'eks.amazonaws.com/role-arn': 'arn:aws:iam::444455556666:role/loki-shop.alloy-eu-west-1',
  });
});

test('an operator that copies secrets reads them in the region of the hub', () => {
  const all = objects({ credentials: { from: 'external-secrets' } });
  const store = all.find(({ kind }) => kind === 'SecretStore');
  expect(store?.['spec'].provider.aws.region).toBe('us-east-1');
  const copied = all.find(({ kind }) => kind === 'ExternalSecret');
  expect(copied?.['spec'].data).toEqual([
    {
      secretKey: 'shop-password',
      remoteRef: {
        key: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:loki/prod/shop/password',
        property: 'password',
      },
    },
  ]);
});

test('with EKS Pod Identity the driver asks its agent, and no account has an annotation', () => {
  const all = objects({ identity: 'pod-identity' });
  expect(all.filter(({ metadata }) => metadata.annotations?.['eks.amazonaws.com/role-arn'])).toEqual([]);
  const [first] = all.filter(({ kind }) => kind === 'SecretProviderClass');
  expect(first?.['spec'].parameters.usePodIdentity).toBe('true');
});

test('the canary verifies the door of the hub, asks DNS again, and reads as the reader', () => {
  const [canary] = objects({ canary: true }).filter(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'loki-canary',
  );
  const config = canary?.data['nginx.conf'] as string;
  expect(config).toContain('set        $gateway https://logs.example.com;');
  expect(config).toContain('proxy_ssl_verify              on;');
  expect(config).toContain('proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;');
  expect(canary?.data['door.sh']).toContain('> "$out/resolver.conf"');
});

test('volumes have the class of a cluster that is made, the one that is named, or the default one', () => {
  const classOf = (cluster: object) => {
    const all = objects({ cluster });
    const claims = all.find(({ kind }) => kind === 'StatefulSet')?.['spec'].volumeClaimTemplates as {
      spec: { storageClassName?: string };
    }[];
    return [claims[0]?.spec.storageClassName, namesOf(all, 'StorageClass')];
  };
  const { existing } = SPOKE.cluster;
  expect(classOf({ create: {} })).toEqual(['gp3', ['gp3']]);
  expect(classOf({ existing })).toEqual([undefined, []]);
  expect(classOf({ existing: { ...existing, storageClass: 'fast' } })).toEqual(['fast', []]);
});

test('every rule is satisfied, and the record says where lines go', () => {
  const [checked] = checkCharts([
    resolved({
      canary: true,
      monitoring: { from: 'alloy', remoteWrite: { url: 'https://prometheus.example.com/api/v1/write' } },
    }),
  ]);
  expect(checked?.findings.map(({ rule, path, found }) => `${rule.id} ${path} ${found}`)).toEqual([]);
  expect(factsOf(resolved())).toEqual({
    account: '444455556666',
    region: 'eu-west-1',
    clusterName: 'shop',
    lokiUrl: 'https://logs.example.com',
    alloyNamespace: 'alloy',
  });
});

test('charts of Loki and Grafana say that they are elsewhere', () => {
  const charts = environmentCharts(resolved());
  expect(charts.hasLoki).toBe(false);
  for (const read of [() => charts.loki, () => charts.grafana]) {
    expect(read).toThrow('shop has no Loki of its own; its lines go to https://logs.example.com');
  }
});

test('the Secret of the gateway of its hub is where the hub has it', () => {
  const of = (change: object) => {
    const prod = { ...HUB, credentials: { from: 'kubernetes-secret' as const }, ...change };
    return hubSecretCommand(resolveEnvironment('shop', SPOKE, { prod }).remote ?? {});
  };
  expect(of({})).toBe('kubectl --context CONTEXT-OF-PROD -n loki get secret loki-credentials -o json');
  expect(of({ loki: { namespace: 'logs' }, credentials: { from: 'kubernetes-secret', secretName: 'doors' } })).toBe(
    'kubectl --context CONTEXT-OF-PROD -n logs get secret doors -o json',
  );
});
