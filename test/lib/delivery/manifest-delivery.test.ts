import { Aws, Fn, Lazy, type Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { ApiObject, App as ChartsApp, Chart } from 'cdk8s';
import { ManifestDelivery } from '../../../lib/delivery/manifest-delivery';
import { type Resource, resourcesOf, testStack } from '../helpers';

interface Item {
  readonly kind: string;
  readonly name?: string;
  readonly apiVersion?: string;
  readonly labels?: Record<string, string>;
  readonly data?: Record<string, unknown>;
}

function chartOf(...items: Item[]): Chart {
  const chart = new Chart(new ChartsApp(), 'loki', { namespace: 'loki' });
  items.forEach(({ kind, name = 'loki', apiVersion = 'v1', labels, data }, i) => {
    new ApiObject(chart, `o${i}`, { apiVersion, kind, metadata: { name, labels }, data });
  });
  return chart;
}

function deliver(chart: Chart, stack = testStack(), id = 'Loki'): { stack: Stack; delivery: ManifestDelivery } {
  const cluster =
    (stack.node.tryFindChild('Cluster') as eks.ICluster | undefined) ??
    eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
      clusterName: 'logs',
      kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', { serviceToken: 'token' }),
    });
  return { stack, delivery: new ManifestDelivery(stack, id, { cluster, chart }) };
}

const component = (name: string) => ({ 'app.kubernetes.io/component': name });
const dashboard = (name: string, bytes = 10): Item => ({
  kind: 'ConfigMap',
  name,
  labels: { grafana_dashboard: '1' },
  data: { 'd.json': 'x'.repeat(bytes) },
});

/** One object of each kind, not in the order of delivery. */
const ALL: Item[] = [
  dashboard('reads'),
  dashboard('writes'),
  { kind: 'NetworkPolicy' },
  { kind: 'ValidatingWebhookConfiguration', apiVersion: 'admissionregistration.k8s.io/v1' },
  { kind: 'ZoneAwarePodDisruptionBudget', apiVersion: 'rollout-operator.grafana.com/v1' },
  { kind: 'CustomResourceDefinition', apiVersion: 'apiextensions.k8s.io/v1' },
  { kind: 'ServiceMonitor', apiVersion: 'monitoring.coreos.com/v1' },
  { kind: 'HorizontalPodAutoscaler' },
  { kind: 'PodDisruptionBudget' },
  { kind: 'StatefulSet', name: 'loki-ingester', labels: component('ingester') },
  { kind: 'Deployment', name: 'loki-querier', labels: component('querier') },
  { kind: 'Job', name: 'loki-ingester-once', labels: component('ingester') },
  { kind: 'DaemonSet', name: 'alloy-on-nodes', labels: { 'app.kubernetes.io/name': 'alloy' } },
  { kind: 'CronJob', name: 'clean' },
  { kind: 'Service' },
  { kind: 'ConfigMap' },
  { kind: 'StorageClass' },
  { kind: 'PriorityClass' },
  { kind: 'ClusterRoleBinding' },
  { kind: 'ServiceAccount' },
  { kind: 'Namespace' },
];

const NAMES = [
  ['Namespaces'],
  ['Accounts'],
  ['Configuration'],
  ['Services'],
  ['Workloads-ingester', 'Workloads-querier', 'Workloads-alloy', 'Workloads-clean'],
  ['Policies'],
  ['CustomResources'],
  ['ZoneBudgets'],
  ['Dashboard-reads', 'Dashboard-writes'],
];

/** The manifests of a delivery by the name of their piece. */
function manifestsOf(stack: Stack, delivery: ManifestDelivery): Record<string, Resource & { readonly id: string }> {
  const resources = resourcesOf(stack);
  return Object.fromEntries(
    delivery.pieces.map(({ name }) => {
      const id = stack.getLogicalId(delivery.node.findChild(name).node.defaultChild as eks.CfnCluster);
      return [name, { ...(resources[id] as Resource), id }];
    }),
  );
}

describe('order', () => {
  const { stack, delivery } = deliver(chartOf(...ALL));
  const manifests = manifestsOf(stack, delivery);

  test('pieces follow the order of phases, each with its kinds', () => {
    expect(delivery.pieces.map(({ name }) => name)).toEqual(NAMES.flat());
    expect(delivery.pieces.find(({ name }) => name === 'Workloads-ingester')?.objects).toEqual([
      'StatefulSet loki/loki-ingester',
      'Job loki/loki-ingester-once',
    ]);
    expect(delivery.pieces.flatMap(({ objects }) => objects)).toHaveLength(ALL.length);
  });

  test('each phase depends on the whole phase before; pieces of one phase are independent', () => {
    NAMES.forEach((names, i) => {
      const before = (NAMES[i - 1] ?? []).map((name) => manifests[name]?.id).sort();
      for (const name of names) expect([...(manifests[name]?.DependsOn ?? [])].sort()).toEqual(before);
    });
  });

  test('an empty phase does not break the chain', () => {
    const short = deliver(chartOf({ kind: 'Deployment' }, { kind: 'Namespace' }));
    const { Namespaces, 'Workloads-loki': workloads } = manifestsOf(short.stack, short.delivery);
    expect(workloads?.DependsOn).toEqual([Namespaces?.id]);
  });

  test('everything is applied, not created; namespaces are not pruned or deleted', () => {
    for (const [name, manifest] of Object.entries(manifests)) {
      expect(manifest.Properties.Overwrite).toBe(true);
      expect(manifest.Properties.PruneLabel === undefined).toBe(name === 'Namespaces');
      expect(manifest.DeletionPolicy).toBe(name === 'Namespaces' ? 'Retain' : 'Delete');
    }
  });

  test('objects arrive as the charts wrote them', () => {
    const [service] = JSON.parse(manifests.Services?.Properties.Manifest as string) as unknown[];
    expect(service).toMatchObject({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'loki', namespace: 'loki' } });
  });

  test('logical ids are frozen: another id would create the objects again and delete the old ones', () => {
    expect(Object.values(manifests).map(({ id }) => id)).toMatchInlineSnapshot(`
     [
       "LokiNamespaces47AE8E67",
       "LokiAccounts784A80C7",
       "LokiConfigurationF71B3DF1",
       "LokiServices7A8C2BF7",
       "LokiWorkloadsingester83A4EE21",
       "LokiWorkloadsquerierA058CFD1",
       "LokiWorkloadsalloyA4497F2A",
       "LokiWorkloadscleanF98FA564",
       "LokiPolicies027D11FC",
       "LokiCustomResources10D1B13A",
       "LokiZoneBudgetsC388E5BD",
       "LokiDashboardreads8E8DAA16",
       "LokiDashboardwritesB346B2E5",
     ]
    `);
  });

  test('neighbours and sizes do not move an object to another piece', () => {
    const more = deliver(
      chartOf(
        ...ALL,
        { kind: 'StatefulSet', name: 'loki-compactor', labels: component('compactor') },
        dashboard('retention', 9999),
      ),
    );
    const ids = Object.values(manifestsOf(more.stack, more.delivery)).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(Object.values(manifests).map(({ id }) => id)));
  });
});

