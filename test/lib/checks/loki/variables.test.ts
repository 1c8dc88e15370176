import { VARIABLE_RULES } from '../../../../lib/checks/loki/variables';
import { describeRules, Parts } from '../harness';
import { config, overrides } from './edits';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const usesVariable = config('path_prefix: /var/loki', 'path_prefix: /var/loki\n  instance_addr: ${POD_ADDRESS:-x}');
const found = (parts: Parts) => parts.findings.filter((line) => line.startsWith('LOKI-ENV'));

describeRules(VARIABLE_RULES, [
  {
    rule: 'LOKI-ENV-1',
    breaks: usesVariable,
    finds: [
      `${CONFIG} common.instance_addr: \${POD_ADDRESS:-x} is not replaced, as Deployment loki/loki-distributor ` +
        'spec.template.spec.containers[distributor] lacks -config.expand-env=true; ' +
        'add the flag and the variable to its container, or write the value',
    ],
  },
  {
    rule: 'LOKI-ENV-1',
    breaks: overrides("  apps: {s3_sse_kms_key_id: '${KEY}'}"),
    finds: [
      'ConfigMap loki/loki-runtime runtime-config.yaml overrides.apps.s3_sse_kms_key_id: ${KEY} is not replaced, ' +
        'as Loki replaces no variables in this file; write the value',
    ],
  },
]);

test('variables that all pods replace, groups of regular expressions and tokens of the CDK have no findings', () => {
  const expanded = new Parts('prod');
  usesVariable(expanded);
  for (const { kind, metadata, spec } of expanded.objects) {
    if (!['Deployment', 'StatefulSet'].includes(kind) || metadata.namespace !== 'loki') continue;
    for (const { args } of spec.template.spec.containers) args?.push('-config.expand-env=true');
  }
  expect(found(expanded)).toEqual([]);

  const other = new Parts('prod');
  config('path_prefix: /var/loki', "path_prefix: /var/loki\n  instance_addr: '${Token[A.1]}'")(other);
  expect(found(other)).toEqual([]);
});
