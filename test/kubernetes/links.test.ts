import { checkLinks } from './links';
import { EXTERNAL, rightManifests, type Loose } from './manifests';

type Manifests = Loose;

/** The problems after one change to the right manifests. */
function broken(change: (manifests: Manifests) => unknown, options: { exposed?: string[] } = {}): string[] {
  const manifests = rightManifests();
  change(manifests);
  return checkLinks(Object.values(manifests), { external: EXTERNAL, ...options });
}

const spec = (m: Manifests, name: string): Loose => m[name]['spec'];
const pod = (m: Manifests): Loose => spec(m, 'stateful')['template'].spec;
const container = (m: Manifests): Loose => pod(m)['containers'][0];
const INGESTER = 'StatefulSet/loki/ingester';
const CONTAINER = `${INGESTER} container 'loki'`;

/** A Job that keeps every rule. */
function job(m: Manifests): Loose {
  const template = structuredClone(spec(m, 'deployment')['template']);
  template.metadata.labels = { app: 'job' };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'once', namespace: 'loki' }, spec: { template } };
}

describe('checkLinks', () => {
  it('finds nothing in right manifests', () => {
    expect(broken(() => undefined)).toEqual([]);
  });

  it.each<[string, (m: Manifests) => unknown]>([
    ['a policy for all pods', (m) => (spec(m, 'policy')['podSelector'] = {})],
    [
      'a peer in another namespace',
      (m) =>
        (spec(m, 'policy')['ingress'][0].from[0] = { namespaceSelector: {}, podSelector: { matchLabels: { a: 'b' } } }),
    ],
    ['a Service without a selector', (m) => delete spec(m, 'service')['selector']],
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
    ['a priority class of every cluster', (m) => (pod(m)['priorityClassName'] = 'system-node-critical')],
    ['a role of every cluster', (m) => (m['binding']['roleRef'] = { kind: 'ClusterRole', name: 'view' })],
    [
      'a Secret without data',
      (m) => (m['secret'] = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'loki' } }),
    ],
    ['an image by digest and tag', (m) => (container(m)['image'] += `@sha256:${'0'.repeat(64)}`)],
    [
      'the same name in another namespace',
      (m) => (m['other'] = { ...m['config'], metadata: { name: 'loki', namespace: 'kube-system' } }),
    ],
  ])('allows %s', (_, change) => {
    expect(broken(change)).toEqual([]);
  });

  it.each<[string, (m: Manifests) => unknown, string[]]>([
    ['1: two of one name', (m) => (m['again'] = m['config']), ['ConfigMap/loki/loki: there are 2 of this name']],
    [
      '2: a workload that does not select its pods',
      (m) => (spec(m, 'stateful')['selector'].matchLabels = { app: 'other' }),
      [`${INGESTER}: its selector does not select its own pods`],
    ],
    [
      '2: an empty selector',
      (m) => (spec(m, 'stateful')['selector'] = {}),
      [`${INGESTER}: its selector does not select its own pods`],
    ],
    [
      '3: a Service that selects nothing',
      (m) => (spec(m, 'service')['selector'] = { app: 'other' }),
      ['Service/loki/distributor: selects no pods'],
    ],
    [
      '3: a Service to a port by a wrong name',
      (m) => (spec(m, 'service')['ports'][0].targetPort = 'htpp'),
      ["Service/loki/distributor: Deployment/loki/distributor has no TCP port 'htpp'"],
    ],
    [
      '3: a Service to a wrong number, its own port',
      (m) => delete spec(m, 'service')['ports'][0].targetPort,
      ["Service/loki/distributor: Deployment/loki/distributor has no TCP port '80'"],
    ],
    [
      '3: a Service of another protocol',
      (m) => (spec(m, 'service')['ports'][0].protocol = 'UDP'),
      ["Service/loki/distributor: Deployment/loki/distributor has no UDP port '3100'"],
    ],
    [
      '4: a policy that selects nothing',
      (m) => (spec(m, 'policy')['podSelector'].matchExpressions[0].values = ['x']),
      ['NetworkPolicy/loki/ingester: selects no pods'],
    ],
    [
      '4: a policy whose peer selects nothing',
      (m) => (spec(m, 'policy')['ingress'][0].from[0].podSelector.matchLabels = { part: 'x' }),
      ['NetworkPolicy/loki/ingester: its peer {"matchLabels":{"part":"x"}} selects no pods'],
    ],
    [
      '4: a policy for a port that nobody has',
      (m) => (spec(m, 'policy')['ingress'][0].ports[0].port = 9096),
      ["NetworkPolicy/loki/ingester: none of its pods has the TCP port '9096'"],
    ],
    [
      '4: an autoscaler of nothing',
      (m) => (spec(m, 'scaler')['scaleTargetRef'].name = 'x'),
      ['HorizontalPodAutoscaler/loki/distributor: scales Deployment/loki/x, which does not exist'],
    ],
    [
      '4: a budget that selects nothing',
      (m) =>
        (m['other'] = {
          ...m['budget'],
          metadata: { name: 'x', namespace: 'loki' },
          spec: { selector: { matchLabels: { a: 'b' } } },
        }),
      ['PodDisruptionBudget/loki/x: selects no pods'],
    ],
    [
      '5: a mount without a volume',
      (m) => container(m)['volumeMounts'].push({ name: 'tmp', mountPath: '/tmp' }),
      [`${CONTAINER}: mounts 'tmp', which is not a volume`],
    ],
    [
      '5: a volume without a mount',
      (m) => pod(m)['volumes'].push({ name: 'tmp', emptyDir: {} }),
      [`${INGESTER}: nothing mounts volume 'tmp'`],
    ],
    [
      '5: a claim without a mount',
      (m) => container(m)['volumeMounts'].pop(),
      [`${INGESTER}: nothing mounts volume 'data'`],
    ],
    [
      '6: a ConfigMap that nobody makes',
      (m) => (pod(m)['volumes'][0].configMap.name = 'x'),
      [`${INGESTER}: names ConfigMap/loki/x, which does not exist`],
    ],
    [
      '6: a key that the ConfigMap lacks',
      (m) => (pod(m)['volumes'][0].configMap.items[0].key = 'config.yml'),
      [`${INGESTER}: names key 'config.yml' of ConfigMap/loki/loki, which it lacks`],
    ],
    [
      '6: a Secret that nobody makes',
      (m) => (container(m)['env'][0].valueFrom.secretKeyRef.name = 'x'),
      [`${INGESTER}: names Secret/loki/x, which does not exist`],
    ],
    [
      '6: a Secret as an environment',
      (m) => (container(m)['envFrom'] = [{ secretRef: { name: 'x' } }]),
      [`${INGESTER}: names Secret/loki/x, which does not exist`],
    ],
    [
      '6: a Secret as a volume, under its other name',
      (m) => (pod(m)['volumes'][0] = { name: 'config', secret: { secretName: 'x' } }),
      [`${INGESTER}: names Secret/loki/x, which does not exist`],
    ],
    [
      '6: a projected ConfigMap that nobody makes',
      (m) => (pod(m)['volumes'][0] = { name: 'config', projected: { sources: [{ configMap: { name: 'x' } }] } }),
      [`${INGESTER}: names ConfigMap/loki/x, which does not exist`],
    ],
    [
      '6: a claim that nobody makes',
      (m) => (pod(m)['volumes'][0] = { name: 'config', persistentVolumeClaim: { claimName: 'x' } }),
      [`${INGESTER}: names PersistentVolumeClaim/loki/x, which does not exist`],
    ],
    [
      '6: a ServiceAccount that nobody makes',
      (m) => (pod(m)['serviceAccountName'] = 'x'),
      [`${INGESTER}: names ServiceAccount/loki/x, which does not exist`],
    ],
    [
      '6: a StorageClass that nobody makes',
      (m) => (spec(m, 'stateful')['volumeClaimTemplates'][0].spec.storageClassName = 'gp4'),
      [`${INGESTER}: names StorageClass/gp4, which does not exist`],
    ],
    [
      '6: a PriorityClass that nobody makes',
      (m) => (pod(m)['priorityClassName'] = 'x'),
      [`${INGESTER}: names PriorityClass/x, which does not exist`],
    ],
    [
      '7: a Service that is not headless',
      (m) => delete spec(m, 'headless')['clusterIP'],
      [`${INGESTER}: its serviceName 'ingester' is not a headless Service`],
    ],
    [
      '7: a Service of other pods',
      (m) => (spec(m, 'headless')['selector'] = spec(m, 'service')['selector']),
      [`${INGESTER}: its Service Service/loki/ingester does not select its pods`],
    ],
    ['7: no Service', (m) => delete spec(m, 'stateful')['serviceName'], [`${INGESTER}: has no serviceName`]],
    [
      '8: a probe of a port there is not',
      (m) => (container(m)['readinessProbe'].httpGet.port = 'metrics'),
      [`${CONTAINER}: its readinessProbe goes to port 'metrics', which it does not have`],
    ],
    [
      '8: a hook to a port there is not',
      (m) => (container(m)['lifecycle'].preStop.httpGet.port = 8080),
      [`${CONTAINER}: its preStop goes to port '8080', which it does not have`],
    ],
    ...(
      [
        ['no cpu request', (c) => delete c['resources'].requests.cpu, 'a cpu request'],
        ['no memory request', (c) => delete c['resources'].requests.memory, 'a memory request'],
        ['no memory limit', (c) => delete c['resources'].limits, 'a memory limit'],
        [
          'the latest image',
          (c) => (c['image'] = 'loki:latest'),
          "an image with the tag of a version (has 'loki:latest')",
        ],
        [
          'no tag, but a port',
          (c) => (c['image'] = 'a:80/loki'),
          "an image with the tag of a version (has 'a:80/loki')",
        ],
        ['escalation', (c) => delete c['securityContext'].allowPrivilegeEscalation, 'allowPrivilegeEscalation: false'],
        [
          'a writable root',
          (c) => (c['securityContext'].readOnlyRootFilesystem = false),
          'readOnlyRootFilesystem: true',
        ],
        ['capabilities', (c) => (c['securityContext'].capabilities.drop = ['NET_RAW']), 'capabilities.drop: [ALL]'],
      ] as [string, (c: Loose) => unknown, string][]
    ).map(([what, change, needs]): [string, (m: Manifests) => unknown, string[]] => [
      `9: ${what}`,
      (m) => change(container(m)),
      [`${CONTAINER}: needs ${needs}`],
    ]),
    [
      '9: an init container without a request',
      (m) => {
        const init = structuredClone(container(m));
        delete init['resources'].requests.cpu;
        pod(m)['initContainers'] = [{ ...init, name: 'init' }];
      },
      [`${INGESTER} container 'init': needs a cpu request`],
    ],
    [
      '9: no seccomp',
      (m) => (pod(m)['securityContext'].seccompProfile.type = 'Unconfined'),
      [`${INGESTER}: its pod needs seccompProfile.type: RuntimeDefault`],
    ],
    [
      '10: no budget',
      (m) => delete m['budget'],
      [`${INGESTER}: has 3 replicas and 0 PodDisruptionBudgets, must have 1`],
    ],
    [
      '10: a budget for one pod',
      (m) => (spec(m, 'stateful')['replicas'] = 1),
      [`${INGESTER}: has 1 replicas and 1 PodDisruptionBudgets, must have 0`],
    ],
    [
      '10: no budget for pods that an autoscaler keeps',
      (m) => (spec(m, 'scaler')['minReplicas'] = 2),
      ['Deployment/loki/distributor: has 2 replicas and 0 PodDisruptionBudgets, must have 1'],
    ],
    [
      '11: a role that nobody makes',
      (m) => (m['binding']['roleRef'].name = 'x'),
      ['RoleBinding/loki/loki: names Role/loki/x, which does not exist'],
    ],
    [
      '11: a cluster role that nobody makes',
      (m) => (m['binding']['roleRef'] = { kind: 'ClusterRole', name: 'x' }),
      ['RoleBinding/loki/loki: names ClusterRole/x, which does not exist'],
    ],
    [
      '11: a subject in no namespace',
      (m) => delete m['binding']['subjects'][0].namespace,
      ['RoleBinding/loki/loki: names ServiceAccount/?/loki, which does not exist'],
    ],
    ['11: no subject', (m) => (m['binding']['subjects'] = []), ['RoleBinding/loki/loki: grants to nobody']],
    [
      '12: no namespace',
      (m) => delete m['role']['metadata'].namespace,
      ['RoleBinding/loki/loki: names Role/loki/loki, which does not exist', 'Role/loki: has no namespace'],
    ],
    [
      '12: a namespace on what has none',
      (m) => (m['storage2'] = { ...m['storage'], metadata: { name: 'a', namespace: 'loki' } }),
      ["StorageClass/loki/a: StorageClass has no namespace, remove 'loki'"],
    ],
    [
      '12: a namespace that nobody makes',
      (m) => (m['other'] = { ...m['config'], metadata: { name: 'a', namespace: 'x' } }),
      ["ConfigMap/x/a: namespace 'x' is made by nobody"],
    ],
    [
      '13: a Secret with data',
      (m) =>
        (m['secret'] = {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'a', namespace: 'loki' },
          stringData: { password: 'x' },
        }),
      ['Secret/loki/a: holds data; only name a Secret that somebody else fills'],
    ],
    [
      '14: a LoadBalancer',
      (m) => (spec(m, 'service')['type'] = 'LoadBalancer'),
      ['Service/loki/distributor: opens the cluster by type LoadBalancer, which nobody asked for'],
    ],
    [
      '14: an Ingress',
      (m) =>
        (m['ingress'] = {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata: { name: 'loki', namespace: 'loki' },
          spec: { defaultBackend: { service: { name: 'distributor', port: { number: 80 } } } },
        }),
      ['Ingress/loki/loki: opens the cluster, which nobody asked for'],
    ],
  ])('finds %s', (_, change, problems) => {
    expect(broken(change)).toEqual(problems);
  });

  it('allows what somebody asked for', () => {
    const open = (m: Manifests): unknown => (spec(m, 'service')['type'] = 'NodePort');
    expect(broken(open, { exposed: ['Service/loki/distributor'] })).toEqual([]);
  });

  it('asks for what is external to be named', () => {
    expect(checkLinks(Object.values(rightManifests()))).toEqual([
      'StatefulSet/loki/ingester: names Secret/loki/credentials, which does not exist',
      'Deployment/loki/distributor: names Secret/loki/credentials, which does not exist',
    ]);
  });
});
