import type { LokiChartProps } from '../../../../charts/loki/chart';
import { IMAGES } from '../../../../charts/kubernetes/images';
import { type KubernetesObject, makeCharts, objectOf, objectsOf } from '../../../helpers/charts';

const ofOperator = (loki: Partial<LokiChartProps>) =>
  objectsOf(makeCharts({ gigabytesPerDay: 2000, ...loki })).filter(
    ({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'rollout-operator',
  );
const kinds = (loki: Partial<LokiChartProps>) => ofOperator(loki).map(({ kind }) => kind);
const ZONE_BUDGET = { rolloutOperator: { zoneBudget: true } };
const spec = (kind: string) => ofOperator({ rolloutOperator: true }).find((object) => object.kind === kind);

test('is off by default', () => {
  expect(kinds({})).toEqual([]);
  expect(kinds({ rolloutOperator: false })).toEqual([]);
});

test('has an account, permissions in its namespace, one pod, a policy, and the kind without which it does not start', () => {
  const all = ['CustomResourceDefinition', 'ServiceAccount', 'Role', 'RoleBinding', 'Deployment', 'NetworkPolicy'];
  expect(kinds({ rolloutOperator: true })).toEqual(all);
  expect(kinds({ rolloutOperator: {} })).toEqual(all);
  expect(kinds({ rolloutOperator: { customResourceDefinition: false } })).toEqual(all.slice(1));
  expect(kinds({ rolloutOperator: true, networkPolicies: false })).toEqual(all.slice(0, -1));
});

test('the kind is that of the operator', () => {
  const { metadata, spec: definition } = spec('CustomResourceDefinition') as never as {
    metadata: { name: string };
    spec: { group: string; names: { kind: string; plural: string }; scope: string };
  };
  expect(metadata.name).toBe('zoneawarepoddisruptionbudgets.rollout-operator.grafana.com');
  expect(definition).toMatchObject({
    scope: 'Namespaced',
    group: 'rollout-operator.grafana.com',
    names: { kind: 'ZoneAwarePodDisruptionBudget', plural: 'zoneawarepoddisruptionbudgets' },
  });
  const [version] = (definition as never as { versions: { schema: { openAPIV3Schema: object } }[] }).versions;
  expect(version?.schema.openAPIV3Schema).toMatchObject({
    properties: {
      spec: {
        required: ['selector'],
        properties: {
          maxUnavailable: { type: 'integer', minimum: 0 },
          maxUnavailablePercentage: { type: 'integer', minimum: 0, maximum: 100 },
          podNamePartitionRegex: { type: 'string' },
          podNameRegexGroup: { type: 'integer', minimum: 1 },
          crossZoneEvictionDelay: { type: 'string' },
        },
      },
    },
  });
});

test('it may restart pods, and change nothing of a StatefulSet but its metadata and status', () => {
  expect(spec('Role')?.rules).toEqual([
    { apiGroups: [''], resources: ['pods'], verbs: ['list', 'get', 'watch', 'delete'] },
    { apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['list', 'get', 'watch', 'patch'] },
    { apiGroups: ['apps'], resources: ['statefulsets/status'], verbs: ['update'] },
    {
      apiGroups: ['rollout-operator.grafana.com'],
      resources: ['zoneawarepoddisruptionbudgets'],
      verbs: ['list', 'get', 'watch'],
    },
  ]);
});

test('it reaches an API server at the ports that the charts are told of', () => {
  const charts = makeCharts({ gigabytesPerDay: 2000, rolloutOperator: true }, { apiServerPorts: [443, 6443] });
  const { egress } = objectOf(charts, 'NetworkPolicy', 'rollout-operator').spec;
  expect(egress.at(-1)).toEqual({ ports: [443, 6443].map((port) => ({ protocol: 'TCP', port })) });
});

test('its pod is restricted, runs the pinned version, and reaches the Kubernetes API and DNS only', () => {
  const { template, strategy, replicas } = spec('Deployment')?.spec;
  const [container] = template.spec.containers;
  expect([replicas, strategy.type]).toEqual([1, 'Recreate']);
  expect(container.image).toBe(IMAGES.rolloutOperator);
  expect(IMAGES.rolloutOperator).toMatch(/:v\d+\.\d+\.\d+$/);
  expect(container.args).toEqual(
    expect.arrayContaining(['-kubernetes.namespace=loki', '-kubernetes.cluster-domain=cluster.local.']),
  );
  expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532 });
  expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
  const policy = spec('NetworkPolicy')?.spec;
  expect(policy.podSelector.matchLabels).toEqual({ 'app.kubernetes.io/name': 'rollout-operator' });
  expect(policy.ingress).toBeUndefined();
  const ports = (policy.egress as { ports: { port: number }[] }[]).flatMap((rule) =>
    rule.ports.map(({ port }) => port),
  );
  expect([...new Set(ports)]).toEqual([53, 443]);
});

