import { chartOf } from '../../../charts/alloy/helpers';
import type { AlloyProcessing } from '../../../../charts/alloy/chart';
import { findingsIn, alloyObjects, brokenBy } from './setup';
import { MODULE } from './texts';

/** A configuration as in guides: files found by local.file_match, and a node name with a fallback. */
const GUIDE = `
logging {
  level  = "info"
  format = "logfmt"
}

discovery.kubernetes "pod" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + coalesce(sys.env("HOSTNAME"), constants.hostname)
  }
}

discovery.relabel "pod" {
  targets = discovery.kubernetes.pod.targets
  rule {
    source_labels = ["__meta_kubernetes_namespace"]
    target_label  = "namespace"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_name"]
    target_label  = "pod"
  }
  rule {
    action = "labelmap"
    regex  = "__meta_kubernetes_pod_label_(team|app)"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_uid", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    target_label  = "__path__"
    replacement   = "/var/log/pods/*$1/*.log"
  }
}

local.file_match "pod" {
  path_targets = discovery.relabel.pod.output
}

loki.source.file "pod" {
  targets    = local.file_match.pod.targets
  forward_to = [loki.process.pod.receiver]
}

loki.process "pod" {
  stage.cri { }
  stage.label_drop { values = ["filename"] }
  forward_to = [loki.write.default.receiver]
}

loki.write "default" {
  endpoint {
    url = "http://loki-gateway.loki.svc/loki/api/v1/push"
    basic_auth {
      username      = "alloy"
      password_file = "/etc/secret/password"
    }
  }
  external_labels = { cluster = sys.env("HOSTNAME") }
}
`;

test('the configuration of a guide has warnings and no errors', () => {
  expect(findingsIn(alloyObjects({ files: GUIDE }))).toEqual([
    'ALLOY-LABELS-3 ConfigMap monitoring/collector config.alloy loki.source.file.pod: its lines have the label pod',
    'ALLOY-RETRY-2 ConfigMap monitoring/collector config.alloy loki.write.default endpoint.max_backoff_retries: a batch is dropped after 10 retries, about 8 minutes, the default of Alloy',
  ]);
});

test.each<[string, AlloyProcessing]>([
  ['namespace', { namespaces: ['shop'], redact: ['secrets'] }],
  ['label', { match: { service_name: ['batch-*'] }, sample: 0.5 }],
  ['app', { apps: ['cart'], multiline: 'java' }],
])('lines of OTLP in the pipeline, chosen by %s, have no findings', (_name, entry) => {
  const { configs } = chartOf({
    sources: { otlp: { clientNamespaces: ['shop'] } },
    pipeline: { processing: [{ sources: ['otlp'], ...entry }] },
  });
  const [config] = alloyObjects({ files: configs['alloy-receivers'] as string });
  expect(findingsIn([config])).toEqual([]);
});

test('without its volumes, files that it reads are missing', () => {
  const objects = alloyObjects({ files: GUIDE, mounts: [] });
  expect(findingsIn(objects)[0]).toBe(
    'ALLOY-SOURCE-1 DaemonSet monitoring/collector spec.template.spec.containers[alloy].volumeMounts: no mount contains the paths of discovery.relabel.pod: /var/log/pods',
  );
});

test('a configuration without pods has no findings about pods', () => {
  const [config] = alloyObjects({ files: GUIDE });
  expect(findingsIn([config]).map((finding) => finding.split(' ')[0])).toEqual(['ALLOY-LABELS-3', 'ALLOY-RETRY-2']);
});

test.each([
  ['nothing', []],
  ['no data', [{ kind: 'ConfigMap', metadata: { name: 'a' } }]],
  ['data that is nothing', [{ kind: 'ConfigMap', metadata: { name: 'a' }, data: null }]],
  ['a list for data', [{ kind: 'ConfigMap', metadata: { name: 'a' }, data: ['loki.write "a" { }'] }]],
  ['no metadata', [{ kind: 'ConfigMap', data: { 'a.alloy': 'a { }' } }]],
  ['a workload without a spec', [...alloyObjects({ files: 'logging { }' }), { kind: 'DaemonSet', metadata: {} }]],
  ['pods without anything', alloyObjects({ files: GUIDE, pod: { containers: null, volumes: null } })],
  ['pods of numbers', alloyObjects({ files: GUIDE, pod: { containers: [1], volumes: [null, 2] } })],
  ['a role without rules', alloyObjects({ files: GUIDE, more: [{ kind: 'ClusterRole', metadata: { name: 'a' } }] })],
])('no rule throws at %s', (_name, objects) => {
  expect(() => findingsIn(objects)).not.toThrow();
});

test.each([
  ['values of every wrong kind', GUIDE.replaceAll(/= .*/g, '= 1')],
  ['values that are lists', GUIDE.replaceAll(/= ("[^"]*"|\[[^\]]*\])/g, '= [$1]')],
  ['values that are objects', GUIDE.replaceAll(/= "[^"]*"/g, '= { a = null }')],
  ['values that come from elsewhere', MODULE + GUIDE.replaceAll(/= "[^"]*"/g, '= m.any.thing.x[0]')],
  ['invalid regular expressions', GUIDE.replace('(team|app)', '([')],
  [
    'components that go in circles',
    'loki.process "a" {\n forward_to = [loki.process.a.receiver]\n}\nloki.source.api "x" {\n forward_to = [loki.process.a.receiver]\n}\ndiscovery.relabel "a" {\n targets = discovery.relabel.a.output\n}\nloki.source.file "f" {\n targets = discovery.relabel.a.output\n forward_to = [loki.process.a.receiver]\n}',
  ],
])('no rule throws at %s', (_name, files) => {
  expect(() => brokenBy({ files })).not.toThrow();
});

describe('modules', () => {
  const module = `
    declare "logs" {
      argument "to" { }
      loki.source.journal "j" {
        path       = "/var/log/journal"
        forward_to = [loki.process.j.receiver]
      }
      loki.process "j" {
        forward_to = argument.to.value
      }
    }
    logs "all" {
      to = [loki.write.w.receiver]
    }
    loki.write "w" {
      endpoint {
        url = "http://loki/loki/api/v1/push"
      }
    }
  `;

  test('have names of their own, and forward to their arguments', () => {
    expect(brokenBy({ files: module })).toEqual([]);
  });

  test('do not see components outside', () => {
    const files = module.replace('argument.to.value', '[loki.write.w.receiver]');
    expect(findingsIn(alloyObjects({ files }))).toEqual([
      'ALLOY-REFERENCE-1 ConfigMap monitoring/collector config.alloy declare.logs loki.process.j: refers to loki.write.w.receiver, which does not exist',
    ]);
  });
});

test('files of one folder are one configuration', () => {
  const [source = '', write = ''] = GUIDE.split(/(?=loki\.write "default")/);
  expect(brokenBy({ files: { 'source.alloy': source, 'write.alloy': write } })).toEqual([]);
  expect(brokenBy({ files: { 'source.alloy': source } })).toEqual(['ALLOY-REFERENCE-1']);
  expect(brokenBy({ files: { 'source.alloy': source, 'write.alloy': `${write}}` } })).toEqual(['ALLOY-SYNTAX-1']);
});
