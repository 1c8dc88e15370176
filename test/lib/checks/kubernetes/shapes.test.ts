import { IMMUTABLE_RULES } from '../../../../lib/checks/kubernetes/immutable';
import { Manifests } from '../../../../lib/manifests/manifests';
import { findingsOf } from '../../../kubernetes/findings';
import { type Loose, rightManifests } from '../../../kubernetes/manifests';
import type { Manifest } from '../../../../lib/manifests/manifest';

/** Values of the wrong kind. */
const ODD: unknown[] = [null, 'x', 7, [null]];

/** Paths of all fields. */
function paths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[...path, key], ...paths(item, [...path, key])]);
}

test('no rule throws at any value in any field', () => {
  const manifests = rightManifests();
  manifests['ingress'] = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'a' },
    spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'distributor' } } }] } }] },
  };
  manifests['cluster'] = { ...manifests['role'], kind: 'ClusterRole' };
  manifests['binding2'] = { ...manifests['binding'], kind: 'ClusterRoleBinding' };
  // Breaking one pod everywhere is enough.
  manifests['deployment']['spec'].template.spec = { containers: [{ name: 'a' }] };
  manifests['cron'] = { ...manifests['deployment'], kind: 'CronJob', spec: { jobTemplate: manifests['deployment'] } };
  const objects = JSON.parse(JSON.stringify(Object.values(manifests))) as Loose[];
  const before = structuredClone(objects);
  for (const path of paths(objects)) {
    const parent = path.slice(0, -1).reduce<Loose>((value, key) => value[key], objects);
    const key = path.at(-1) as string;
    const was = parent[key];
    for (const odd of ODD) {
      parent[key] = odd;
      findingsOf(objects, before);
      changed(before, objects);
    }
    parent[key] = was;
  }
  expect(objects).toEqual(before);
});

/** Runs the rules that compare with an earlier run. */
function changed(now: readonly Loose[], previous: readonly Loose[]): void {
  const subject = {
    manifests: new Manifests(now as readonly Manifest[]),
    previous: new Manifests(previous as readonly Manifest[]),
  };
  for (const rule of IMMUTABLE_RULES) rule.check(subject);
}

test('values that are not objects, and objects without a name or of unknown kinds, have no findings', () => {
  const odd = [
    null,
    'text',
    [],
    {},
    { kind: 'Deployment' },
    { apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'smoke-' }, spec: {} },
    { apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'smoke-' }, spec: {} },
    { apiVersion: 'v1', kind: 'List', items: [{ kind: 'Secret' }] },
    { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a', namespace: 'other' }, spec: { replicas: 2 } },
  ];
  expect(findingsOf(odd)).toEqual([]);
  expect(findingsOf([], odd)).toEqual([]);
});

test('a rendering of the official charts with its nulls and hooks is read', () => {
  const labels = { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': 'chunks-cache' };
  const rendered = [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'loki-chunks-cache', namespace: 'logs', annotations: null },
      spec: { clusterIP: 'None', ports: [{ name: 'memcached', port: 11211, targetPort: 'client' }], selector: labels },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'loki-chunks-cache', namespace: 'logs' },
      spec: {
        replicas: 1,
        serviceName: 'loki-chunks-cache',
        selector: { matchLabels: labels },
        template: {
          metadata: { annotations: null, labels },
          spec: {
            affinity: {},
            initContainers: [],
            serviceAccountName: 'loki',
            containers: [
              {
                name: 'memcached',
                image: 'memcached:1.6',
                env: null,
                envFrom: null,
                ports: [{ name: 'client', containerPort: 11211 }],
                resources: { requests: { memory: '1Gi' } },
              },
              { name: 'exporter', image: 'exporter:0.15', ports: null, resources: { limits: {}, requests: {} } },
            ],
          },
        },
      },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'loki', namespace: 'logs' } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'loki-helm-test', namespace: 'logs', annotations: { 'helm.sh/hook': 'test' } },
      spec: { containers: [{ name: 'test', image: 'loki-helm-test:latest' }] },
    },
  ];
  expect(findingsOf(rendered)).toEqual([
    "K8S-IMAGE-1 Pod logs/loki-helm-test spec.containers[test].image: 'loki-helm-test:latest' names no version; write " +
      'the tag of a version',
    'K8S-MEMORY-1 StatefulSet logs/loki-chunks-cache spec.template.spec.containers[exporter].resources.requests.memory: ' +
      'is missing; request the memory it takes in normal operation',
  ]);
});

test('new objects, and objects that only look different, have no findings', () => {
  const now = Object.values(rightManifests()) as Loose[];
  const before = structuredClone(now);
  const stateful = before.find(({ kind }: Loose) => kind === 'StatefulSet') as Loose;
  // Fields that the API server adds, and the order of keys, do not matter.
  Object.assign(stateful['spec'].volumeClaimTemplates[0], {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    status: {},
  });
  stateful['spec'].volumeClaimTemplates[0].metadata = { labels: {}, name: 'data', creationTimestamp: null };
  stateful['spec'].volumeClaimTemplates[0].spec.volumeMode = 'Filesystem';
  stateful['spec'].selector = { matchExpressions: [], matchLabels: { part: 'ingester', app: 'loki' } };
  expect(findingsOf(now, before)).toEqual([]);
  expect(findingsOf(now, [])).toEqual([]);
});
