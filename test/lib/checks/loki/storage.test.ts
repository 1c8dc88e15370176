import { describeRules, Parts } from '../harness';
import { config } from './edits';
import { STORAGE_RULES } from '../../../../lib/checks/loki/storage';

const CONFIG = 'ConfigMap loki/loki config.yaml';

describeRules(STORAGE_RULES, [
  {
    rule: 'LOKI-STORAGE-2',
    breaks: config('object_store: s3', 'object_store: filesystem'),
    finds: [`${CONFIG} schema_config.configs[0].object_store: filesystem, but 23 pods have a disk each; use s3`],
  },
  {
    rule: 'LOKI-STORAGE-1',
    breaks: config('loki-prod-ruler-111122223333-us-east-1', 'loki-prod-chunks-111122223333-us-east-1'),
    finds: [
      `${CONFIG} ruler_storage.s3.bucket_name: loki-prod-chunks-111122223333-us-east-1 is also the bucket of the chunks, ` +
        'storage_config.object_store.s3.bucket_name; use a bucket of its own',
    ],
  },
  {
    rule: 'LOKI-STORAGE-3',
    breaks: config('dualstack_enabled: false', 'access_key_id: AKIA\n      secret_access_key: wJalr'),
    finds: [
      `${CONFIG} storage_config.object_store.s3.secret_access_key: is a secret in plain text; ` +
        'use the role of the service account, or a variable and -config.expand-env',
    ],
  },
  {
    rule: 'LOKI-STORAGE-3',
    breaks: config('rule_path:', 'alertmanager_url: http://loki:secret@alertmanager:9093\n  rule_path:'),
    finds: [
      `${CONFIG} ruler.alertmanager_url: is a secret in plain text; ` +
        'leave the password out, or write a variable for it and -config.expand-env',
    ],
  },
  {
    rule: 'LOKI-STORAGE-3',
    breaks: (parts) =>
      parts.replace(
        'loki-runtime',
        'runtime-config.yaml',
        'overrides: {}',
        'overrides:\n  apps:\n    ruler_alertmanager_config:\n      alertmanager_url: http://loki:secret@alertmanager:9093',
      ),
    finds: [
      'ConfigMap loki/loki-runtime runtime-config.yaml overrides.apps.ruler_alertmanager_config.alertmanager_url: ' +
        'is a secret in plain text; leave it out, or keep the file in a Secret',
    ],
  },
  {
    rule: 'LOKI-STORAGE-4',
    breaks: config('endpoint: s3.us-east-1', 'endpoint: s3.eu-west-1'),
    finds: [
      `${CONFIG} storage_config.object_store.s3.endpoint: s3.eu-west-1.amazonaws.com is not in region us-east-1; ` +
        'use s3.us-east-1.amazonaws.com',
    ],
  },
  {
    rule: 'LOKI-STORAGE-5',
    breaks: config('use_thanos_objstore: true', 'use_thanos_objstore: true\n  hedging: {at: 250ms, up_to: 3}'),
    finds: [
      `${CONFIG} storage_config.hedging.at: 250ms, and use_thanos_objstore is true; leave storage_config.hedging out`,
    ],
  },
]);

test.each([
  ...['secret_access_key', 'access_key_secret', 'secret_key', 'account_key', 'connection_string', 'client_secret'],
  ...['password', 'basic_auth_password', 'bearer_token', 'credentials', 'service_account'],
])('a text of %s is a secret, unless a variable holds it', (key) => {
  const of = (value: string): string[] => {
    const parts = new Parts('prod');
    config('rule_path:', `own:\n    ${key}: ${value}\n  rule_path:`)(parts);
    return parts.findings.filter((finding) => finding.startsWith('LOKI-STORAGE-3'));
  };
  expect(of('wJalr')).toEqual([expect.stringContaining(` ruler.own.${key}: is a secret in plain text; `)]);
  expect(of('"${SECRET}"')).toEqual([]);
  expect(of('""')).toEqual([]);
});
