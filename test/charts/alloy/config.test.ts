import { chartOf, component, ROUTES, rules, stages } from './helpers';

const config = chartOf().config;
const pods = component(config, 'discovery.relabel', 'pods');

/** Labels after Prometheus' relabelling by the `replace` rules of a component, in order. */
function relabel(text: string, labels: Record<string, string>): Record<string, string> {
  const result = { ...labels };
  for (const rule of rules(text)) {
    const names = [...(rule.source_labels ?? '').matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '');
    const joined = names.map((name) => result[name] ?? '').join(rule.separator ?? ';');
    const match = new RegExp(`^(?:${rule.regex ?? '(.*)'})$`, 's').exec(joined);
    if (!match) continue;
    const value = (rule.replacement ?? '$1').replace(/\$\{(\d+)\}|\$(\w+)/g, (_all, braced?: string, bare?: string) =>
      // As in Go: the longest name after a dollar, and an empty text if there is no such group.
      /^\d+$/.test(braced ?? bare ?? '') ? (match[Number(braced ?? bare)] ?? '') : '',
    );
    result[rule.target_label ?? ''] = value;
  }
  return Object.fromEntries(
    Object.entries(result).filter(([name, value]) => value !== '' && (!name.startsWith('__') || name === '__path__')),
  );
}

const POD = {
  __meta_kubernetes_namespace: 'shop',
  __meta_kubernetes_pod_name: 'cart-7d9f-x2x',
  __meta_kubernetes_pod_uid: '8f6f0b1e-0000-4000-8000-000000000001',
  __meta_kubernetes_pod_container_name: 'web',
};

test('the whole default configuration', () => {
  expect(config).toMatchSnapshot();
});

test('the whole configuration with routes to tenants', () => {
  expect(component(chartOf({ routes: ROUTES }).config, 'loki.process', 'pods')).toMatchSnapshot();
});

