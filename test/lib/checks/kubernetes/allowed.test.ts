import { findingsAfter } from '../../../kubernetes/findings';
import type { Loose } from '../../../kubernetes/manifests';

const spec = (m: Loose, name: string): Loose => m[name]['spec'];
const pod = (m: Loose): Loose => spec(m, 'stateful')['template'].spec;
const container = (m: Loose): Loose => pod(m)['containers'][0];
/** A Job that keeps every rule. */
function job(m: Loose): Loose {
  const template = structuredClone(spec(m, 'deployment')['template']);
  template.metadata.labels = { app: 'job' };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once', namespace: 'loki' }, spec: { template } };
}

const meta = (name: string): Loose => ({ name, namespace: 'loki' });

it('right manifests keep every rule', () => {
  expect(findingsAfter(() => undefined)).toEqual([]);
});

describe('allowed is', () => {
  it.each<[string, (m: Loose) => unknown]>([
    ['a policy for all pods', (m) => (spec(m, 'policy')['podSelector'] = {})],
    [
      'a peer in any namespace',
      (m) =>
        (spec(m, 'policy')['ingress'][0].from[0] = { namespaceSelector: {}, podSelector: { matchLabels: { a: 'b' } } }),
    ],
    ['a Service without a selector', (m) => delete spec(m, 'service')['selector']],
    ['a Service of another name', (m) => (m['service']['spec'] = { type: 'ExternalName', externalName: 'a.b' })],
    [
      'a Service, a policy and a budget for pods of another folder',
      (m) => {
        for (const name of ['service', 'policy', 'budget']) m[name].metadata.namespace = 'elsewhere';
        delete m['deployment'].spec.replicas;
        spec(m, 'stateful')['replicas'] = 1;
      },
    ],
    [
      'a Service for pods that an operator may make',
      (m) => {
        spec(m, 'service')['selector'] = { app: 'alloy' };
        m['alloy'] = { apiVersion: 'collectors.grafana.com/v1alpha1', kind: 'Alloy', metadata: meta('alloy') };
      },
    ],
    [
      'a number for a pod that declares no port',
      (m) => {
        const { containers } = spec(m, 'deployment')['template'].spec;
        Object.assign(containers[0], { ports: undefined, readinessProbe: undefined, lifecycle: undefined });
      },
    ],
    ['a Job, which needs no selector and no budget', (m) => (m['job'] = job(m))],
    [
      'a CronJob',
      (m) =>
        (m['job'] = {
          ...job(m),
          kind: 'CronJob',
          spec: { schedule: '0 0 * * *', jobTemplate: { spec: job(m)['spec'] } },
        }),
    ],
    ['a ConfigMap that may be absent', (m) => (pod(m)['volumes'][0].configMap = { name: 'other', optional: true })],
    ['a ConfigMap of every namespace', (m) => (pod(m)['volumes'][0].configMap = { name: 'kube-root-ca.crt' })],
    [
      'a Secret that somebody else makes',
      (m) => (pod(m)['volumes'][0] = { name: 'config', secret: { secretName: 'x' } }),
    ],
    [
      'a class and a namespace of the cluster',
      (m) => [delete m['namespace'], delete m['priority'], delete m['storage']],
    ],
    [
      'a claim that a StatefulSet makes',
      (m) => (pod(m)['volumes'][0] = { name: 'config', persistentVolumeClaim: { claimName: 'data-ingester-0' } }),
    ],
    ['a file of a ConfigMap alone', (m) => (container(m)['volumeMounts'][0].subPath = 'config.yaml')],
    ['a role of every cluster', (m) => (m['binding']['roleRef'] = { kind: 'ClusterRole', name: 'view' })],
    [
      'an account of another namespace',
      (m) => (m['binding']['subjects'][0] = { kind: 'ServiceAccount', ...meta('a'), namespace: 'x' }),
    ],
    ['a Secret without data', (m) => (m['secret'] = { apiVersion: 'v1', kind: 'Secret', metadata: meta('a') })],
    [
      'a Secret whose data somebody puts in',
      (m) => (m['secret'] = { kind: 'Secret', metadata: meta('a'), stringData: { password: '${PASSWORD}', user: '' } }),
    ],
    ['a budget with a field that is null', (m) => (spec(m, 'budget')['minAvailable'] = null)],
    ['an image by digest and tag', (m) => (container(m)['image'] += `@sha256:${'0'.repeat(64)}`)],
    ['an image by digest', (m) => (container(m)['image'] = `loki@sha256:${'0'.repeat(64)}`)],
    ['a probe of another host', (m) => (container(m)['livenessProbe'].tcpSocket = { host: 'a.b', port: 1 })],
    ['a limit of memory for a request', (m) => delete container(m)['resources'].requests.memory],
    [
      'the same name in another namespace',
      (m) => (m['other'] = { ...m['config'], metadata: { ...meta('loki'), namespace: 'x' } }),
    ],
    [
      'the same name in another group',
      (m) => (m['other'] = { ...m['service'], apiVersion: 'serving.knative.dev/v1', spec: {} }),
    ],
    ['a budget of one pod that lets it go', (m) => (spec(m, 'stateful')['replicas'] = 1)],
    [
      'a budget that keeps two of three',
      (m) => (spec(m, 'budget')['minAvailable'] = delete spec(m, 'budget')['maxUnavailable'] && '66%'),
    ],
  ])('%s', (_, change) => {
    expect(findingsAfter(change)).toEqual([]);
  });
});
