import { importAll } from '../../../../lib/import/import';
import { configurationIn } from '../../../../lib/import/manifests/texts';

const imported = (text: string) =>
  importAll({
    files: [],
    manifests: { name: 'c.alloy', objects: [], configurations: [configurationIn(text, 'c.alloy') as never] },
    module: 'm',
  });

const relabel = (name: string, action: string, regex: string) => `
discovery.relabel "${name}" {
  targets = discovery.kubernetes.pods.targets
  rule {
    source_labels = ["__meta_kubernetes_namespace"]
    action        = "${action}"
    regex         = "${regex}"
  }
}
loki.source.kubernetes "${name}" {
  targets    = discovery.relabel.${name}.output
  forward_to = [loki.process.${name}.receiver]
}`;

const process = (name: string) => `
loki.process "${name}" {
  forward_to = [loki.write.default.receiver]
  stage.json {
    expressions = { ${name} = "x" }
  }
}`;

const ENDS = `
discovery.kubernetes "pods" {
  role = "pod"
}
loki.write "default" {
  endpoint {
    url = "http://loki/loki/api/v1/push"
  }
}`;

test('stages are for the pods whose lines reach them', () => {
  const text = [
    relabel('a', 'keep', 'ingress'),
    relabel('b', 'drop', 'ingress|kube-system'),
    process('a'),
    process('b'),
  ];
  const { environment, problems } = imported([...text, ENDS].join('\n'));
  expect(problems).toEqual([]);
  const alloy = environment['alloy'] as Record<string, unknown>;
  expect(alloy['pods']).toMatchObject({ namespaces: { exclude: ['kube-system'] } });
  expect(alloy['processing']).toMatchObject([
    { namespaces: ['ingress'] },
    { exceptNamespaces: ['ingress', 'kube-system'] },
  ]);
});

test('stages behind all of them are for all pods', () => {
  const both = (name: string) => relabel(name, 'keep', name).replace(`loki.process.${name}.`, 'loki.process.a.');
  const { environment } = imported([both('a'), both('b'), process('a'), ENDS].join('\n'));
  const alloy = environment['alloy'] as Record<string, unknown>;
  expect(alloy['pods']).toMatchObject({ namespaces: { include: ['a', 'b'] } });
  expect(alloy['processing']).toEqual([{ stages: expect.stringContaining('stage.json') as string }]);
});

test('rules of metrics choose no lines', () => {
  const metrics = relabel('metrics', 'keep', 'shop').split('loki.source.kubernetes')[0];
  const pods = relabel('a', 'drop', 'kube-system');
  const { environment, keys } = imported([metrics, pods, process('a'), ENDS].join('\n'));
  expect(environment['alloy']).toMatchObject({ pods: { namespaces: { exclude: ['kube-system'] } } });
  expect(JSON.stringify(environment)).not.toContain('shop');
  const rules = keys.filter(({ path }) => path.includes('discovery.relabel metrics › rule'));
  expect(rules.length).toBeGreaterThan(0);
  expect(new Set(rules.map(({ note }) => note))).toEqual(new Set(['not on the way of lines of pods']));
});

test('namespaces of the discovery are the only ones', () => {
  const named = ENDS.replace('role = "pod"', 'role = "pod"\n  namespaces {\n    names = ["a", "b"]\n  }');
  const { environment } = imported(
    `${named}\nloki.source.kubernetes "p" {\n  targets    = discovery.kubernetes.pods.targets\n  forward_to = [loki.write.default.receiver]\n}`,
  );
  expect(environment['alloy']).toMatchObject({ pods: { namespaces: { include: ['a', 'b'] } } });
});