describe('pods', () => {
  test('traps 1 and 14: one selector, of this node, by an environment variable of its own', () => {
    const discovery = component(config, 'discovery.kubernetes', 'pods');
    expect(discovery.match(/selectors \{/g)).toHaveLength(1);
    expect(discovery).toContain('field = "spec.nodeName=" + sys.env("NODE_NAME")');
    expect(config).not.toMatch(/HOSTNAME|constants\.hostname/);
  });

  test('trap 1: logs come from files, and not from every API server to every node', () => {
    expect(config).not.toContain('loki.source.kubernetes');
  });

  test('traps 2 and 7: nodes are not discovered', () => {
    expect(config).not.toContain('"node"\n');
    expect(config.match(/role += "/g)).toHaveLength(2);
  });

  test('traps 5 and 6: the path is exact, and used by the file source', () => {
    expect(relabel(pods, POD).__path__).toBe(
      '/var/log/pods/shop_cart-7d9f-x2x_8f6f0b1e-0000-4000-8000-000000000001/web/*.log',
    );
    expect(component(config, 'loki.source.file', 'pods')).toContain('discovery.relabel.pods.output');
  });

  test('static pods are found by the hash their folder is named after', () => {
    const mirror = { ...POD, __meta_kubernetes_pod_annotation_kubernetes_io_config_mirror: 'c0ffee' };
    expect(relabel(pods, mirror).__path__).toBe('/var/log/pods/shop_cart-7d9f-x2x_c0ffee/web/*.log');
  });

  test('traps 6 and 9: job is namespace/container, with no slash at its end', () => {
    expect(relabel(pods, POD).job).toBe('shop/web');
  });

  test.each([
    [{ __meta_kubernetes_pod_label_app_kubernetes_io_name: 'cart', __meta_kubernetes_pod_label_app: 'x' }, 'cart'],
    [{ __meta_kubernetes_pod_label_app: 'cart' }, 'cart'],
    [{ __meta_kubernetes_pod_label_app: 'cart', __meta_kubernetes_pod_label_k8s_app: 'y' }, 'cart'],
    [{ __meta_kubernetes_pod_label_k8s_app: 'kube-dns' }, 'kube-dns'],
    [{}, undefined],
  ])('app of %j is %s', (labels, app) => expect(relabel(pods, { ...POD, ...labels }).app).toBe(app));

  test('trap 17: the targets of a container differ in nothing but what Alloy leaves out of the key', () => {
    const port = (number: string, id: string) =>
      relabel(pods, {
        ...POD,
        __address__: `10.0.0.1:${number}`,
        __meta_kubernetes_pod_container_port_number: number,
        __meta_kubernetes_pod_container_id: `containerd://${id}`,
        __meta_kubernetes_pod_phase: id,
        __meta_kubernetes_pod_ready: id,
      });
    expect(port('8080', 'a')).toEqual(port('9090', 'b'));
    expect(Object.keys(port('8080', 'a')).sort()).toEqual(['__path__', 'container', 'job', 'namespace', 'pod']);
  });

  test('traps 10 and 24: stage.cri is first, filename goes after it', () => {
    expect(stages(config, 'pods')).toEqual(['cri', 'static_labels', 'structured_metadata', 'label_drop']);
  });

  test('trap 23: the node is a label, the pod is structured metadata, filename is dropped', () => {
    const process = component(config, 'loki.process', 'pods');
    expect(process).toContain('stage.static_labels {\n\t\tvalues = {\n\t\t\tnode_name = sys.env("NODE_NAME"),');
    expect(process).toContain('stage.structured_metadata {\n\t\tvalues = {\n\t\t\tpod = "pod",\n\t\t}');
    expect(process).toContain('values = ["filename"]');
  });

  test('the node can be structured metadata too', () => {
    const process = component(chartOf({ nodeLabel: false }).config, 'loki.process', 'pods');
    expect(process).toContain('pod       = "pod",\n\t\t\tnode_name = "node_name",');
  });

  test('trap 20: rotated files are not read a second time', () => {
    expect(relabel(pods, POD).__path__).toMatch(/\/\*\.log$/);
  });

  test('trap 19: a new file is looked for more often than by default', () => {
    expect(component(config, 'loki.source.file', 'pods')).toContain('sync_period = "5s"');
  });
});

describe('the journal', () => {
  const source = component(config, 'loki.source.journal', 'journal');
  const rulesText = component(config, 'loki.relabel', 'journal');
  const unit = (name: string) => relabel(rulesText, { __journal__systemd_unit: name }).unit;

  test('trap 16: its path is named', () => {
    expect(source).toMatch(/path +?= "\/var\/log\/journal"/);
  });

  test('trap 4: job is set by a rule, and not by labels', () => {
    expect(relabel(rulesText, { job: 'loki.source.journal.journal' }).job).toBe('node_log/journal');
    expect(source).not.toContain('labels');
  });

  test('trap 3: its rules use what journal entries have', () => {
    const sources = rules(rulesText).flatMap((rule) => rule.source_labels ?? []);
    expect(sources.filter((names) => !/^\["(__journal_|unit")/.test(names))).toEqual([]);
  });

  test.each([
    ['kubelet.service', 'kubelet.service'],
    ['containerd.service', 'containerd.service'],
    ['init.scope', 'init.scope'],
    ['systemd-networkd.service', 'systemd-networkd.service'],
    ['getty@tty1.service', 'getty@.service'],
    ['systemd-coredump@12-3456-0.service', 'systemd-coredump@.service'],
    ['session-4.scope', 'session.scope'],
    ['session-c1.scope', 'session.scope'],
    ['cri-containerd-0123abcdef.scope', 'cri-containerd.scope'],
    ['run-p12-i34.scope', 'run.scope'],
    ['run-r0a1b2c3d.service', 'run.service'],
    ['run-u17.service', 'run.service'],
    ['amazon-ssm-agent.service', 'amazon-ssm-agent.service'],
  ])('trap 23: unit of %s is %s', (name, label) => expect(unit(name)).toBe(label));

  test('the priority is the level, and structured metadata', () => {
    expect(relabel(rulesText, { __journal_priority_keyword: 'warning' }).level).toBe('warning');
    expect(component(config, 'loki.process', 'journal')).toMatch(/level +?= "level"/);
  });
});

describe('all sources', () => {
  test('trap 17: a file on the node is known by its path alone', () => {
    for (const name of ['audit', 'cloud_init']) {
      expect(component(config, 'loki.source.file', name)).toMatch(
        /targets = \[\n\t\t\{\n\t\t\t__path__ = "[^"]+",\n\t\t\},\n\t\]/,
      );
    }
  });

  test('missing files are not an error: all are found by pattern', () => {
    const sources = config.match(/loki\.source\.file "/g);
    expect(config.match(/file_match \{\n\t\tenabled +?= true/g)).toHaveLength(sources?.length ?? 0);
  });

  test('trap 18: files are read from their beginning', () => {
    expect(config).not.toContain('tail_from_end');
    expect(config).not.toContain('ignore_older_than');
  });

  test('trap 22: the events of the cluster are not for a DaemonSet', () => {
    expect(config).not.toContain('kubernetes_events');
  });

  test('logs of the node are told apart by job and node_name', () => {
    for (const [name, job] of [
      ['audit', 'node_log/audit'],
      ['cloud_init', 'node_log/init'],
    ] as const) {
      expect(component(config, 'loki.process', name)).toContain(
        `job       = "${job}",\n\t\t\tnode_name = sys.env("NODE_NAME"),`,
      );
    }
    expect(component(config, 'loki.process', 'journal')).toContain('node_name = sys.env("NODE_NAME")');
  });

  test('trap 23: fewer labels than the 15 Loki accepts', () => {
    const moved = (label: string): string[] =>
      [...component(config, 'loki.process', label).matchAll(/^\t\t\t(\w+) += "\1",$/gm)].map((match) => match[1] ?? '');
    const set = (text: string): string[] => rules(text).map((rule) => rule.target_label ?? '');
    const labels = (label: string, text: string): string[] =>
      ['cluster', 'node_name', 'stream', ...new Set(set(text))].filter(
        (name) => !name.startsWith('__') && !moved(label).includes(name),
      );
    expect(labels('pods', pods).sort()).toEqual([
      ...['app', 'cluster', 'container', 'job', 'namespace', 'node_name', 'stream'],
    ]);
    expect(labels('journal', component(config, 'loki.relabel', 'journal')).sort()).toEqual([
      'cluster',
      'job',
      'node_name',
      'stream',
      'unit',
    ]);
  });

  test('no rule refers to a group by a bare number before a letter: $1_x is the group 1_x, and empty', () => {
    expect(config).not.toMatch(/\$\d/);
  });

  test('every referenced component exists', () => {
    const ids = new Set([...config.matchAll(/^([\w.]+) "(\w+)" \{/gm)].map((match) => `${match[1]}.${match[2]}`));
    const used = [
      ...config.matchAll(/\b((?:loki|discovery)\.\w+(?:\.\w+)?\.\w+)\.(?:receiver|rules|output|targets)\b/g),
    ];
    expect(used.length).toBeGreaterThan(8);
    expect(used.map((match) => match[1] ?? '').filter((id) => !ids.has(id))).toEqual([]);
  });

  test('every process component forwards to Loki, and no stage.json is without expressions', () => {
    for (const label of ['journal', 'audit', 'cloud_init', 'pods']) {
      expect(component(config, 'loki.process', label)).toContain('forward_to = [loki.write.loki.receiver]');
    }
    expect(config).not.toContain('stage.json');
  });
});

describe('the destination', () => {
  const write = component(config, 'loki.write', 'loki');

  test('trap 12: the password is in a file, and not in the configuration', () => {
    expect(write).toContain('username      = "writer"');
    expect(write).toContain('password_file = "/etc/loki/credentials/writer-password"');
    expect(write).not.toMatch(/password +=/);
  });

  test('trap 11: the tenant is a setting, and not a header', () => {
    expect(write).toMatch(/tenant_id += "main"/);
    expect(config).not.toContain('headers');
  });

  test('the cluster is a label of all lines, set on their way out', () => {
    expect(write).toContain('external_labels = {\n\t\tcluster = "prod",\n\t}');
    expect(config.match(/cluster /g)).toHaveLength(1);
  });

  test('a batch is retried until Loki accepts it', () => {
    expect(write).toMatch(/max_backoff_retries = 0\n/);
  });

  test('nothing that needs an experimental Alloy', () => {
    expect(config).not.toMatch(/queue_config|wal \{|secretfilter|loki\.enrich/);
  });
});
