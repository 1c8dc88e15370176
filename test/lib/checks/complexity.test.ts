import { checkManifests } from '../../../lib/checks/check';
import type { Manifest } from '../../../lib/manifests/manifest';
import { Manifests } from '../../../lib/manifests/manifests';

/** Objects of an application that name each other, of all kinds that rules compare with others. */
function application(index: number, namespace: string | undefined): object[] {
  const name = `app-${index}`;
  const labels = { app: name, tier: 'web' };
  const object = (apiVersion: string, kind: string, fields: object, called = name): object => ({
    apiVersion,
    kind,
    metadata: { name: called, namespace, labels },
    ...fields,
  });
  const template = {
    metadata: { labels },
    spec: {
      serviceAccountName: name,
      containers: [
        {
          name: 'app',
          ports: [{ name: 'http', containerPort: 8080 }],
          envFrom: [{ configMapRef: { name } }, { configMapRef: { name: `${name}-missing` } }],
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
        },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: `data-${name}-0` } }],
    },
  };
  const selector = { matchLabels: { app: name } };
  const rbac = 'rbac.authorization.k8s.io/v1';
  return [
    object('apps/v1', 'Deployment', { spec: { replicas: 2, selector, template } }),
    object('apps/v1', 'StatefulSet', {
      spec: { serviceName: name, selector, template, volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
    }),
    object('v1', 'ConfigMap', { data: { 'app.yaml': 'port: 8080\n' } }),
    object('v1', 'ServiceAccount', {}),
    object('v1', 'Service', {
      spec: { type: 'LoadBalancer', selector: { app: name }, ports: [{ port: 80, targetPort: 'http' }] },
    }),
    object('networking.k8s.io/v1', 'Ingress', {
      spec: { rules: [{ http: { paths: [{ backend: { service: { name, port: { number: 80 } } } }] } }] },
    }),
    object('networking.k8s.io/v1', 'NetworkPolicy', {
      spec: { podSelector: selector, ingress: [{ from: [{ podSelector: selector }], ports: [{ port: 8080 }] }] },
    }),
    object('policy/v1', 'PodDisruptionBudget', { spec: { maxUnavailable: 1, selector } }),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', {
      spec: { minReplicas: 2, scaleTargetRef: { kind: 'Deployment', name } },
    }),
    object(rbac, 'Role', { rules: [] }),
    object(rbac, 'RoleBinding', {
      roleRef: { kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: `${name}-missing`, namespace: namespace ?? 'default' }],
    }),
  ];
}

/** Number of fields that all rules read of the objects of some applications, those within others included. */
function fieldsRead(applications: number, namespaceOf: (index: number) => string | undefined): number {
  let reads = 0;
  const known = new Map<object, object>();
  const counting = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const proxy =
      known.get(value) ??
      new Proxy(value, {
        get: (target, key) => {
          reads++;
          return counting(Reflect.get(target, key) as unknown);
        },
      });
    known.set(value, proxy);
    return proxy;
  };
  const objects = Array.from({ length: applications }, (_, index) => application(index, namespaceOf(index))).flat();
  const { findings } = checkManifests({ manifests: new Manifests(objects.map(counting) as Manifest[]) });
  expect(findings.length).toBeGreaterThan(applications);
  return reads;
}

/** A search among all objects for each of them would be 16 times the work. */
test.each<[string, (index: number) => string | undefined]>([
  ['in one namespace', () => 'apps'],
  ['each in a namespace of its own', (index) => `app-${index}`],
  ['without a namespace', () => undefined],
])('the rules read four times as much of four times as many applications, %s', (_where, namespaceOf) => {
  expect(fieldsRead(120, namespaceOf) / fieldsRead(30, namespaceOf)).toBeLessThan(4.4);
});
