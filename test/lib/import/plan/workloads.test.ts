import { formerWorkloads } from '../../../../lib/import/plan/workloads';
import type { Manifest } from '../../../../lib/manifests/manifest';

const workload = (kind: string, name: string, image: string, component?: string): Manifest => {
  const labels = component === undefined ? { app: 'loki' } : { 'app.kubernetes.io/component': component };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'obs' },
    spec: { replicas: 2, template: { metadata: { labels }, spec: { containers: [{ name: 'one', image }] } } },
  };
};

test('workloads of Loki are those that run its image; one process needs no label', () => {
  const objects = [
    workload('StatefulSet', 'loki-write', 'docker.io/grafana/loki:3.7.6', 'write'),
    workload('StatefulSet', 'old', 'grafana/loki@sha256:00'),
    workload('Deployment', 'gateway', 'docker.io/nginxinc/nginx-unprivileged:1.27', 'gateway'),
    workload('DaemonSet', 'promtail', 'docker.io/grafana/promtail:3.5.1'),
    workload('DaemonSet', 'canary', 'docker.io/grafana/loki-canary:3.7.6', 'canary'),
  ];
  expect(formerWorkloads(objects)).toEqual([
    { title: 'statefulset/loki-write', component: 'write', replicas: 2 },
    { title: 'statefulset/old', component: 'single-binary', replicas: 2 },
  ]);
});
