import type { NodeLabels } from '../../../../charts/alloy/chart';
import type { AlloySource } from '../../../../charts/alloy/sources/source';
import { Block } from '../../../../charts/alloy/language/syntax';
import { chartOf, component, objectsOf, PushSource, rules, stages } from '../helpers';

const ALL: NodeLabels = {
  zone: true,
  nodePool: true,
  instanceType: true,
  labels: ['example.com/team', { key: 'tier', name: 'node_tier', as: 'label' }],
};
const configOf = (nodeLabels: NodeLabels) => chartOf({ pipeline: { nodeLabels } }).config;
const config = configOf(ALL);

describe('labels of the node', () => {
  test('are off unless one is named', () => {
    expect(configOf({ zone: false, labels: [] })).toBe(chartOf().config);
  });

  test('come from the node that Alloy is on, and no other', () => {
    expect(component(config, 'discovery.kubernetes', 'node')).toContain(
      'field = "metadata.name=" + sys.env("NODE_NAME")',
    );
    expect(component(config, 'discovery.kubernetes', 'node').match(/selectors \{/g)).toHaveLength(1);
  });

  test('are on pods from the Kubernetes API too, from the node of each', () => {
    const of = (nodeLabels: NodeLabels, from: object = { from: 'api' }) =>
      chartOf({ sources: { pods: from }, pipeline: { nodeLabels } });
    const { configs } = of({ zone: true, instanceType: true });
    const own = configs['alloy-pods'] ?? '';
    expect(component(own, 'discovery.kubernetes', 'pods')).toMatch(/attach_metadata \{\n\t\tnode = true/);
    expect(rules(component(own, 'discovery.relabel', 'pods_node')).map((rule) => rule.target_label)).toEqual([
      ...['zone', 'instance_type'],
    ]);
    expect(component(own, 'loki.source.kubernetes', 'pods')).toContain('discovery.relabel.pods_node.output');
    expect(component(own, 'loki.process', 'pods')).toContain('instance_type = "instance_type"');
    const { ClusterRole } = objectsOf(
      { sources: { pods: { from: 'api' } }, pipeline: { nodeLabels: ALL } },
      'alloy-pods',
    );
    expect(ClusterRole.rules).toContainEqual({ apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch'] });
    expect(of({ zone: false }).configs['alloy-pods']).not.toContain('attach_metadata');
  });

  test('with a name that those pods have already are refused, and one of a source without nodes is free', () => {
    const named = (name: string, sources: object) => () =>
      chartOf({ sources, pipeline: { nodeLabels: { labels: [{ key: 'example.com/x', name }] } } });
    expect(named('container', { pods: { from: 'api' } })).toThrow(
      'alloy.nodeLabels.labels[0]: lines have container already',
    );
    expect(named('host', { syslog: { clientNamespaces: ['edge'] } })).not.toThrow();
  });

  test('are taken from the labels of Karpenter, Auto Mode, managed node groups and eksctl', () => {
    const byTarget = Object.fromEntries(
      rules(component(config, 'discovery.relabel', 'node').replace(/\[\n([^\]]*)\]/g, '[$1]')).map((rule) => [
        rule.target_label,
        rule,
      ]),
    );
    const text = component(config, 'discovery.relabel', 'node');
    expect(Object.keys(byTarget).sort()).toEqual(
      expect.arrayContaining(['example_com_team', 'instance_type', 'node_tier', 'zone']),
    );
    for (const key of ['karpenter_sh_nodepool', 'eks_amazonaws_com_nodegroup', 'alpha_eksctl_io_nodegroup_name']) {
      expect(text).toContain(`"__meta_kubernetes_node_label_${key}",`);
    }
    const first = /regex += `(.*)`/.exec(text)?.[1] ?? '';
    const pool = (...values: string[]) => new RegExp(`^(?:${first})$`).exec(values.join(';'))?.[1];
    expect(pool('general', '', '')).toBe('general');
    expect(pool('', 'workers', '')).toBe('workers');
    expect(pool('', '', 'ng-1')).toBe('ng-1');
    expect(pool('', '', '')).toBeUndefined();
  });

  test('are the last hop of every source, which keeps nothing in mind', () => {
    const last = stages(config, 'node');
    expect(last).toEqual(['static_labels', 'structured_metadata']);
    expect(config.match(/forward_to = \[loki\.write\./g)).toHaveLength(1);
    for (const source of ['pods', 'journal', 'audit', 'cloud_init']) {
      expect(component(config, 'loki.process', source)).toContain('forward_to = [loki.process.node.receiver]');
    }
  });

  test('are absent, not another value, while the node is not known', () => {
    expect(component(config, 'loki.process', 'node')).toContain(
      'array.concat(discovery.relabel.node.output, [{}])[0]["zone"]',
    );
  });

  test('are labels or metadata, as each is asked for', () => {
    const metadataOf = (nodeLabels: NodeLabels) => {
      const text = component(configOf(nodeLabels), 'loki.process', 'node');
      const [, values = ''] = /stage\.structured_metadata \{\n\t\tvalues = \{\n([\s\S]*?)\n\t\t\}/.exec(text) ?? [];
      return [...values.matchAll(/^\t+(\w+) +=/gm)].map(([, name]) => name);
    };
    expect(metadataOf(ALL)).toEqual(['instance_type', 'example_com_team']);
    expect(metadataOf({ zone: 'metadata', nodePool: 'metadata', instanceType: 'label' })).toEqual([
      'zone',
      'node_pool',
    ]);
    expect(metadataOf({ zone: 'label' })).toEqual([]);
  });

  test('take a permission only where they are on: to list and watch nodes, for the DaemonSet alone', () => {
    const nodes = { apiGroups: [''], resources: ['nodes'], verbs: ['list', 'watch'] };
    const pipeline = { nodeLabels: ALL };
    expect(objectsOf({ pipeline }).ClusterRole.rules).toContainEqual(nodes);
    expect(objectsOf().ClusterRole.rules).not.toContainEqual(nodes);
    expect(objectsOf({ pipeline }, 'alloy-events').ClusterRole.rules).not.toContainEqual(nodes);
    expect(chartOf({ pipeline }).configs['alloy-events']).toBe(chartOf().configs['alloy-events']);
  });

  test('without sources that ask for the API, Alloy gets a token, NODE_NAME and the way to the API all the same', () => {
    class NodeSource extends PushSource {
      public override readonly runsOn = ['every-node'] as never;
      public override readonly ports = [] as never;
    }
    const collectors = [{ name: 'own', kind: 'every-node', sources: [new NodeSource()] }] as const;
    const { DaemonSet, NetworkPolicy } = objectsOf({ collectors, pipeline: { nodeLabels: ALL } }, 'alloy-own');
    const { spec } = DaemonSet.spec.template;
    expect(spec.automountServiceAccountToken).toBe(true);
    expect(spec.containers[0].env).toContainEqual(expect.objectContaining({ name: 'NODE_NAME' }));
    expect(NetworkPolicy.spec.egress).toContainEqual({ ports: [{ protocol: 'TCP', port: 443 }] });
  });

  test.each<[NodeLabels | object, string]>([
    [{ zone: 'index' }, 'pipeline.nodeLabels.zone: index is not one of label, metadata; write one of them'],
    [{ zone: 1 }, 'pipeline.nodeLabels.zone: 1 is not true or false; write one such as true'],
    [{ pool: true }, 'pipeline.nodeLabels.pool: not a key; the keys here are zone, nodePool'],
    [{ labels: ['a b'] }, "pipeline.nodeLabels.labels[0]: a b is not a valid label key; write one such as 'pool'"],
    [
      { labels: [{ key: 'kubernetes.io/hostname', as: 'label' }] },
      "pipeline.nodeLabels.labels[0].as: label makes a label with another value on every node; use 'metadata', or query by node_name",
    ],
    [
      { labels: [{ key: 'tier', name: '__tier' }] },
      'pipeline.nodeLabels.labels[0].name: __tier cannot be the name of a label; use letters, digits and underscores, with no digit and no two underscores in front',
    ],
    [
      { labels: ['a.b', 'a-b'] },
      "pipeline.nodeLabels.labels[1]: labels[0] is a_b too; write { key: 'a-b', name: '…' } with another name",
    ],
    [
      { zone: true, labels: ['zone'] },
      "pipeline.nodeLabels.labels[0]: zone is zone too; write { key: 'zone', name: '…' } with another name",
    ],
    [
      { labels: ['app'] },
      "alloy.nodeLabels.labels[0]: lines have app already; write { key: 'app', name: '…' } with another name",
    ],
    [
      { labels: [{ key: 'x', name: 'detected_level' }] },
      "alloy.nodeLabels.labels[0]: lines have detected_level already; write { key: 'x', name: '…' } with another name",
    ],
  ])('%j is refused', (nodeLabels, message) => {
    expect(() => chartOf({ pipeline: { nodeLabels: nodeLabels as NodeLabels } })).toThrow(message);
  });

  test('more labels than Loki takes are refused', () => {
    const labels = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => ({ key, as: 'label' }) as const);
    const ofCount = (count: number) => () =>
      chartOf({ pipeline: { nodeLabels: { zone: true, nodePool: true, labels: labels.slice(0, count) } } });
    expect(ofCount(6)).not.toThrow();
    expect(ofCount(7)).toThrow(
      /^alloy\.nodeLabels: lines of pods would have 16 labels, .* a, app, b, c, cluster, .*; make some of them 'metadata'$/,
    );
  });

  test('a source of a user with the name of our component is refused', () => {
    const source: AlloySource = {
      ...{ name: 'mine', mounts: [], env: [], rules: [] },
      blocks: () => [new Block('loki.process', 'node')],
    };
    expect(() => chartOf({ extraSources: [source], pipeline: { nodeLabels: ALL } })).toThrow(
      'a second component loki.process.node',
    );
  });
});