test('a long way and a circle end', () => {
  const long = Array.from({ length: 9_000 }, (_, index) => {
    const next = index === 8_999 ? 'discovery.relabel.r0.output' : `discovery.relabel.r${index + 1}.output`;
    return `discovery.relabel "r${index}" {\n  targets = ${next}\n}`;
  });
  const source =
    'loki.source.kubernetes "p" {\n  targets    = discovery.relabel.r0.output\n  forward_to = [loki.process.a.receiver]\n}';
  const circle = process('a').replace('loki.write.default.receiver', 'loki.process.a.receiver');
  const { problems, environment } = imported([...long, source, circle, ENDS].join('\n'));
  expect(problems).toEqual([]);
  expect(JSON.stringify(environment)).toContain('stage.json');
});

test('stages that journal and some of the pods share are written by hand', () => {
  const journal = 'loki.source.journal "j" {\n  forward_to = [loki.process.a.receiver]\n}';
  const { environment, decisions, problems } = imported(
    [relabel('a', 'keep', 'shop'), relabel('b', 'drop', 'shop'), process('a'), journal, ENDS].join('\n'),
  );
  expect(problems).toEqual([]);
  expect(JSON.stringify(environment)).not.toContain('stage.json');
  expect(decisions.map(({ field }) => field)).toContain('alloy.processing');
});

test('of labels beyond those that Loki takes, exactly those are left out, in one go', () => {
  const source =
    'loki.source.kubernetes "p" {\n  targets    = discovery.kubernetes.pods.targets\n  forward_to = [loki.process.p0.receiver]\n}';
  const chain = Array.from({ length: 24 }, (_, index) => {
    const next = index === 23 ? 'loki.write.default' : `loki.process.p${index + 1}`;
    return `loki.process "p${index}" {\n  stage.static_labels {\n    values = { x${index % 12} = "v${index}" }\n  }\n  forward_to = [${next}.receiver]\n}`;
  });
  const { environment, keys, problems } = imported([source, ...chain, ENDS].join('\n'));
  expect(problems).toEqual([]);
  const kept = JSON.stringify(environment).match(/v\d+/g);
  expect(kept).toEqual([...Array(8).keys(), ...[...Array(8).keys()].map((index) => index + 12)].map((n) => `v${n}`));
  const out = keys.filter(({ note }) => note.includes('lines of pods would have 19 labels'));
  expect(out.map(({ path }) => /p(\d+) ›/.exec(path)?.[1])).toEqual(['8', '9', '10', '11', '20', '21', '22', '23']);
});

test('a stage that is refused takes none of the others with it', () => {
  const broken = process('a').replace('{ a = "x" }', '{ a = "thumbs-up" }');
  const more = broken.replace(/\}$/, '  stage.decolorize { }\n}');
  const { environment, keys, problems } = imported([relabel('a', 'drop', 'x'), more, ENDS].join('\n'));
  expect(problems).toEqual([]);
  expect(environment['alloy']).toMatchObject({ processing: [{ stages: 'stage.decolorize { }' }] });
  expect(keys.find(({ path }) => path.endsWith('stage.json.expressions.a'))?.note).toContain('thumbs-up is not a path');
});

test('stages of a source that has no counterpart are not for all pods', () => {
  const docker = 'loki.source.docker "d" {\n  host       = "x"\n  forward_to = [loki.process.a.receiver]\n}';
  const { environment, decisions } = imported([docker, process('a'), ENDS].join('\n'));
  expect(JSON.stringify(environment)).not.toContain('stage.json');
  expect(decisions.map(({ field }) => field)).toContain('alloy.processing');
});

test('stages of the only reader are for its apps, since all pods are read here', () => {
  const one = relabel('a', 'keep', 'shop').replace('__meta_kubernetes_namespace', '__meta_kubernetes_pod_label_app');
  const { environment } = imported([one, process('a'), ENDS].join('\n'));
  expect(environment['alloy']).toMatchObject({ processing: [{ apps: ['shop'] }] });
});

test('a selector that no line fits here is to be written again', () => {
  const stage = 'stage.match {\n    selector = "{component=\\"web\\"}"\n    stage.decolorize { }\n  }';
  const { decisions } = imported(
    [relabel('a', 'drop', 'x'), process('a').replace(/stage\.json \{[^]*?\n  \}/, stage), ENDS].join('\n'),
  );
  expect(decisions.find(({ field }) => field === 'alloy.processing[0]')?.text).toContain(
    'have no label component here',
  );
});

