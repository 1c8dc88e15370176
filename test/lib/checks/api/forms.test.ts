import { FORM_RULES } from '../../../../lib/checks/api/forms';
import { MANIFESTS_RULES } from '../../../../lib/checks/catalogue';
import { checkManifests } from '../../../../lib/checks/check';
import type { Manifest } from '../../../../lib/manifests/manifest';
import { Manifests } from '../../../../lib/manifests/manifests';
import { describeRules, type Loose } from '../harness';
import { ANSWERS } from '../../../kubernetes/answers';
import { objectWith } from '../../../kubernetes/answers/answer';

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
    .findings.filter(({ rule }) => /^K8S-API-[3456]$/.test(rule.id))
    .map(({ path, found, fix }) => `${path.replace(/^\w+ x\/a /, '')}: ${found}; ${fix}`);

/** Findings of all rules about what the API server takes, and of those about its other demands. */
const allOf = (object: Loose): string[] => {
  const manifests = new Manifests([object] as unknown as Manifest[]);
  return MANIFESTS_RULES.filter(({ id }) => /^K8S-(API|MOUNT-[13]|SELECTOR|BUDGET-3)/.test(id)).flatMap(
    ({ id, check }) => check({ manifests }).map(({ path, found, fix }) => `${id} ${path}: ${found}; ${fix}`),
  );
};

describeRules(FORM_RULES, [
  {
    rule: 'K8S-API-3',
    breaks: (parts) => {
      parts.object('Deployment', 'loki-querier')['spec'].minReadySeconds = -3;
      parts.object('Deployment', 'loki-distributor')['spec'].strategy = { type: 'OnDelete' };
    },
    finds: [
      'Deployment loki/loki-distributor spec.strategy.type: OnDelete is not one of RollingUpdate, Recreate; write one of them',
      'Deployment loki/loki-querier spec.minReadySeconds: -3 is not a whole number of at least 0; write one such as 0',
    ],
  },
  {
    rule: 'K8S-API-4',
    breaks: (parts) => {
      const [container] = parts.pod('Deployment', 'loki-querier')['containers'];
      container.resources.limits.memory = '1Mi';
      container.imagePullPolicy = 'IfNotPresnt';
    },
    finds: [
      'Deployment loki/loki-querier spec.template.spec.containers[querier].resources.limits.memory: 1Mi is less than the request, 4096Mi; ' +
        'raise the limit, or lower the request',
      'Deployment loki/loki-querier spec.template.spec.containers[querier].imagePullPolicy: IfNotPresnt is not one of Always, IfNotPresent, Never; ' +
        'use IfNotPresent',
    ],
  },
  {
    rule: 'K8S-API-5',
    breaks: (parts) => {
      const deployment = parts.object('Deployment', 'loki-querier')['spec'];
      const [container] = deployment.template.spec.containers;
      deployment.replicas = '3';
      container.env = [...(container.env ?? []), { name: 'DEBUG', value: 1 }];
      container.livenesProbe = {};
    },
    finds: [
      "Deployment loki/loki-querier spec.replicas: '3' is not a whole number; write it without quotes",
      'Deployment loki/loki-querier spec.template.spec.containers[querier].env[DEBUG].value: 1 is not a text; write it in quotes',
      'Deployment loki/loki-querier spec.template.spec.containers[querier].livenesProbe: is not a field of a Container; use livenessProbe',
    ],
  },
  {
    rule: 'K8S-API-6',
    breaks: (parts) => {
      parts.object('PodDisruptionBudget', 'loki-querier')['spec'].maxUnavailable = '1.5';
    },
    finds: [
      "PodDisruptionBudget loki/loki-querier spec.maxUnavailable: 1.5 is neither a number nor a percentage; write one such as 1 or '25%'",
    ],
  },
]);

const BOTH_NONE = { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } };

test.each<[string, Loose, string]>([
  ['half a pod', workload('StatefulSet', { replicas: 1.5 }), 'spec.replicas: 1.5 is not a whole number'],
  ['not a number', workload('Deployment', { replicas: NaN }), 'spec.replicas: NaN is not a whole number'],
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
    'spec.updateStrategy.type: Recreate is not one of RollingUpdate, OnDelete',
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
    'spec.template.spec.containers[main].ports[0].containerPort: 70000 is not a whole number of at least 1 and at most 65535',
  ],
  [
    'a port in quotes',
    workload('Deployment', {}, {}, { ports: [{ containerPort: '80' }] }),
    "spec.template.spec.containers[main].ports[0].containerPort: '80' is not a whole number",
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
  [
    'a Job',
    {
      ...workload('Job', { selector: null }, { restartPolicy: 'Never', activeDeadlineSeconds: 5 }),
      apiVersion: 'batch/v1',
    },
  ],
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

describe.each(ANSWERS)('$kind $path', ({ kind, path, takes, refuses }) => {
  const findings = (value: unknown) => [JSON.stringify(value), allOf(objectWith(kind, path, value))];

  test('is what the API server takes', () => {
    expect(takes.map(findings)).toEqual(takes.map((value) => [JSON.stringify(value), []]));
  });

  test('is found, if the API server refuses it', () => {
    expect(refuses.filter((value) => allOf(objectWith(kind, path, value)).length === 0)).toEqual([]);
  });
});

test.each<[string, string, unknown]>([
  ['a field that is misspelt and needed', 'pod.volumes', [{ name: 'v', secret: { name: 'a' } }]],
  [
    'a field in the wrong place',
    'pod.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution',
    [{ topologyKey: 'z' }],
  ],
  ['a port under another name', 'container.ports', [{ port: 80 }]],
  ['a resource that does not exist', 'container.resources', { requests: { cpus: 1 } }],
  ['no name of a container', 'container.name', ''],
  ['an empty schedule', 'spec.schedule', ''],
])('%s is one problem', (_what, path, value) => {
  expect(allOf(objectWith(path === 'spec.schedule' ? 'CronJob' : 'Deployment', path, value))).toHaveLength(1);
});

test('a value that may be a password is not shown', () => {
  expect(allOf(objectWith('Secret', 'data', { password: 'hunter2' }))).toEqual([
    'K8S-API-5 Secret a data[password]: is not Base64; encode it, or write it below stringData if the object is a Secret',
  ]);
});

test.each<[string, string, unknown, string]>([
  ['a field of another place', 'container.nodeSelector', {}, 'is not a field of a Container; remove it'],
  ['a field of what is below', 'spec.containers', [], 'is not a field of a Deployment; remove it'],
  ['a field of the containers', 'pod.env', [], 'is not a field of a Pod; remove it'],
  [
    'a quantity in other units',
    'container.resources.limits.memory',
    '512MB',
    "'512MB' is not a quantity; write 512Mi, or 512M",
  ],
  ['a quantity with a space', 'container.resources.limits.cpu', '500 m', "'500 m' is not a quantity; write 500m"],
  ['a true in quotes', 'container.tty', 'true', "'true' is not true or false; write it without quotes"],
])('%s: the advice', (_what, path, value, message) => {
  expect(allOf(objectWith('Deployment', path, value))).toEqual([expect.stringContaining(message)]);
});

test.each([
  ['a variable of Flux', 'spec.replicas', '${REPLICAS}'],
  ['a variable as a whole part', 'container.resources', '${RESOURCES}'],
  ['a directive of a patch', 'pod.$patch', 'replace'],
])('%s is filled in later', (_what, path, value) => {
  expect(allOf(objectWith('Deployment', path, value))).toEqual([]);
});

test('what SOPS adds to an object is not a field of Kubernetes', () => {
  expect(allOf(objectWith('Secret', '', { sops: { mac: 'ENC[x]' }, data: { a: 'ENC[AES256_GCM,data:x]' } }))).toEqual(
    [],
  );
});
