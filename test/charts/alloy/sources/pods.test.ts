import type { AlloyProcessing, PodsSettings } from '../../../../charts/alloy/chart';
import { PodsApiSource } from '../../../../charts/alloy/sources/pods/api';
import { chartOf, component, objectsOf } from '../helpers';

const discovery = (pods: PodsSettings, collector = 'alloy') =>
  component(chartOf({ sources: { pods } }).configs[collector] ?? '', 'discovery.kubernetes', 'pods');
const rules = (pods: PodsSettings) => component(chartOf({ sources: { pods } }).config, 'discovery.relabel', 'pods');

test('without settings, all is as before', () => {
  expect(chartOf({ sources: { pods: {} } }).configs).toEqual(chartOf().configs);
});

test('the API server excludes namespaces by their names, and selects one', () => {
  expect(discovery({ namespaces: { exclude: ['a', 'b-*', 'c'] } })).toContain(
    'field = "spec.nodeName=" + sys.env("NODE_NAME") + ",metadata.namespace!=a,metadata.namespace!=c"',
  );
  expect(discovery({ namespaces: { include: ['a'] } })).toContain('+ ",metadata.namespace=a"');
  expect(discovery({ namespaces: { include: ['a', 'b'] } })).not.toContain('metadata.namespace');
});

test('rules choose by patterns', () => {
  const text = rules({
    namespaces: { include: ['a', 'b-*'], exclude: ['b-x-*', 'b-y'] },
    containers: { exclude: ['istio-*', 'x'] },
    initContainers: false,
  });
  const chosen = [...text.matchAll(/source_labels = \["(\w+)"\]\s+regex\s+= "(.*)"\s+action\s+= "(\w+)"/g)];
  expect(chosen.map(([, label, regex, action]) => [label, regex, action])).toEqual([
    ['__meta_kubernetes_namespace', 'a|b-.*', 'keep'],
    ['__meta_kubernetes_namespace', 'b-x-.*', 'drop'],
    ['__meta_kubernetes_pod_container_name', 'istio-.*|x', 'drop'],
    ['__meta_kubernetes_pod_container_init', 'true', 'drop'],
  ]);
  expect(rules({ namespaces: { include: ['a'] } })).not.toContain('keep');
});

