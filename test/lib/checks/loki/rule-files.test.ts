import { RULE_FILE_RULES } from '../../../../lib/checks/loki/rule-files';
import { describeRules, Parts } from '../harness';
import { config } from './edits';

const MOUNT = 'StatefulSet loki/loki-ruler spec.template.spec.containers[ruler].volumeMounts';
const FILE = 'ConfigMap loki/rules apps.yaml';
const RIGHT = `groups:
  - name: shop
    rules:
      - alert: Errors
        expr: sum(rate({app="shop"} |= "error" [5m])) > 1
      - record: shop:lines:rate5m
        expr: sum(rate({app="shop"}[5m]))
`;

/** A ruler with a file of rules, below a folder of the tenant. */
const withRules =
  (text: string, mountPath = '/etc/rules/apps') =>
  (parts: Parts): void => {
    parts.replace(
      'loki',
      'config.yaml',
      /ruler_storage:\n {2}backend: s3\n {2}s3:\n( {4}.*\n)+/,
      'ruler_storage:\n  backend: local\n  local:\n    directory: /etc/rules\n',
    );
    config(/^ruler:\n/m, 'ruler:\n  alertmanager_url: http://alertmanager.monitoring:9093\n')(parts);
    parts.objects.push({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'rules', namespace: 'loki' },
      data: { 'apps.yaml': text },
    });
    const pod = parts.pod('StatefulSet', 'loki-ruler');
    pod['volumes'].push({ name: 'rules', configMap: { name: 'rules' } });
    pod['containers'][0].volumeMounts.push({ name: 'rules', mountPath, readOnly: true });
  };

describeRules(RULE_FILE_RULES, [
  {
    rule: 'LOKI-RULES-1',
    breaks: withRules(RIGHT.replace('groups:', 'namespace: shop\ngroups:')),
    finds: [`${FILE} namespace: not a key; the keys here are groups`],
  },
  {
    rule: 'LOKI-RULES-1',
    breaks: withRules(RIGHT.replace('alert: Errors', 'fro: 5m')),
    finds: [`${FILE} groups[0].rules[0].fro: not a key; did you mean for?`],
  },
  {
    rule: 'LOKI-RULES-1',
    breaks: withRules(`${RIGHT}${RIGHT.replace('groups:\n', '')}`),
    finds: [`${FILE} groups[1].name: shop occurs twice; rename one`],
  },
  {
    rule: 'LOKI-RULES-1',
    breaks: withRules('groups: ['),
    finds: [`${FILE}: is not YAML: unexpected end of the stream within a flow collection in line 1; correct the file`],
  },
  {
    rule: 'LOKI-RULES-2',
    breaks: withRules(RIGHT.replace('sum(rate({app="shop"} |= "error" [5m])) > 1', `'{app="shop"} |= "error"'`)),
    finds: [
      `${FILE} groups[0].rules[0].expr: {app="shop"} |= "error" selects lines, and a rule needs a number; count them: sum(count_over_time(… [5m])) > 0`,
    ],
  },
  {
    rule: 'LOKI-RULES-3',
    breaks: withRules(RIGHT, '/etc/rules'),
    finds: [
      'ConfigMap loki/loki config.yaml ruler.enabled_tenants: missing, and /etc/rules is the root of a volume; name the tenants, or mount each at a folder in it',
    ],
  },
  {
    rule: 'LOKI-RULES-3',
    breaks: (parts) => {
      withRules(RIGHT, '/etc/rules/fake')(parts);
      config('directory: /etc/rules\n', 'directory: /etc/rules/fake\n')(parts);
      config('auth_enabled: true', 'auth_enabled: false')(parts);
    },
    finds: [
      'ConfigMap loki/loki config.yaml ruler.enabled_tenants: missing, and /etc/rules/fake is the root of a volume; ' +
        'use /etc/rules as the folder of rules: fake is the tenant in it',
    ],
    also: ['LOKI-AUTH-1'],
  },
  {
    rule: 'LOKI-RULES-4',
    breaks: withRules(RIGHT, '/etc/rules/fake'),
    finds: [
      `${MOUNT}[/etc/rules/fake]: tenant fake has no lines, since auth_enabled is true; mount it at /etc/rules/<tenant>`,
    ],
  },
  {
    rule: 'LOKI-RULES-4',
    breaks: (parts) => {
      withRules(RIGHT)(parts);
      config('auth_enabled: true', 'auth_enabled: false')(parts);
    },
    finds: [
      `${MOUNT}[/etc/rules/apps]: tenant apps has no lines, since auth_enabled is false; mount it at /etc/rules/fake`,
    ],
    also: ['LOKI-AUTH-1'],
  },
  {
    rule: 'LOKI-RULES-5',
    breaks: withRules(RIGHT, '/etc/loki-rules/apps'),
    finds: [
      `${MOUNT}[/etc/loki-rules/apps]: /etc/loki-rules/apps is not in /etc/rules, the folder of rules; ` +
        'mount it at /etc/rules/<tenant>',
    ],
  },
  {
    rule: 'LOKI-RULES-6',
    breaks: (parts) => {
      withRules(RIGHT)(parts);
      config(/ {2}alertmanager_url: .*\n/, '')(parts);
    },
    finds: [
      'ConfigMap loki/loki config.yaml ruler.alertmanager_url: missing, and the rules have alerts; ' +
        'write its URL, such as http://alertmanager.monitoring:9093',
    ],
  },
  {
    rule: 'LOKI-RULES-6',
    breaks: (parts) => {
      withRules(RIGHT)(parts);
      config(/^ruler:\n/m, 'ruler:\n  enable_alertmanager_v2: false\n')(parts);
    },
    finds: [
      'ConfigMap loki/loki config.yaml ruler.enable_alertmanager_v2: false, so alerts go to an API that Alertmanager 0.27 ' +
        'removed; leave it out: the default is true',
    ],
  },
]);