describe('with a budget of zones', () => {
  const all = ofOperator(ZONE_BUDGET);
  const one = (kind: string) => all.find((object) => object.kind === kind) as KubernetesObject;

  test('all of a zone may be evicted at once, by its budget and by that of Kubernetes', () => {
    const ofIngesters = (kind: string) =>
      objectsOf(makeCharts({ gigabytesPerDay: 2000, ...ZONE_BUDGET })).find(
        (object) => object.kind === kind && object.metadata.name === 'loki-ingester',
      )?.spec;
    const sets = objectsOf(makeCharts({ gigabytesPerDay: 2000 })).filter(
      ({ kind, metadata }) => kind === 'StatefulSet' && metadata.labels?.['rollout-group'] === 'ingester',
    );
    const [set] = sets;
    expect(set?.spec.replicas).toBeGreaterThan(1);
    expect(ofIngesters('ZoneAwarePodDisruptionBudget')).toEqual({
      maxUnavailable: set?.spec.replicas,
      selector: { matchLabels: { 'rollout-group': 'ingester' } },
    });
    expect(set?.spec.template.metadata.labels).toMatchObject({ 'rollout-group': 'ingester' });
    expect(ofIngesters('PodDisruptionBudget')?.maxUnavailable).toBe(set?.spec.replicas);
  });

  test('the API server asks it about evictions of ingesters alone, and allows none without its answer', () => {
    const { metadata, webhooks } = one('ValidatingWebhookConfiguration') as never as {
      metadata: { labels: object };
      webhooks: object[];
    };
    expect(metadata.labels).toMatchObject({
      'grafana.com/inject-rollout-operator-ca': 'true',
      'grafana.com/namespace': 'loki',
    });
    expect(webhooks).toEqual([
      expect.objectContaining({
        failurePolicy: 'Fail',
        clientConfig: {
          service: { name: 'rollout-operator', namespace: 'loki', path: '/admission/pod-eviction', port: 443 },
        },
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'loki' } },
        matchConditions: [{ name: 'ingesters', expression: "request.name.startsWith('loki-ingester-zone-')" }],
      }),
    ]);
    const [port] = one('Service').spec.ports;
    const [container] = one('Deployment').spec.template.spec.containers;
    expect(port).toMatchObject({ port: 443, targetPort: 8443 });
    expect(container.args).toEqual(
      expect.arrayContaining(['-server-tls.enabled=true', `-server-tls.port=${port.targetPort}`]),
    );
    expect(one('NetworkPolicy').spec.ingress).toEqual([{ ports: [{ protocol: 'TCP', port: port.targetPort }] }]);
  });

  test('it may write its certificate, and its authority into its own configuration', () => {
    const secret = 'rollout-operator-self-signed-certificate';
    expect(one('Deployment').spec.template.spec.containers[0].args).toContain(
      `-server-tls.self-signed-cert.secret-name=${secret}`,
    );
    expect(one('Role').rules).toEqual([
      ...(spec('Role')?.rules as object[]),
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: [secret], verbs: ['get', 'update'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['patch'] },
    ]);
    const { name } = one('ValidatingWebhookConfiguration').metadata;
    const patches = (one('ClusterRole').rules as { verbs: string[]; resourceNames?: string[] }[]).filter(({ verbs }) =>
      verbs.includes('patch'),
    );
    expect(patches.map(({ resourceNames }) => resourceNames)).toEqual([[name]]);
  });
});