test('annotations are not heard unless asked for; tenants only by name', () => {
  expect(chartOf().config).not.toContain('annotation_logs');
  const named = (annotations: PodsSettings['annotations']) =>
    [...rules({ annotations }).matchAll(/annotation_logs_eks_loki_(\w+)"/g)].map(([, name]) => name);
  expect(named(true)).toEqual(['collect', 'format', 'multiline']);
  expect(named({ collect: false, tenants: ['team-a'] })).toEqual(['format', 'multiline', 'tenant']);
  expect(rules({ annotations: { tenants: ['team-a', 'team-b'] } })).toContain('"(team-a|team-b)"');
  expect(() => chartOf({ sources: { pods: { annotations: { tenants: ['nobody'] } } } })).toThrow(
    'alloy.pods.annotations.tenants[0]: nobody is not one of the tenants, main, team-a, team-b',
  );
});

test('a level that an entry makes a label of stays one, whatever the annotation', () => {
  const of = (level: AlloyProcessing['level']) =>
    chartOf({ sources: { pods: { annotations: true } }, pipeline: { processing: [{ level }] } }).config;
  expect(of({ label: true })).toContain(String.raw`{level=\"\", logs_eks_loki_format=~\".+\"}`);
  expect(of(true)).toContain(String.raw`"{logs_eks_loki_format=~\".+\"}"`);
});

test('annotations join before entries of processing, and choose the tenant after them and before namespaces', () => {
  const { config } = chartOf({
    sources: { pods: { annotations: { tenants: ['team-a'] } } },
    routes: [{ tenant: 'team-b', namespaces: ['shop'] }],
    pipeline: { processing: [{ drop: { matching: ['healthz'] }, tenant: 'main' }] },
  });
  const process = component(config, 'loki.process', 'pods');
  const places = [
    'stage.cri',
    'logs_eks_loki_multiline=~',
    'stage.drop',
    'value = "main"',
    'logs_eks_loki_format=~',
    'label = "logs_eks_loki_tenant"',
    'stage.structured_metadata {\n\t\tvalues = {\n\t\t\tpod',
    '"logs_eks_loki_tenant"]',
    'namespace=~',
  ].map((text) => process.lastIndexOf(text));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('Fargate: the API collector keeps pods of the nodes that the DaemonSet leaves out', () => {
  const pods = { fargate: true } as const;
  expect(discovery(pods, 'alloy-pods')).toContain('label = "eks.amazonaws.com/fargate-profile"');
  const { configs } = chartOf({ sources: { pods } });
  expect(configs['alloy-pods']).toContain(
    'source_labels = ["__meta_kubernetes_node_label_eks_amazonaws_com_compute_type"]\n\t\tregex         = "fargate"\n\t\taction        = "keep"',
  );
  expect(configs['alloy']).toContain('loki.source.file "pods"');
  const { affinity } = objectsOf({ sources: { pods } }).DaemonSet.spec.template.spec;
  expect(JSON.stringify(affinity)).toContain(
    '{"key":"eks.amazonaws.com/compute-type","operator":"NotIn","values":["fargate"]}',
  );
});

test('files are read from where Promtail ended, and nodes that never ran it have an empty folder', () => {
  const sources = { pods: { formerPositions: '/run/promtail/positions.yaml' } };
  const { configs } = chartOf({ sources });
  const source = component(configs['alloy'] ?? '', 'loki.source.file', 'pods');
  expect(source).toMatch(/^\s+legacy_positions_file = "\/run\/promtail\/positions\.yaml"$/m);
  const { volumes, containers } = objectsOf({ sources }, 'alloy').DaemonSet.spec.template.spec;
  const volume = volumes.find(({ hostPath }: { hostPath?: { path: string } }) => hostPath?.path === '/run/promtail');
  expect(volume.hostPath).toEqual({ path: '/run/promtail', type: 'DirectoryOrCreate' });
  expect(containers[0].volumeMounts).toContainEqual({ name: volume.name, mountPath: '/run/promtail', readOnly: true });
});

test('from the API: no source of files is left, and no pod twice', () => {
  const { configs } = chartOf({ sources: { pods: { from: 'api', namespaces: { exclude: ['a'] } } } });
  expect(configs['alloy']).not.toContain('"pods"');
  expect(component(configs['alloy-pods'] ?? '', 'discovery.kubernetes', 'pods')).toContain(
    'field = "metadata.namespace!=a"',
  );
});

test('the pods of the API collector find and reach each other, and nobody else does', () => {
  const objects = objectsOf({ sources: { pods: { from: 'api' } } }, 'alloy-pods');
  expect(objects.ClusterRole.rules).toEqual([
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  ]);
  expect(objects.Service.spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
  const { spec } = objects.StatefulSet;
  expect(spec).toMatchObject({ replicas: 2, serviceName: 'alloy-pods', podManagementPolicy: 'Parallel' });
  expect(spec.template.spec.containers[0].args).toEqual(
    expect.arrayContaining(['--cluster.enabled=true', '--cluster.join-addresses=alloy-pods']),
  );
  const peers = [{ podSelector: { matchLabels: spec.selector.matchLabels } }];
  const ports = [{ port: 12345, protocol: 'TCP' }];
  expect(objects.NetworkPolicy.spec.ingress).toEqual([{ from: peers, ports }]);
  expect(objects.NetworkPolicy.spec.egress).toContainEqual({ to: peers, ports });
  expect(objects.PodDisruptionBudget.spec.maxUnavailable).toBe(1);
});

test('a clustered collector of a user', () => {
  const source = Object.assign(new PodsApiSource(), { name: 'mine' });
  const own = { name: 'mine', kind: 'clustered', replicas: 3, sources: [source] } as const;
  const { StatefulSet } = objectsOf({ collectors: [own] }, 'alloy-mine');
  expect(StatefulSet.spec.replicas).toBe(3);
  expect(StatefulSet.spec.template.spec.containers[0].args).toContain('--cluster.name=alloy-mine');
  expect(() => chartOf({ collectors: [{ ...own, kind: 'replicated', replicas: 2 }] })).toThrow(
    'alloy.collectors.mine.sources.mine: runs on clustered, but this collector is replicated',
  );
});
