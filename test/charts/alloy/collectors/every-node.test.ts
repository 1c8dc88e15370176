import { AlloyChart, type AlloyChartProps, type AlloySources } from '../../../../charts/alloy/chart';
import { scraperPeers } from '../../../../charts/kubernetes/network';
import { LokiEndpoint } from '../../../../charts/endpoint/endpoint';
import { chartOf, objectsOf, type Rendered } from '../helpers';

const objects = objectsOf();
const daemonSet = objects.DaemonSet;
const pod = daemonSet.spec.template.spec;
const container = pod.containers[0];

test('all objects', () => {
  expect(Object.keys(objects)).toEqual([
    'ServiceAccount',
    'ClusterRole',
    'ClusterRoleBinding',
    'ConfigMap',
    'DaemonSet',
    'Service',
    'NetworkPolicy',
  ]);
  for (const object of Object.values(objects)) {
    expect(object.metadata.name).toBe('alloy');
    expect(object.metadata.labels).toEqual({
      'app.kubernetes.io/name': 'alloy',
      'app.kubernetes.io/component': 'agent',
      'app.kubernetes.io/managed-by': 'cdk-eks-loki',
    });
  }
});

test('namespaced objects have their namespace, all others have none', () => {
  const inside = objectsOf({ namespace: 'logging' });
  for (const [kind, object] of Object.entries(inside)) {
    expect([kind, object.metadata.namespace]).toEqual([kind, kind.startsWith('Cluster') ? undefined : 'logging']);
  }
  expect(inside.ClusterRoleBinding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'alloy', namespace: 'logging' }]);
});

test('the configuration is in the ConfigMap, and its hash on the pods', () => {
  expect(objects.ConfigMap.data).toEqual({ 'config.alloy': chartOf().config });
  const hash = (object: Rendered): string => object.spec.template.metadata.annotations['checksum/config'];
  expect(hash(daemonSet)).toMatch(/^[0-9a-f]{16}$/);
  expect(hash(objectsOf({ clusterName: 'other' }).DaemonSet)).not.toBe(hash(daemonSet));
});

describe('permissions', () => {
  test('pods, to read and to watch, and nothing else', () => {
    expect(objects.ClusterRole.rules).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
    ]);
    expect(objects.ClusterRoleBinding.roleRef).toEqual({
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'alloy',
    });
    expect(pod.serviceAccountName).toBe('alloy');
    expect(pod.automountServiceAccountToken).toBe(true);
    expect(objects.ServiceAccount.automountServiceAccountToken).toBe(false);
  });

  test('none at all for the logs of the node', () => {
    const node = objectsOf({ sources: { pods: false } });
    expect(Object.keys(node)).toEqual(['ServiceAccount', 'ConfigMap', 'DaemonSet', 'Service', 'NetworkPolicy']);
    expect(node.DaemonSet.spec.template.spec.automountServiceAccountToken).toBe(false);
    expect(JSON.stringify(node.NetworkPolicy)).not.toContain('443');
  });
});