test('every piece depends on the constructs in `after`', () => {
  const { stack, delivery } = deliver(chartOf({ kind: 'Namespace' }));
  const grafana = new ManifestDelivery(stack, 'Grafana', {
    cluster: stack.node.findChild('Cluster') as eks.ICluster & Stack,
    chart: chartOf({ kind: 'ConfigMap' }, dashboard('reads')),
    after: [delivery],
  });
  const { Namespaces } = manifestsOf(stack, delivery);
  for (const { DependsOn } of Object.values(manifestsOf(stack, grafana))) expect(DependsOn).toContain(Namespaces?.id);
});

describe('tokens are refused', () => {
  const refused = (data: Record<string, unknown>) => {
    try {
      deliver(chartOf({ kind: 'ConfigMap', data }));
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('nothing was refused');
  };

  test('in a value, with object and path', () => {
    expect(refused({ 'config.yaml': `account: ${Aws.ACCOUNT_ID}` })).toMatch(
      /^Test\/Loki: ConfigMap loki\/loki at data\.config\.yaml: 'account: \$\{Token\[AWS\.AccountId\.\d+\]\}' is known at deploy time only; write plain text/,
    );
  });

  test.each([
    ['a key', { [Aws.REGION]: 'x' }],
    ['a list', { list: Fn.split(',', Aws.REGION) }],
    ['a list inside text', { text: Fn.split(',', Aws.REGION).join() }],
    ['a number', { number: Token.asNumber(Lazy.any({ produce: () => 1 })) }],
    ['a number inside text', { text: `replicas: ${Token.asNumber(Lazy.any({ produce: () => 1 }))}` }],
    ['something nested', { a: [{ b: { c: Aws.STACK_NAME } }] }],
  ])('in %s', (_, data) => {
    expect(refused(data)).toContain('is known at deploy time only');
  });
});

test('a Secret is refused: it would be readable in the template', () => {
  expect(() => deliver(chartOf({ kind: 'Secret', name: 'password' }))).toThrow(
    'Test/Loki: Secret loki/password would be readable in the template',
  );
});

describe('sizes', () => {
  test('are measured in the manifest and in the template', () => {
    const { stack, delivery } = deliver(chartOf({ kind: 'ConfigMap', data: { a: '"ä"\n' } }));
    const { Configuration } = manifestsOf(stack, delivery);
    const text = Configuration?.Properties.Manifest as string;
    const [piece] = delivery.pieces;
    expect(piece?.bytes).toBe(Buffer.byteLength(text));
    expect(Template.fromStack(stack).toJSON()).toBeDefined();
    expect(piece?.templateBytes).toBe(Buffer.byteLength(JSON.stringify(text)));
  });

  test('a piece that is too large is refused, with its largest objects', () => {
    const config = (name: string, bytes: number): Item => ({ kind: 'ConfigMap', name, data: { a: 'x'.repeat(bytes) } });
    expect(() => deliver(chartOf(config('small', 10), config('large', 350_000), config('middle', 150_000)))).toThrow(
      /^Test\/Loki: piece Configuration has \d{6} bytes, and 480000 is the maximum; largest: ConfigMap loki\/large \(350\d{3} bytes\), ConfigMap loki\/middle \(150\d{3} bytes\), ConfigMap loki\/small \(\d{3} bytes\); make these smaller/,
    );
  });

  test('a stack with too many manifests fails synthesis', () => {
    const dashboards = (prefix: string, count: number) =>
      chartOf(...Array.from({ length: count }, (_, i) => dashboard(`${prefix}${i}`, 190_000)));
    const { stack } = deliver(dashboards('a', 2));
    deliver(dashboards('b', 2), stack, 'More');
    expect(() => Template.fromStack(stack)).not.toThrow();

    const { stack: full } = deliver(dashboards('a', 2));
    deliver(dashboards('b', 3), full, 'More');
    expect(() => Template.fromStack(full)).toThrow(
      /stack Test: manifests take 95\d{4} bytes of its template, and 900000 is the maximum: Test\/Loki \(38\d{4} bytes\), Test\/More \(57\d{4} bytes\)\. Move one of these to a stack of its own/,
    );
  });
});
