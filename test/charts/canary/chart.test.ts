import { KubernetesSecretCredentials } from '../../../charts/endpoint/credentials/kubernetes-secret';
import { makeCharts, objectOf, objectsOf } from '../../helpers/charts';

const credentials = new KubernetesSecretCredentials();

type Props = Parameters<typeof makeCharts>[1];

const charts = (props: Props = {}, loki: Parameters<typeof makeCharts>[0] = {}) =>
  makeCharts({ credentials, ...loki }, { canary: true, ...props });

interface PodSpec {
  readonly containers: {
    readonly name: string;
    readonly image: string;
    readonly args?: string[];
    readonly env?: unknown[];
    readonly volumeMounts?: { readonly name: string }[];
    readonly resources: object;
    readonly securityContext: object;
  }[];
  readonly volumes: unknown[];
}

const podOf = (...args: Parameters<typeof charts>): PodSpec =>
  (objectOf(charts(...args), 'Deployment', 'loki-canary').spec as { template: { spec: PodSpec } }).template.spec;

const argsOf = (...args: Parameters<typeof charts>): string[] => podOf(...args).containers[1]?.args ?? [];

test('without the field there is none, and no namespace', () => {
  const names = objectsOf(makeCharts({ credentials })).map(({ metadata }) => metadata.name);
  expect(names.filter((name) => name.includes('canary'))).toEqual([]);
  expect(objectsOf(charts({ canary: false }))).toEqual(objectsOf(makeCharts({ credentials })));
});

test('its namespace is restricted, and the gateway admits it', () => {
  const made = charts();
  expect(objectOf(made, 'Namespace', 'loki-canary').metadata.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
  });
  expect(JSON.stringify(objectOf(made, 'NetworkPolicy', 'loki-gateway').spec)).toContain('"loki-canary"');
});

test('only the door has the password, as a file; the canary asks it on the loopback address', () => {
  const { containers, volumes } = podOf();
  const [door, canary] = containers;
  expect(volumes).toContainEqual({
    name: 'credentials',
    secret: { secretName: 'loki-credentials', items: [{ key: 'reader-password', path: 'reader-password' }] },
  });
  expect(door?.volumeMounts?.map(({ name }) => name)).toContain('credentials');
  expect(canary?.volumeMounts).toBeUndefined();
  expect(canary?.args).toContain('-addr=127.0.0.1:3199');
  expect(canary?.args?.filter((arg) => /^-(user|pass|push)/.test(arg))).toEqual([]);
  for (const each of containers) {
    expect(each.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
  }
});

test('it searches the lines of its own pod, in the tenant of its namespace', () => {
  expect(argsOf()).toEqual(
    expect.arrayContaining([
      '-tenant-id=platform',
      '-labelname=job',
      '-labelvalue=loki-canary/canary',
      '-streamname=container',
      '-streamvalue=canary',
      '-query-append=|~ "^[0-9]{19} p+$" | pod="$(POD_NAME)"',
    ]),
  );
  const routed = argsOf({
    canary: { namespace: 'shop-canary', intervalSeconds: 0.5 },
    routes: [{ tenant: 'apps', namespaces: ['shop-*'] }],
  });
  expect(routed).toEqual(
    expect.arrayContaining(['-tenant-id=apps', '-labelvalue=shop-canary/canary', '-interval=500ms']),
  );
});

test.each(['file', 'api'] as const)('its lines have the labels that it searches with pods from %s', (from) => {
  const args = argsOf();
  const searched = args.flatMap((arg) => /^-(?:label|stream)name=(.*)$/.exec(arg)?.[1] ?? []);
  const { data } = objectOf(
    charts({ alloySources: { pods: { from } } }),
    'ConfigMap',
    from === 'api' ? 'alloy-pods' : 'alloy',
  );
  const given = [...data['config.alloy'].matchAll(/target_label\s*=\s*"(\w+)"/g)].map(([, label]) => label);
  expect(given).toEqual(expect.arrayContaining(searched));
});

test('one pod at a time writes lines, and none is protected from the drain of its node', () => {
  const made = charts();
  expect(objectOf(made, 'Deployment', 'loki-canary').spec).toMatchObject({
    replicas: 1,
    strategy: { type: 'Recreate' },
  });
  const budgets = objectsOf(made).filter(({ kind }) => kind === 'PodDisruptionBudget');
  expect(budgets.filter(({ metadata }) => metadata.namespace === 'loki-canary')).toEqual([]);
});

test('it reaches DNS and the gateway, and scrapers alone reach its metrics', () => {
  const ingress = (loki: Parameters<typeof makeCharts>[0]) =>
    (objectOf(charts({}, loki), 'NetworkPolicy', 'loki-canary').spec as Record<string, unknown>)['ingress'];
  expect(ingress({})).toBeUndefined();
  expect(ingress({ metricsNamespaces: ['monitoring'] })).toMatchObject([
    { from: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP', port: 3500 }] },
  ]);
  const { egress } = objectOf(charts(), 'NetworkPolicy', 'loki-canary').spec as { egress: { ports: object[] }[] };
  expect(egress.flatMap(({ ports }) => ports)).toEqual([
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
    { protocol: 'TCP', port: 8080 },
  ]);
  expect(objectsOf(charts({}, { networkPolicies: false })).filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
});

test('images, registry and settings of its pod are those of all parts', () => {
  const { containers, ...spec } = podOf({
    registry: 'mirror.example.com',
    workloads: { 'loki-canary': { nodeSelector: { pool: 'logs' }, resources: { memoryMiB: 128 } } },
  });
  expect(containers.map(({ image }) => image)).toEqual([
    expect.stringMatching(/^mirror\.example\.com\/nginxinc\/nginx-unprivileged:/),
    'mirror.example.com/grafana/loki-canary:3.7.6',
  ]);
  expect(spec).toMatchObject({ nodeSelector: { pool: 'logs' } });
  expect(containers[1]?.resources).toMatchObject({ limits: { memory: '128Mi' }, requests: { cpu: '20m' } });
});