describe('the DaemonSet', () => {
  test('its selector, and those of Service and NetworkPolicy, match its pods', () => {
    const labels = daemonSet.spec.template.metadata.labels;
    const selectors = [
      daemonSet.spec.selector.matchLabels,
      objects.Service.spec.selector,
      objects.NetworkPolicy.spec.podSelector.matchLabels,
      AlloyChart.POD_LABELS,
    ];
    for (const selector of selectors) {
      expect(selector).toEqual({ 'app.kubernetes.io/name': 'alloy', 'app.kubernetes.io/component': 'agent' });
      expect(labels).toMatchObject(selector);
    }
  });

  test('a tenth of the nodes at a time', () => {
    expect(daemonSet.spec.updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } });
  });

  test('every Linux node, before anything else, with time to send what it holds', () => {
    expect(pod.tolerations).toEqual([{ operator: 'Exists' }]);
    expect(pod.nodeSelector).toEqual({ 'kubernetes.io/os': 'linux' });
    // Fargate nodes run no DaemonSet. Nodes without the label match `NotIn`, and so do those of other compute types.
    const required = pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(required.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: 'eks.amazonaws.com/compute-type', operator: 'NotIn', values: ['fargate'] }] },
    ]);
    expect(pod.priorityClassName).toBe('system-node-critical');
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(60);
  });

  test('arguments', () => {
    expect(container.image).toBe('docker.io/grafana/alloy:v1.18.1');
    expect(container.args).toEqual([
      'run',
      '/etc/alloy/config.alloy',
      '--storage.path=/var/lib/alloy/data',
      '--server.http.listen-addr=0.0.0.0:12345',
      '--server.http.disable-support-bundle',
      '--stability.level=generally-available',
      '--disable-reporting',
    ]);
  });

  test('trap 14: NODE_NAME is the name of the node', () => {
    expect(container.env).toEqual([
      { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'GOMEMLIMIT', value: '230MiB' },
      { name: 'GOMAXPROCS', value: '2' },
    ]);
  });

  test('trap 15: root, not privileged, and with no capability except reading', () => {
    expect(pod.securityContext).toEqual({ runAsUser: 0, runAsGroup: 0, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: ['DAC_READ_SEARCH'] },
    });
    for (const host of ['hostNetwork', 'hostPID', 'hostIPC']) expect(pod[host]).toBeUndefined();
    expect(AlloyChart.POD_SECURITY).toBe('privileged');
  });

  test('a capability only if a source reads files that may belong to others', () => {
    const added = (props: Partial<AlloyChartProps>) =>
      objectsOf(props).DaemonSet.spec.template.spec.containers[0].securityContext.capabilities;
    expect(added({ sources: { cloudInit: false } })).toEqual({ drop: ['ALL'] });
    const own = { name: 'own', mounts: [{ name: 'own', path: '/opt/own' }], env: [], rules: [], blocks: () => [] };
    const sources = { cloudInit: false };
    expect(added({ sources, extraSources: [own] })).toEqual({ drop: ['ALL'], add: ['DAC_READ_SEARCH'] });
    expect(added({ sources, extraSources: [{ ...own, fileOwners: 'root' }] })).toEqual({ drop: ['ALL'] });
    expect(added({ sources, extraSources: [{ ...own, mounts: [] }] })).toEqual({ drop: ['ALL'] });
  });

  test('of the node’s logs, no more than the sources read', () => {
    const paths = (sources: AlloySources) =>
      objectsOf({ sources })
        .DaemonSet.spec.template.spec.volumes.flatMap((volume: Rendered) => volume.hostPath?.path ?? [])
        .slice(1);
    expect(paths({ journal: false, audit: false, cloudInit: false })).toEqual(['/var/log/pods']);
    expect(paths({ journal: false, cloudInit: false })).toEqual(['/var/log']);
    expect(paths({ pods: false, audit: false, cloudInit: false })).toEqual(['/var/log', '/etc/machine-id']);
  });

  test('without files and API to read there is nothing of the node, and no root', () => {
    const receiver = { name: 'own', mounts: [], env: [], rules: [], blocks: () => [] };
    const collectors = [{ name: 'push', kind: 'every-node' as const, sources: [receiver] }];
    const { spec } = objectsOf({ collectors }, 'alloy-push').DaemonSet.spec.template;
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 473 });
    expect(spec.containers[0].securityContext.capabilities).toEqual({ drop: ['ALL'] });
    expect(JSON.stringify(spec.volumes)).not.toContain('hostPath');
    expect(spec.volumes).toContainEqual({ name: 'storage', emptyDir: {} });
    expect(spec.volumes.find(({ name }: Rendered) => name === 'credentials').secret.defaultMode).toBeUndefined();
    const api = { ...receiver, rules: [{ apiGroups: [''], resources: ['events'], verbs: ['list'] }] };
    const reads = objectsOf({ collectors: [{ ...collectors[0], sources: [api] }] as never }, 'alloy-push').DaemonSet;
    expect(reads.spec.template.spec.volumes).toContainEqual({
      name: 'storage',
      hostPath: { path: '/var/lib/alloy-push/data', type: 'DirectoryOrCreate' },
    });
    expect(reads.spec.template.spec.containers[0].securityContext.capabilities).toEqual({ drop: ['ALL'] });
  });

  test('trap 8: every mount has its volume, every volume its mount', () => {
    const names = (items: { name: string }[]) => items.map(({ name }) => name).sort();
    expect(names(container.volumeMounts)).toEqual(names(pod.volumes));
    expect(names(pod.volumes)).toEqual(['config', 'credentials', 'machine-id', 'storage', 'tmp', 'var-log']);
  });

  test('traps 8 and 16: the logs of the node and its identity are mounted where they are on the node', () => {
    const paths = pod.volumes.filter((volume: Rendered) => volume.hostPath).map((volume: Rendered) => volume.hostPath);
    expect(paths).toEqual([
      { path: '/var/lib/alloy/data', type: 'DirectoryOrCreate' },
      { path: '/var/log', type: 'Directory' },
      { path: '/etc/machine-id', type: 'File' },
    ]);
    for (const { name, mountPath } of container.volumeMounts) {
      const volume = pod.volumes.find((item: Rendered) => item.name === name);
      if (volume.hostPath) expect(volume.hostPath.path).toBe(mountPath);
    }
    expect(JSON.stringify(pod)).not.toContain('docker/containers');
  });

  test('only its own storage and /tmp can be written', () => {
    const writable = container.volumeMounts.filter((mount: Rendered) => !mount.readOnly);
    expect(writable.map((mount: Rendered) => mount.mountPath)).toEqual(['/var/lib/alloy/data', '/tmp']);
  });

  test('trap 13: positions are on the node, where the arguments say', () => {
    expect(container.args).toContain('--storage.path=/var/lib/alloy/data');
    expect(pod.volumes).toContainEqual({
      name: 'storage',
      hostPath: { path: '/var/lib/alloy/data', type: 'DirectoryOrCreate' },
    });
  });

  test('without the journal there is no identity of the node', () => {
    expect(JSON.stringify(objectsOf({ sources: { journal: false } }).DaemonSet)).not.toContain('machine-id');
  });

  test("trap 12: the writer's password, and no other, readable by root only", () => {
    expect(pod.volumes).toContainEqual({
      name: 'credentials',
      secret: {
        secretName: 'loki-credentials',
        items: [{ key: 'writer-password', path: 'writer-password' }],
        defaultMode: 0o400,
      },
    });
    expect(container.volumeMounts).toContainEqual({
      name: 'credentials',
      mountPath: LokiEndpoint.CREDENTIALS_PATH,
      readOnly: true,
    });
  });

  test('probes: trouble of one component restarts nothing', () => {
    const ready = { path: '/-/ready', port: 'http-metrics' };
    expect(container.startupProbe.httpGet).toEqual(ready);
    expect(container.readinessProbe.httpGet).toEqual(ready);
    expect(container.livenessProbe.tcpSocket).toEqual({ port: 'http-metrics' });
    expect(JSON.stringify(container)).not.toContain('/-/healthy');
  });

  test('resources', () => {
    expect(container.resources).toEqual({ requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } });
    const big = objectsOf({ resources: { cpu: 1, memoryMiB: 500 } }).DaemonSet.spec.template.spec.containers[0];
    expect(big.resources).toEqual({ requests: { cpu: '1000m', memory: '500Mi' }, limits: { memory: '500Mi' } });
    expect(big.env).toContainEqual({ name: 'GOMEMLIMIT', value: '450MiB' });
    const many = objectsOf({ resources: { cpu: 2.5, memoryMiB: 500 } }).DaemonSet.spec.template.spec.containers[0];
    expect(many.env).toContainEqual({ name: 'GOMAXPROCS', value: '3' });
  });

  test('image and priority class can be others', () => {
    const other = objectsOf({ images: { alloy: 'registry.example/alloy:1' }, priorityClassName: 'high' });
    expect(other.DaemonSet.spec.template.spec.containers[0].image).toBe('registry.example/alloy:1');
    expect(other.DaemonSet.spec.template.spec.priorityClassName).toBe('high');
  });
});

