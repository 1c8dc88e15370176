import { RULE_FILE_RULES } from '../../../../lib/checks/loki/rule-files';
import { describeRules, type Parts } from '../harness';

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
]);
