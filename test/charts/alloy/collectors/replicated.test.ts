import { scraperPeers } from '../../../../charts/kubernetes/network';
import type { AlloyChartProps, AlloyCollectorProps } from '../../../../charts/alloy/chart';
import type { SourceConnection } from '../../../../charts/alloy/sources/source';
import { objectsOf, PushSource, type Rendered } from '../helpers';

const PUSH: AlloyCollectorProps = {
  name: 'push',
  kind: 'replicated',
  sources: [new PushSource()],
  clientNamespaces: ['shop'],
};
const pushed = (more: Partial<AlloyCollectorProps> = {}, props: Partial<AlloyChartProps> = {}) =>
  objectsOf({ ...props, collectors: [{ ...PUSH, ...more }] }, 'alloy-push');

const objects = pushed();
const pod = objects.Deployment.spec.template.spec;

test('all objects', () => {
  expect(Object.keys(objects)).toEqual([
    'ServiceAccount',
    'ConfigMap',
    'Deployment',
    'Service',
    'PodDisruptionBudget',
    'NetworkPolicy',
  ]);
});

test('two pods, spread over zones and hosts, evicted one at a time', () => {
  expect(objects.Deployment.spec.replicas).toBe(2);
  expect(pushed({ replicas: 5 }).Deployment.spec.replicas).toBe(5);
  const { matchLabels } = objects.Deployment.spec.selector;
  expect(matchLabels).toEqual({ 'app.kubernetes.io/name': 'alloy', 'app.kubernetes.io/component': 'push' });
  expect(pod.topologySpreadConstraints.map(({ topologyKey }: Rendered) => topologyKey)).toEqual([
    'topology.kubernetes.io/zone',
    'kubernetes.io/hostname',
  ]);
  for (const { labelSelector } of pod.topologySpreadConstraints) expect(labelSelector.matchLabels).toEqual(matchLabels);
  expect(objects.PodDisruptionBudget.spec).toEqual({
    maxUnavailable: 1,
    selector: { matchLabels },
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  });
});

test('the Service has an address, and the ports of the sources beside the metrics', () => {
  expect(objects.Service.spec).not.toHaveProperty('clusterIP');
  expect(objects.Service.spec.ports).toEqual([
    { name: 'http-metrics', port: 12345, targetPort: 'http-metrics', protocol: 'TCP' },
    { name: 'push', port: 3500, targetPort: 'push', protocol: 'TCP' },
  ]);
  expect(pod.containers[0].ports).toContainEqual({ name: 'push', containerPort: 3500, protocol: 'TCP' });
});

test('only the named namespaces reach the ports, and only those that scrape the metrics', () => {
  const from = (namespace: string) => [
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
  ];
  expect(pushed({}, { metricsNamespaces: ['monitoring'] }).NetworkPolicy.spec.ingress).toEqual([
    { from: scraperPeers(['monitoring']), ports: [{ protocol: 'TCP', port: 12345 }] },
    { from: from('shop'), ports: [{ protocol: 'TCP', port: 3500 }] },
  ]);
});

test('a source without permissions: no role, no token, no way to the API server', () => {
  expect(pod.automountServiceAccountToken).toBe(false);
  expect(objects.NetworkPolicy.spec.egress).toHaveLength(2);
});

test('connections of a source are in the network policy', () => {
  const connections: SourceConnection[] = [{ port: 9092 }, { port: 8125, protocol: 'UDP', namespace: 'metrics' }];
  const source = Object.assign(new PushSource(), { connections });
  expect(pushed({ sources: [source] }).NetworkPolicy.spec.egress.slice(2)).toEqual([
    { ports: [{ protocol: 'TCP', port: 9092 }] },
    {
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'metrics' } } }],
      ports: [{ protocol: 'UDP', port: 8125 }],
    },
  ]);
});

test('resources are those of the collector, and the DaemonSet keeps its own', () => {
  const resources = { cpu: 0.5, memoryMiB: 512 };
  expect(pushed({ resources }).Deployment.spec.template.spec.containers[0].resources).toEqual({
    requests: { cpu: '500m', memory: '512Mi' },
    limits: { memory: '512Mi' },
  });
  expect(objectsOf({ collectors: [{ ...PUSH, resources }] })).toEqual(objectsOf());
});
