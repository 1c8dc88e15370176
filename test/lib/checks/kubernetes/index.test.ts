import { findingsAfter } from '../../../kubernetes/findings';
import { type Loose } from '../../../kubernetes/manifests';

const spec = (m: Loose, name: string): Loose => m[name]['spec'];
const pod = (m: Loose): Loose => spec(m, 'stateful')['template'].spec;
const container = (m: Loose): Loose => pod(m)['containers'][0];

/** A Job that keeps every rule. */
function job(m: Loose): Loose {
  const template = structuredClone(spec(m, 'deployment')['template']);
  template.metadata.labels = { app: 'job' };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once', namespace: 'loki' }, spec: { template } };
}

const POD = 'StatefulSet loki/ingester spec.template.spec';
const meta = (name: string): Loose => ({ name, namespace: 'loki' });
const CONTAINER = `${POD}.containers[loki]`;

it('valid manifests keep every rule', () => {
  expect(findingsAfter(() => undefined)).toEqual([]);
});

describe('is allowed:', () => {
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
    ['a Secret created elsewhere', (m) => (pod(m)['volumes'][0] = { name: 'config', secret: { secretName: 'x' } })],
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
      'a Secret whose data is added elsewhere',
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

describe('is found:', () => {
  it.each<[string, (m: Loose) => unknown, string[]]>([
    [
      'an empty selector',
      (m) => (spec(m, 'stateful')['selector'] = {}),
      ['K8S-SELECTOR-1 StatefulSet loki/ingester spec.selector: is empty, which the API server rejects'],
    ],
    [
      'a Service to its own number by default',
      (m) => delete spec(m, 'service')['ports'][0].targetPort,
      [
        'K8S-SERVICE-3 Service loki/distributor spec.ports[80].targetPort: 80 is not a TCP port of Deployment loki/distributor',
      ],
    ],
    [
      'a Service of another protocol',
      (m) => (spec(m, 'headless')['ports'][0].protocol = 'UDP'),
      [
        "K8S-SERVICE-2 Service loki/ingester spec.ports[http].targetPort: 'http' is not a UDP port of StatefulSet loki/ingester",
      ],
    ],
    [
      'a claim without a mount',
      (m) => container(m)['volumeMounts'].pop(),
      ["K8S-MOUNT-2 StatefulSet loki/ingester spec.volumeClaimTemplates[data]: 'data' is not mounted by any container"],
    ],
    [
      'a ConfigMap that does not exist in these manifests',
      (m) => (pod(m)['volumes'][0].configMap.name = 'x'),
      [
        `K8S-REFERENCE-1 ${POD}.volumes[config].configMap.name: 'x' is a ConfigMap that does not exist in these manifests`,
      ],
    ],
    [
      'a key that the ConfigMap lacks',
      (m) => (pod(m)['volumes'][0].configMap.items[0].key = 'config.yml'),
      [
        `K8S-REFERENCE-2 ${POD}.volumes[config].configMap.items[0].key: 'config.yml' is not a key of ConfigMap loki/loki`,
      ],
    ],
    [
      'a file that the ConfigMap lacks',
      (m) => {
        delete pod(m)['volumes'][0].configMap.items;
        container(m)['volumeMounts'][0].subPath = 'config.yml';
      },
      [
        `K8S-REFERENCE-2 ${CONTAINER}.volumeMounts[/etc/loki].subPath: 'config.yml' is not a key of ConfigMap loki/loki`,
      ],
    ],
    [
      'a projected ConfigMap that does not exist in these manifests',
      (m) => (pod(m)['volumes'][0] = { name: 'config', projected: { sources: [{ configMap: { name: 'x' } }] } }),
      [
        `K8S-REFERENCE-1 ${POD}.volumes[config].projected.sources[0].configMap.name: 'x' is a ConfigMap that does not exist in these manifests`,
      ],
    ],
    [
      'a claim that does not exist in these manifests',
      (m) => (pod(m)['volumes'][0] = { name: 'config', persistentVolumeClaim: { claimName: 'x' } }),
      [
        `K8S-REFERENCE-3 ${POD}.volumes[config].persistentVolumeClaim.claimName: 'x' is a PersistentVolumeClaim that does not exist in these manifests`,
      ],
    ],
    [
      'a Service that is not headless',
      (m) => delete spec(m, 'headless')['clusterIP'],
      ["K8S-STATEFULSET-1 StatefulSet loki/ingester spec.serviceName: 'ingester' is not a headless Service"],
    ],
    [
      'a headless Service of other pods',
      (m) => (spec(m, 'headless')['selector'] = spec(m, 'service')['selector']),
      [
        "K8S-STATEFULSET-1 StatefulSet loki/ingester spec.serviceName: 'ingester' is a Service that does not select its pods",
      ],
    ],
    [
      'a headless Service that does not exist in these manifests',
      (m) => (spec(m, 'stateful')['serviceName'] = 'x'),
      [
        "K8S-STATEFULSET-1 StatefulSet loki/ingester spec.serviceName: 'x' is a Service that does not exist in these manifests",
      ],
    ],
    [
      'a hook to a port there is not',
      (m) => (container(m)['lifecycle'].preStop.httpGet.port = 'admin'),
      [`K8S-PROBE-1 ${CONTAINER}.lifecycle.preStop.httpGet.port: 'admin' is not a port of the container`],
    ],
    [
      'an image without a tag from a registry with a port',
      (m) => (container(m)['image'] = 'a:80/loki'),
      [`K8S-IMAGE-1 ${CONTAINER}.image: 'a:80/loki' names no version`],
    ],
    [
      'a sidecar without a request',
      (m) =>
        (pod(m)['initContainers'] = [
          { name: 'side', image: 'a:1', restartPolicy: 'Always' },
          { name: 'init', image: 'a:1' },
        ]),
      [`K8S-MEMORY-1 ${POD}.initContainers[side].resources.requests.memory: is missing`],
    ],
    [
      'no budget',
      (m) => delete m['budget'],
      ['K8S-BUDGET-5 StatefulSet loki/ingester spec.replicas: 3 pods without a PodDisruptionBudget'],
    ],
    [
      'no budget for pods that an autoscaler keeps',
      (m) => (spec(m, 'scaler')['minReplicas'] = 2),
      ['K8S-BUDGET-5 Deployment loki/distributor spec.replicas: 2 pods without a PodDisruptionBudget'],
    ],
    [
      'a budget for the pods an autoscaler may go down to',
      (m) =>
        (m['other'] = {
          ...m['budget'],
          metadata: meta('x'),
          spec: { minAvailable: 1, selector: spec(m, 'deployment')['selector'] },
        }),
      [
        'K8S-BUDGET-1 PodDisruptionBudget loki/x spec.minAvailable: 1 of 1 pod allows no eviction of Deployment loki/distributor',
      ],
    ],
    [
      'a cluster role that does not exist in these manifests',
      (m) => (m['binding']['roleRef'] = { kind: 'ClusterRole', name: 'x' }),
      ["K8S-RBAC-1 RoleBinding loki/loki roleRef.name: 'x' is a ClusterRole that does not exist in these manifests"],
    ],
    [
      'a NodePort',
      (m) => (spec(m, 'service')['type'] = 'NodePort'),
      [
        "K8S-EXPOSE-1 Service loki/distributor spec.type: 'NodePort' makes it reachable from the network of the cluster, without a password",
      ],
    ],
    [
      'an Ingress to a Service that does not exist in these manifests',
      (m) =>
        (m['ingress'] = {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata: meta('loki'),
          spec: { rules: [{ http: { paths: [{ path: '/', backend: { service: { name: 'x' } } }] } }] },
        }),
      [
        'K8S-EXPOSE-1 Ingress loki/loki: makes its Services reachable from the internet',
        "K8S-REFERENCE-1 Ingress loki/loki spec.rules[0].http.paths[0].backend.service.name: 'x' is a Service that does not exist in these manifests",
      ],
    ],
    [
      'an Ingress to an action of the load balancer',
      (m) =>
        (m['ingress'] = {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata: meta('loki'),
          spec: { defaultBackend: { service: { name: 'redirect', port: { name: 'use-annotation' } } } },
        }),
      ['K8S-EXPOSE-1 Ingress loki/loki: makes its Services reachable from the internet'],
    ],
    [
      'an account of pods that does not exist in these manifests, once and not of its binding too',
      (m) => {
        delete m['account'];
        m['deployment'].spec.template.spec.serviceAccountName = 'default';
      },
      [`K8S-REFERENCE-3 ${POD}.serviceAccountName: 'loki' is a ServiceAccount that does not exist in these manifests`],
    ],
  ])('%s', (_, change, finds) => {
    expect(findingsAfter(change).sort()).toEqual(finds);
  });
});
