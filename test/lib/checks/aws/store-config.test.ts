import { Parts, describeRules } from '../harness';
import { AWS_ENVIRONMENT_RULES } from '../../../../lib/checks/aws';
import { STORE_CONFIG_RULES } from '../../../../lib/checks/aws/store-config';

/** Findings of the rules under test after a change. */
function findings(of: 'prod' | 'training-on-eks', change: (parts: Parts) => unknown): string[] {
  const parts = new Parts(of);
  change(parts);
  const admins = 'CLUSTER-ADMINS-1';
  return AWS_ENVIRONMENT_RULES.flatMap((rule) => rule.check(parts.subject).map(() => rule.id)).filter(
    (id) => id !== admins,
  );
}

describeRules(STORE_CONFIG_RULES, [
  {
    rule: 'STORAGE-BUCKET-1',
    breaks: (parts) => parts.replace('loki', 'config.yaml', 'loki-prod-chunks-111122223333-us-east-1', 'loki-chunks'),
    finds: [
      "ConfigMap loki/loki config.yaml storage_config.object_store.s3.bucket_name: loki-chunks is not the environment's bucket for chunks; use loki-prod-chunks-111122223333-us-east-1",
    ],
  },
  {
    rule: 'STORAGE-BUCKET-1',
    breaks: (parts) => parts.replace('loki', 'config.yaml', 'loki-prod-ruler-111122223333-us-east-1', 'loki-rules'),
    finds: [
      "ConfigMap loki/loki config.yaml ruler_storage.s3.bucket_name: loki-rules is not the environment's bucket for rules; use loki-prod-ruler-111122223333-us-east-1",
    ],
  },
  {
    rule: 'STORAGE-REGION-1',
    breaks: (parts) => {
      parts.replace('loki', 'config.yaml', 'region: us-east-1', 'region: eu-west-1');
      parts.replace('loki', 'config.yaml', 's3.us-east-1.amazonaws.com', 's3.eu-west-1.amazonaws.com');
    },
    finds: [
      'ConfigMap loki/loki config.yaml storage_config.object_store.s3.region: eu-west-1 is not in us-east-1, where the buckets are; use us-east-1',
    ],
  },
  {
    rule: 'STORAGE-REGION-1',
    breaks: (parts) => {
      parts.replace('loki', 'config.yaml', 'region: us-east-1', 'region: ""');
      parts.replace('loki', 'config.yaml', 's3.us-east-1.amazonaws.com', 's3.dualstack.eu-west-1.amazonaws.com');
    },
    finds: [
      'ConfigMap loki/loki config.yaml storage_config.object_store.s3.endpoint: s3.dualstack.eu-west-1.amazonaws.com is not in us-east-1, where the buckets are; use s3.us-east-1.amazonaws.com',
    ],
  },
]);

test('a configuration of the old storage clients is read if it is in effect', () => {
  const legacy = (parts: Parts) => {
    parts.replace('loki', 'config.yaml', 'use_thanos_objstore: true', 'use_thanos_objstore: false');
    parts.replace(
      'loki',
      'config.yaml',
      '  path_prefix:',
      '  storage: { s3: { bucketnames: chunk, region: eu-west-1 } }\n  path_prefix:',
    );
  };
  expect(findings('prod', legacy)).toEqual(['STORAGE-BUCKET-1', 'STORAGE-REGION-1']);
});

test('rules in the bucket of the chunks are reported once', () => {
  const same = (parts: Parts) => parts.replace('loki', 'config.yaml', 'loki-prod-ruler-', 'loki-prod-chunks-');
  expect(findings('prod', same)).toEqual([]);
});

test('values that Loki reads from its environment are not compared', () => {
  const fromEnvironment = (parts: Parts) =>
    parts.replace('loki', 'config.yaml', 'loki-prod-chunks-111122223333-us-east-1', '${BUCKET}');
  expect(findings('prod', fromEnvironment)).toEqual([]);
});
