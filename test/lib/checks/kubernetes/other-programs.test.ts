import { findingsAfter } from '../../../kubernetes/findings';
import { type Loose } from '../../../kubernetes/manifests';

const spec = (m: Loose, name: string): Loose => m[name]['spec'];
const meta = (name: string): Loose => ({ name, namespace: 'loki' });

describe('what controllers and other programs do is allowed:', () => {
  it.each<[string, (m: Loose) => unknown]>([
    [
      'a Service of one pod of a StatefulSet, by the label that its controller adds',
      (m) =>
        (spec(m, 'service')['selector'] = {
          ...spec(m, 'headless')['selector'],
          'statefulset.kubernetes.io/pod-name': 'ingester-0',
        }),
    ],
    [
      'a policy for pods that a program of the namespace creates',
      (m) => {
        spec(m, 'policy')['podSelector'] = { matchLabels: { app: 'task' } };
        m['creator'] = {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'Role',
          metadata: meta('runner'),
          rules: [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['create'] }],
        };
      },
    ],
    [
      'an account of a RoleBinding without a namespace',
      (m) => (m['binding']['subjects'][0] = { kind: 'ServiceAccount', name: 'loki' }),
    ],
    [
      'another program whose ports are not declared, and that may ask for a login',
      (m) => {
        const web = structuredClone(m['deployment']);
        Object.assign(web.metadata, { name: 'web' });
        Object.assign(web.spec, { replicas: 1, selector: { matchLabels: { app: 'web' } } });
        web.spec.template.metadata.labels = { app: 'web' };
        const [one] = web.spec.template.spec.containers;
        one.image = 'registry.example.com/web:1.2.3';
        one.readinessProbe = { httpGet: { path: '/', port: 9999 } };
        // The configuration of Loki is not its own.
        web.spec.template.spec.volumes = web.spec.template.spec.volumes.filter((v: Loose) => v['name'] !== 'config');
        one.volumeMounts = one.volumeMounts.filter((v: Loose) => v['name'] !== 'config');
        m['web'] = web;
        m['webService'] = {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: meta('web'),
          spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8888 }] },
        };
      },
    ],
  ])('%s', (_, change) => {
    expect(findingsAfter(change)).toEqual([]);
  });
});

test.each<[string, (m: Loose) => unknown, string[]]>([
  [
    'a Service of a pod that its StatefulSet does not have',
    (m) => (spec(m, 'headless')['selector']['statefulset.kubernetes.io/pod-name'] = 'querier-0'),
    [
      'K8S-SERVICE-1 Service loki/ingester spec.selector: app: loki, part: ingester, statefulset.kubernetes.io/pod-name: querier-0 selects no pods',
    ],
  ],
])('%s is found', (_, change, finds) => {
  expect(findingsAfter(change)).toEqual(finds);
});
