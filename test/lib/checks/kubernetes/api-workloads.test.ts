import { API_WORKLOAD_RULES } from '../../../../lib/checks/kubernetes/api-workloads';
import { checkManifests } from '../../../../lib/checks/check';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { Manifests } from '../../../../lib/manifests/manifests';
import { describeRules, type Loose } from '../harness';

const workload = (kind: string, spec: Loose, pod: Loose = {}, container: Loose = {}): Loose => ({
  ...{ apiVersion: 'apps/v1', kind, metadata: { name: 'a', namespace: 'x' } },
  spec: {
    selector: { matchLabels: { app: 'a' } },
    template: {
      metadata: { labels: { app: 'a' } },
      spec: { containers: [{ name: 'main', image: 'a:1', ...container }], ...pod },
    },
    ...spec,
  },
});
const finds = (object: Loose): string[] =>
  checkManifests({ manifests: new Manifests([object] as unknown as Manifest[]) })
    .findings.filter(({ rule }) => /^K8S-API-[34]$/.test(rule.id))
    .map(({ path, found, fix }) => `${path.replace(/^\w+ x\/a /, '')}: ${found}; ${fix}`);

describeRules(API_WORKLOAD_RULES, [
  {
    rule: 'K8S-API-3',
    breaks: (parts) => {
      parts.object('Deployment', 'loki-querier')['spec'].replicas = '3';
      parts.object('Deployment', 'loki-distributor')['spec'].strategy = { type: 'OnDelete' };
    },
    finds: [
      'Deployment loki/loki-distributor spec.strategy.type: OnDelete is not a strategy of a Deployment; use one of RollingUpdate, Recreate',
      "Deployment loki/loki-querier spec.replicas: '3' is not a number of pods; write a whole number, without quotes",
    ],
  },
  {
    rule: 'K8S-API-4',
    breaks: (parts) => {
      const [container] = parts.pod('Deployment', 'loki-querier')['containers'];
      container.resources.limits.memory = '1Mi';
      container.env = [...(container.env ?? []), { name: 'DEBUG', value: 1 }];
    },
    finds: [
      'Deployment loki/loki-querier spec.template.spec.containers[querier].resources.limits.memory: 1Mi is less than the request, 4096Mi; ' +
        'raise the limit, or lower the request',
      'Deployment loki/loki-querier spec.template.spec.containers[querier].env[DEBUG].value: 1 is not a text; write it in quotes',
    ],
  },
]);

const BOTH_NONE = { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } };

test.each<[string, Loose, string]>([
  ['half a pod', workload('StatefulSet', { replicas: 1.5 }), 'spec.replicas: 1.5 is not a number of pods'],
  ['fewer than no pods', workload('Deployment', { replicas: -1 }), 'spec.replicas: -1 is not a number of pods'],
  [
    'a time that is never over',
    workload('Deployment', { minReadySeconds: 600 }),
    'spec.minReadySeconds: 600 is not less than progressDeadlineSeconds, 600',
  ],
  [
    'pods that end',
    workload('DaemonSet', {}, { restartPolicy: 'Never' }),
    'spec.template.spec.restartPolicy: Never is for Jobs and pods',
  ],
  [
    'pods with a deadline',
    workload('Deployment', {}, { activeDeadlineSeconds: 60 }),
    'spec.template.spec.activeDeadlineSeconds: is for Jobs and pods',
  ],
  [
    'Recreate with numbers',
    workload('Deployment', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
    'spec.strategy.rollingUpdate: is for RollingUpdate, and the type is Recreate',
  ],
  [
    'no pod more and none less',
    workload('Deployment', { strategy: BOTH_NONE }),
    'spec.strategy.rollingUpdate: maxSurge and maxUnavailable are both 0, so no pod can be replaced',
  ],
  [
    'the same of a DaemonSet',
    workload('DaemonSet', { updateStrategy: BOTH_NONE }),
    'spec.updateStrategy.rollingUpdate: maxSurge and maxUnavailable are both 0',
  ],
  [
    'Recreate of a StatefulSet',
    workload('StatefulSet', { updateStrategy: { type: 'Recreate' } }),
    'spec.updateStrategy.type: Recreate is not a strategy of a StatefulSet',
  ],
  [
    'a DNS without servers',
    workload('Deployment', {}, { dnsPolicy: 'None' }),
    'spec.template.spec.dnsPolicy: None needs dnsConfig.nameservers',
  ],
  [
    'two containers of one name',
    workload('Deployment', {}, { initContainers: [{ name: 'main', image: 'a:1' }] }),
    'spec.template.spec.containers[main]: is the name of two containers of the pod',
  ],
  [
    'two volumes of one name',
    workload(
      'Deployment',
      {},
      {
        volumes: [
          { name: 'v', emptyDir: {} },
          { name: 'v', emptyDir: {} },
        ],
      },
    ),
    'spec.template.spec.volumes[v]: is the name of two volumes of the pod',
  ],
  [
    'a port that no port has',
    workload('Deployment', {}, {}, { ports: [{ containerPort: 70_000 }] }),
    'spec.template.spec.containers[main].ports[0].containerPort: 70000 is not a port',
  ],
  [
    'a port in quotes',
    workload('Deployment', {}, {}, { ports: [{ containerPort: '80' }] }),
    "spec.template.spec.containers[main].ports[0].containerPort: '80' is not a port",
  ],
  [
    'two ports of one name',
    workload(
      'Deployment',
      {},
      {},
      {
        ports: [
          { name: 'a', containerPort: 1 },
          { name: 'a', containerPort: 2 },
        ],
      },
    ),
    'spec.template.spec.containers[main].ports[1].name: a is the name of two ports',
  ],
  [
    'less CPU than it asks for',
    workload('Deployment', {}, {}, { resources: { requests: { cpu: 1 }, limits: { cpu: '500m' } } }),
    'spec.template.spec.containers[main].resources.limits.cpu: 500m is less than the request, 1',
  ],
])('%s: refused', (_what, object, finding) => {
  expect(finds(object)).toEqual([expect.stringContaining(finding)]);
});

test.each<[string, Loose]>([
  ['no pods', workload('Deployment', { replicas: 0 })],
  [
    'numbers that are null, or that a program fills in',
    workload('Deployment', { replicas: null, minReadySeconds: 10 }),
  ],
  ['a variable of a program', workload('Deployment', { replicas: '${REPLICAS}' })],
  ['one pod less', workload('Deployment', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } })],
  ['OnDelete', workload('DaemonSet', { updateStrategy: { type: 'OnDelete' } })],
  ['a longer deadline', workload('Deployment', { minReadySeconds: 700, progressDeadlineSeconds: 800 })],
  ['a Job', { ...workload('Job', {}, { restartPolicy: 'Never', activeDeadlineSeconds: 5 }), apiVersion: 'batch/v1' }],
  ['servers of DNS', workload('Deployment', {}, { dnsPolicy: 'None', dnsConfig: { nameservers: ['10.0.0.10'] } })],
  [
    'one number by two protocols',
    workload('Deployment', {}, {}, { ports: [{ containerPort: 53, protocol: 'UDP' }, { containerPort: 53 }] }),
  ],
  [
    'equal quantities in two forms',
    workload(
      'Deployment',
      {},
      {},
      { resources: { requests: { memory: '1024Mi', cpu: '1000m' }, limits: { memory: '1Gi', cpu: 1 } } },
    ),
  ],
  [
    'a sidecar',
    workload('Deployment', {}, { initContainers: [{ name: 'side', image: 'a:1', restartPolicy: 'Always' }] }),
  ],
])('%s: right', (_what, object) => {
  expect(finds(object)).toEqual([]);
});

test.each([
  ['StatefulSet', { strategy: { type: 'RollingUpdate' } }, 'spec.strategy: is not a field of a StatefulSet; remove it'],
  ['DaemonSet', { replicas: 2 }, 'spec.replicas: is not a field of a DaemonSet; remove it'],
  ['Deployment', { replica: 2 }, 'spec.replica: is not a field of a Deployment; use replicas'],
])('a %s with a field that it does not have', (kind, spec, line) => {
  expect(finds(workload(kind, spec))).toEqual([line]);
});
