import type { LokiChartProps } from '../../../../charts/loki/chart';
import { IMAGES } from '../../../../charts/kubernetes/images';
import { makeCharts, objectsOf } from '../../../helpers/charts';

const ofOperator = (loki: Partial<LokiChartProps>) =>
  objectsOf(makeCharts({ gigabytesPerDay: 2000, ...loki })).filter(
    ({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'rollout-operator',
  );
const kinds = (loki: Partial<LokiChartProps>) => ofOperator(loki).map(({ kind }) => kind);
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

test('its pod is restricted, runs the pinned version, and reaches the Kubernetes API and DNS only', () => {
  const { template, strategy, replicas } = spec('Deployment')?.spec;
  const [container] = template.spec.containers;
  expect([replicas, strategy.type]).toEqual([1, 'Recreate']);
  expect(container.image).toBe(IMAGES.rolloutOperator);
  expect(IMAGES.rolloutOperator).toMatch(/:v\d+\.\d+\.\d+$/);
  expect(container.args).toEqual(
    expect.arrayContaining(['-kubernetes.namespace=loki', '-kubernetes.cluster-domain=cluster.local.']),
  );
  expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true });
  expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
  const policy = spec('NetworkPolicy')?.spec;
  expect(policy.podSelector.matchLabels).toEqual({ 'app.kubernetes.io/name': 'rollout-operator' });
  expect(policy.ingress).toBeUndefined();
  const ports = (policy.egress as { ports: { port: number }[] }[]).flatMap((rule) =>
    rule.ports.map(({ port }) => port),
  );
  expect([...new Set(ports)]).toEqual([53, 443]);
});