test('the Service has the port of the pods, and no address of its own', () => {
  expect(objects.Service.spec).toMatchObject({
    clusterIP: 'None',
    ports: [{ name: 'http-metrics', port: 12345, targetPort: 'http-metrics', protocol: 'TCP' }],
  });
  expect(container.ports).toEqual([{ name: 'http-metrics', containerPort: 12345, protocol: 'TCP' }]);
});

describe('the NetworkPolicy', () => {
  test('egress: DNS, the gateway, the API server', () => {
    expect(objects.NetworkPolicy.spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(objects.NetworkPolicy.spec.egress).toEqual([
      {
        ports: [
          { protocol: 'UDP', port: 53 },
          { protocol: 'TCP', port: 53 },
        ],
      },
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'loki' } },
            podSelector: { matchLabels: LokiEndpoint.GATEWAY_LABELS },
          },
        ],
        ports: [{ protocol: 'TCP', port: LokiEndpoint.GATEWAY_PORT }],
      },
      { ports: [{ protocol: 'TCP', port: 443 }] },
    ]);
  });

  test('ingress: denied', () => {
    const { policyTypes, ingress } = objects.NetworkPolicy.spec;
    expect({ policyTypes, ingress }).toEqual({ policyTypes: ['Ingress', 'Egress'], ingress: undefined });
  });

  test('ingress: scrapers, if there are any', () => {
    expect(objectsOf({ metricsNamespaces: ['monitoring'] }).NetworkPolicy.spec.ingress).toEqual([
      {
        from: scraperPeers(['monitoring']),
        ports: [{ protocol: 'TCP', port: 12345 }],
      },
    ]);
  });

  test('can be left out', () => {
    expect(objectsOf({ networkPolicies: false }).NetworkPolicy).toBeUndefined();
  });
});
