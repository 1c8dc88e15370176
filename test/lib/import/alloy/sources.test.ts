import { imported, keyOf } from '../helpers';

const CONTENT = 'alloy.configMap.content';
const of = (text: string) => imported(`alloy:\n  configMap:\n    content: |\n${text.replace(/^/gm, '      ')}\n`);

test('files of targets with the same labels are one entry', () => {
  const files = (second: string) =>
    of(`local.file_match "app" {
  path_targets = [{ __path__ = "/var/log/a.log", team = "shop", job = "a" }, { __path__ = "/var/log/b.log", team = "${second}" }]
  sync_period  = "5s"
}
loki.source.file "app" {
  targets    = local.file_match.app.targets
  forward_to = [loki.write.w.receiver]
}`);
  const same = files('shop');
  expect(same.environment).toMatchObject({ alloy: { files: [{ name: 'app', labels: { team: 'shop' } }] } });
  expect(keyOf(same, `${CONTENT} › local.file_match app.sync_period`)).toMatchObject({
    class: 'differs',
    note: 'Alloy looks for files by itself here',
  });
  expect(files('other').environment).toMatchObject({
    alloy: { files: [{ labels: { team: 'shop' } }, { paths: ['/var/log/b.log'], labels: { team: 'other' } }] },
  });
});

test('files with other labels are entries of their own, and stages are for all of them', () => {
  const { environment } = of(`local.file_match "logs" {
  path_targets = [
    { __path__ = "/var/log/nginx/*.log", app = "nginx", __path_exclude__ = "/var/log/nginx/old*.log" },
    { __path__ = "/var/log/cart/*.log", app = "cart" },
  ]
}
loki.source.file "logs" {
  targets    = local.file_match.logs.targets
  forward_to = [loki.process.p.receiver]
}
loki.process "p" {
  stage.decolorize { }
  forward_to = []
}`);
  expect(environment['alloy']).toMatchObject({
    files: [
      { name: 'logs', paths: ['/var/log/nginx/*.log'], exclude: ['/var/log/nginx/old*.log'], labels: { app: 'nginx' } },
      { name: 'logs-2', paths: ['/var/log/cart/*.log'], labels: { app: 'cart' } },
    ],
    processing: [{ sources: ['files_logs', 'files_logs_2'] }],
  });
});

test.each<[string, string, string, string]>([
  ['journal "j"', 'matches = "_SYSTEMD_UNIT=a.service"', 'matches', 'taken'],
  ['journal "j"', 'matches = "_SYSTEMD_UNIT=a.service PRIORITY=3"', 'matches', 'decision'],
  ['journal "j"', 'format_as_json = true', 'format_as_json', 'differs'],
  ['kubernetes_events "e"', 'namespaces = ["shop"]', 'namespaces[0]', 'taken'],
  ['podlogs "p"', 'selector {\n    match_labels = { a = "b" }\n  }', '› selector.match_labels.a', 'decision'],
  ['syslog "s"', 'listener {\n    protocol = "udp"\n  }', '› listener.protocol', 'impossible'],
  ['file "f"', 'tail_from_end = true', 'tail_from_end', 'differs'],
])('what loki.source.%s chooses is taken over or named: %s', (source, setting, key, outcome) => {
  const result = of(`loki.source.${source} {\n  ${setting}\n  forward_to = []\n}`);
  const name = `${CONTENT} › loki.source.${source.replaceAll('"', '')}`;
  expect(keyOf(result, `${name}${key.startsWith('›') ? ' ' : '.'}${key}`).class).toBe(outcome);
});

test('rules of a journal keep units, and rules by labels of pods are those of their targets', () => {
  const rule = (source: string, action: string, regex: string) =>
    `  rule {\n    source_labels = ["${source}"]\n    action = "${action}"\n    regex = "${regex}"\n  }\n`;
  const { environment, keys } = of(`loki.relabel "j" {
${rule('__journal__systemd_unit', 'keep', 'kubelet.service|docker.service')}${rule('__journal_syslog_identifier', 'drop', 'a')}
  forward_to = []
}
loki.source.journal "j" {
  relabel_rules = loki.relabel.j.rules
  forward_to    = []
}
discovery.kubernetes "p" {
  role = "pod"
}
discovery.relabel "p" {
  targets = discovery.kubernetes.p.targets
${rule('namespace', 'drop', 'kube-system')}}
loki.source.kubernetes "p" {
  targets    = discovery.relabel.p.output
  forward_to = []
}`);
  expect(environment['alloy']).toEqual({
    pods: { namespaces: { exclude: ['kube-system'] } },
    journal: { units: { keep: ['kubelet.service', 'docker.service'] } },
  });
  const second = `${CONTENT} › loki.relabel j › rule #2.action`;
  expect(keys.find(({ path }) => path === second)?.class).toBe('decision');
});
