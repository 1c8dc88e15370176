import { imported, importedFixture, keyOf } from '../helpers';

const CONTENT = 'alloy.configMap.content';
const of = (text: string) => imported(`alloy:\n  configMap:\n    content: |\n${text.replace(/^/gm, '      ')}\n`);

test('namespaces, labels, stages and the cluster become fields', () => {
  const { environment } = importedFixture('alloy-content.yaml');
  expect(environment).toMatchObject({
    cluster: { existing: { name: 'shop-eu' } },
    tenants: ['shop'],
    alloy: {
      pods: { namespaces: { exclude: ['kube-system', 'monitoring'] } },
      processing: [
        {
          stages: expect.stringMatching(/^stage\.drop \{[^]*stage\.template \{[^]*\{\{ ToLower \.Value \}\}/) as string,
        },
        { sources: ['*'], labels: { region: 'eu' } },
      ],
      journal: { maxAge: '48h' },
    },
    workloads: { alloy: { nodeSelector: { pool: 'apps' }, resources: { memoryMiB: 300 } } },
  });
});

test('what reads the pods of all nodes on each is an effect', () => {
  const { note } = keyOf(importedFixture('alloy-content.yaml'), `${CONTENT} › discovery.kubernetes pods.role`);
  expect(note).toContain('each Alloy read the pods of all nodes');
});

test('stages are for the source that they come from', () => {
  const { environment, problems } = of(`local.file_match "nginx" {
  path_targets = [{ __path__ = "/var/log/nginx/*.log" }]
}
loki.source.file "nginx" {
  targets    = local.file_match.nginx.targets
  forward_to = [loki.process.one.receiver]
}
loki.source.journal "j" { forward_to = [loki.process.two.receiver] }
loki.process "one" {
  forward_to = [loki.process.three.receiver]
  stage.decolorize {}
}
loki.process "two" {
  forward_to = [loki.write.w.receiver]
  stage.labels { values = { unit_kind = "", trace_id = "" } }
}
loki.process "three" {
  forward_to = [loki.write.w.receiver]
  stage.drop { longer_than = "8KB" }
}
loki.write "w" { endpoint { url = "http://loki:3100/loki/api/v1/push" } }`);
  expect(problems).toEqual([]);
  const { processing, files } = environment['alloy'] as {
    processing: { sources: string[]; stages: string }[];
    files: unknown;
  };
  expect(files).toEqual([{ name: 'nginx', paths: ['/var/log/nginx/*.log'] }]);
  expect(processing.map(({ sources }) => sources)).toEqual([['files_nginx'], ['journal'], ['files_nginx']]);
  expect(processing[1]?.stages).toMatch(/stage\.structured_metadata \{\s+values = \{\s+trace_id/);
});

test('a text that is not Alloy is to be decided', () => {
  expect(keyOf(of('loki.write "x" {'), CONTENT)).toMatchObject({
    class: 'decision',
    note: "is not the language of Alloy (line 2 lacks the '}' that ends the block): correct it, or import what runs, from the release or its ConfigMap",
  });
});

test('a password without quotes is in no message of a text that is not Alloy', () => {
  expect(JSON.stringify(of('a "b" { password = correct hunter2 }').keys)).not.toContain('hunter2');
});

test('a stage with a secret is not copied', () => {
  const result = of(`loki.process "p" {
  forward_to = []
  stage.static_labels { values = { password = "hunter-two-or-three" } }
}`);
  expect(JSON.stringify(result)).not.toContain('hunter-two');
  expect(keyOf(result, `${CONTENT} › loki.process p › stage.static_labels.values.password`).class).toBe('decision');
});

test('labels of files are not those of Alloy: only their paths are taken over', () => {
  const result = of(`local.file_match "app" {
  path_targets = [{ __path__ = "/var/log/app/*.log", job = "app", node = "a" }]
}
loki.source.file "app" {
  targets    = local.file_match.app.targets
  forward_to = [loki.write.w.receiver]
}
loki.write "w" { endpoint { url = "http://loki:3100/loki/api/v1/push" } }`);
  const target = (key: string) =>
    result.keys.find(({ path }) => path.endsWith(`local.file_match app.path_targets[0].${key}`));
  expect(target('__path__')).toMatchObject({ class: 'taken', to: 'alloy.files[].paths' });
  expect(target('job')).toMatchObject({ class: 'differs' });
});

test('a receiver of OTLP with logs asks for its clients, and one without has no part in logs', () => {
  const receiver = (output: string) => `otelcol.receiver.otlp "in" {
  grpc { }
  output {
    ${output}
  }
}`;
  const result = of(receiver('logs = [otelcol.exporter.loki.a.input]'));
  expect(result.decisions.map(({ field }) => field)).toContain('alloy.otlp');
  const key = `${CONTENT} › otelcol.receiver.otlp in › output.logs[0]`;
  expect(keyOf(result, key)).toMatchObject({ class: 'decision', to: 'alloy.otlp' });
  for (const output of ['traces = [otelcol.exporter.otlp.t.input]', 'logs = []']) {
    const other = of(receiver(output));
    expect(other.decisions.map(({ field }) => field)).not.toContain('alloy.otlp');
    expect(other.keys.filter(({ path }) => path.includes('otelcol')).map((one) => one.class)).toContain('impossible');
  }
});

test('a configuration in a ConfigMap of its own is asked for', () => {
  const result = imported('alloy: { configMap: { create: false, name: alloy-config, key: config.alloy } }\n');
  expect(keyOf(result, 'alloy.configMap.name')).toMatchObject({
    class: 'decision',
    note: 'its configuration is in the ConfigMap alloy-config: import that, too',
  });
});

test('what only a running Alloy knows is filled in by hand, and never taken for a text', () => {
  const result = of(`loki.write "w" {
  endpoint {
    url       = "https://" + sys.env("HOST") + "/loki/api/v1/push"
    tenant_id = convert.nonsensitive(remote.kubernetes.secret.c.data["tenant"])
    basic_auth {
      username = local.file.user.content
      password = env("PASSWORD")
    }
  }
  external_labels = { cluster = env("CLUSTER"), host = constants.hostname, region = "eu" }
}
loki.source.kubernetes "pods" {
  targets    = array.concat(discovery.relabel.a.output, discovery.relabel.b.output)
  forward_to = [loki.write.w.receiver]
}`);
  expect(result.environment).toMatchObject({ alloy: { processing: [{ sources: ['*'], labels: { region: 'eu' } }] } });
  expect(JSON.stringify(result.environment)).not.toMatch(/env\(|constants|convert|content|HOST/);
  const open = result.keys.filter(({ note }) => note.startsWith('a template or a placeholder'));
  expect(open.map(({ path }) => path.replace(/.* › /, ''))).toEqual([
    'loki.write w.external_labels.cluster',
    'loki.write w.external_labels.host',
    'endpoint.url',
    'endpoint.tenant_id',
    'basic_auth.username',
    'basic_auth.password',
  ]);
  expect(keyOf(result, `${CONTENT} › loki.source.kubernetes pods.targets`).class).toBe('taken');
});

test('rules in the cluster are asked for as files', () => {
  const result = of('loki.rules.kubernetes "r" { address = "http://loki:3100" }\nloki.echo "e" { }');
  expect(keyOf(result, `${CONTENT} › loki.rules.kubernetes r.address`)).toMatchObject({
    class: 'decision',
    to: 'loki.rules',
  });
});

test('a host with a placeholder is filled in, and one in capitals names its destination', () => {
  const url = (host: string) => of(`loki.write "w" { endpoint { url = "https://${host}/loki/api/v1/push" } }`);
  expect(keyOf(url('<your-loki>'), `${CONTENT} › loki.write w › endpoint.url`).class).toBe('decision');
  expect(url('LOKI.EXAMPLE.COM').environment).toMatchObject({
    alloy: { destinations: [{ name: 'loki-example-com' }] },
  });
});

test('of labels of all lines, one that is refused takes none of the others with it', () => {
  const result = of('loki.write "w" { external_labels = { job = "a", region = "eu", pod = "x" } }');
  expect(result.environment).toMatchObject({ alloy: { processing: [{ sources: ['*'], labels: { region: 'eu' } }] } });
  const labels = `${CONTENT} › loki.write w.external_labels`;
  expect(['job', 'pod', 'region'].map((name) => keyOf(result, `${labels}.${name}`).class)).toEqual([
    'impossible',
    'impossible',
    'taken',
  ]);
});

test('values without a configuration ask for it', () => {
  const { decisions } = imported('alloy: { configMap: { content: "" }, mounts: { varlog: true } }\n');
  expect(decisions.map(({ text }) => text)).toContain(
    'the values have no configuration of Alloy: name its file, or its ConfigMap, too',
  );
});

test('labels that a stage does not keep are dropped, and those of all lines stay', () => {
  const result = of(`discovery.kubernetes "p" { role = "pod" }
loki.source.kubernetes "p" {
  targets    = discovery.kubernetes.p.targets
  forward_to = [loki.process.p.receiver]
}
loki.process "p" {
  stage.json { expressions = { level = "", team = "" } }
  stage.labels { values = { level = "", team = "" } }
  stage.label_keep { values = ["namespace", "level"] }
  forward_to = []
}`);
  const [entry] = (result.environment['alloy'] as { processing: { stages: string }[] }).processing;
  expect(entry?.stages).toContain('stage.label_drop {\n  values = ["team"]\n}');
});

test('components of modules are read where the module is used', () => {
  const result = of(`declare "logs" {
  argument "to" { }
  loki.source.journal "j" { forward_to = [loki.process.p.receiver] }
  loki.process "p" {
    stage.drop { expression = "x" }
    forward_to = argument.to.value
  }
}
logs "here" { to = [loki.write.w.receiver] }
declare "unused" { loki.process "q" { } }
loki.write "w" { endpoint { url = "http://loki/loki/api/v1/push" } }`);
  expect(result.environment['alloy']).toMatchObject({ processing: [{ sources: ['journal'] }] });
  expect(keyOf(result, `${CONTENT} › loki.process p › stage.drop.expression`).class).toBe('taken');
  expect(result.keys.filter((key) => key.class === 'ignored').map(({ path }) => path)).toEqual([
    `${CONTENT} › declare unused › loki.process q`,
  ]);
});