/** A source of pods, and components behind it. */
const behind = (first: string, ...blocks: string[]): ReturnType<typeof imported> =>
  imported(
    [
      ENDS,
      ...blocks,
      `loki.source.kubernetes "p" {\n  targets    = discovery.kubernetes.pods.targets\n  forward_to = [${first}]\n}`,
    ].join('\n'),
  );

const stagesOf = ({ environment }: ReturnType<typeof imported>): string[] => {
  const { processing = [] } = (environment['alloy'] ?? {}) as { processing?: { stages: string }[] };
  return processing.map(({ stages }) => /(\w+) = "x"/.exec(stages)?.[1] ?? stages);
};

const next = (name: string, to: string): string => process(name).replace('[loki.write.default.receiver]', `[${to}]`);

test('stages are in the order in which lines reach them, wherever they are written', () => {
  const result = behind(
    'loki.process.a.receiver',
    next('c', 'loki.write.default.receiver'),
    next('b', 'loki.process.c.receiver'),
    next('a', 'loki.process.b.receiver'),
  );
  expect(stagesOf(result)).toEqual(['a', 'b', 'c']);
});

test.each([
  ['one of two ways', 'loki.process.a.receiver, loki.process.b.receiver', []],
  ['a way beside one without stages', 'loki.process.a.receiver, loki.write.default.receiver', []],
  ['a way that all lines go', 'loki.process.a.receiver', ['a']],
])('stages on %s', (_what, first, expected) => {
  const result = behind(first, process('a'), process('b'));
  expect(stagesOf(result)).toEqual(expected);
  const open = result.keys.filter(({ note }) => note.startsWith('stages on one of several ways of the same lines'));
  expect(open.length > 0).toBe(expected.length === 0);
});

test('stages of lines that are counted and not sent are not for those that are', () => {
  const result = behind('loki.process.a.receiver, loki.process.count.receiver', process('a'), next('count', ''));
  expect(stagesOf(result)).toEqual(['a']);
});

test('stages behind a rule that drops lines are not for all of them', () => {
  const rule = `loki.relabel "r" {
  forward_to = [loki.process.a.receiver]
  rule {
    source_labels = ["level"]
    action        = "drop"
    regex         = "debug"
  }
}`;
  const { environment, decisions } = behind('loki.relabel.r.receiver', rule, process('a'));
  expect(JSON.stringify(environment)).not.toContain('stage.json');
  expect(decisions.map(({ field }) => field)).toContain('alloy.processing');
});

test('stages that no lines reach had no effect, and those of lines from elsewhere are asked for', () => {
  const unused = behind('loki.process.a.receiver', process('a'), process('b'));
  expect(stagesOf(unused)).toEqual(['a']);
  expect(unused.keys.filter(({ note }) => note === 'no component forwards lines to it')).toHaveLength(2);
  const otlp = 'otelcol.exporter.loki "o" {\n  forward_to = [loki.process.b.receiver]\n}';
  const faro = 'faro.receiver "f" {\n  output {\n    logs = [loki.process.b.receiver]\n  }\n}';
  const module = 'pod_logs "m" {\n  destinations = [loki.process.b.receiver]\n}';
  for (const one of [otlp, faro, module]) {
    const result = behind('loki.process.a.receiver', process('a'), process('b'), one);
    expect(stagesOf(result)).toEqual(['a']);
    expect(result.decisions.map(({ field }) => field)).toContain('alloy.processing');
  }
});

test('labels from structured metadata stay such', () => {
  const stage = 'stage.labels {\n    values      = { team = "x" }\n    source_type = "structured_metadata"\n  }';
  const { environment } = behind('loki.process.a.receiver', process('a').replace(/stage\.json \{[^]*?\n  \}/, stage));
  expect(JSON.stringify(environment['alloy'])).toContain('source_type = \\"structured_metadata\\"');
});