test('recording rules need no Alertmanager', () => {
  const parts = new Parts('prod');
  withRules('groups:\n- name: a\n  rules:\n  - {record: a:b, expr: "sum(rate({app=\\"a\\"}[5m]))"}\n')(parts);
  config(/ {2}alertmanager_url: .*\n/, '')(parts);
  expect(RULE_FILE_RULES.flatMap((rule) => rule.check(parts.subject))).toEqual([]);
});

test.each(['expr: up', 'expr: up{job="a"} == 0, annotations: {summary: "{{ $labels.job }}"}'])(
  'rules of Prometheus beside those of Loki are for another program: %s',
  (rule) => {
    const parts = new Parts('prod');
    withRules(`groups:\n- name: a\n  rules:\n  - {alert: A, ${rule}}\n`, '/etc/prometheus')(parts);
    expect(RULE_FILE_RULES.flatMap((one) => one.check(parts.subject))).toEqual([]);
  },
);

test('the tenant of lines from before there were tenants, which a datasource still reads', () => {
  const parts = new Parts('prod');
  withRules(RIGHT, '/etc/rules/fake')(parts);
  parts.replace('loki-datasources-prod', 'loki-prod.yaml', /(httpHeaderValue1: ).*/, '$1apps|fake');
  expect(RULE_FILE_RULES.flatMap((rule) => rule.check(parts.subject))).toEqual([]);
});

test('a folder with a slash at its end', () => {
  const parts = new Parts('prod');
  withRules(RIGHT, '/etc/rules/fake')(parts);
  config('directory: /etc/rules\n', 'directory: /etc/rules/\n')(parts);
  expect(RULE_FILE_RULES.flatMap((rule) => rule.check(parts.subject)).map(({ fix }) => fix)).toEqual([
    'mount it at /etc/rules/<tenant>',
  ]);
});
