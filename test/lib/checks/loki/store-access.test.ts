import { STORE_ACCESS_RULES } from '../../../../lib/checks/loki/store-access';
import { describeRules, Parts } from '../harness';
import { config } from './edits';

const CONFIG = 'ConfigMap loki/loki config.yaml';
const ENDPOINT = 'endpoint: s3.us-east-1.amazonaws.com';
const from = (key: string) => ({ valueFrom: { secretKeyRef: { name: 'loki-s3', key } } });
const ID = { name: 'AWS_ACCESS_KEY_ID', ...from('id') };
const SECRET = { name: 'AWS_SECRET_ACCESS_KEY', ...from('secret') };

/** Environment of the compactor. */
const env = (parts: Parts): object[] => parts.pod('StatefulSet', 'loki-compactor')['containers'][0].env;
const withoutRole = (parts: Parts) => delete parts.object('ServiceAccount', 'loki')['metadata'].annotations;

describeRules(STORE_ACCESS_RULES, [
  {
    rule: 'LOKI-STORAGE-6',
    breaks: config(ENDPOINT, 'insecure: true\n      endpoint: minio.example.com:9000'),
    finds: [
      `${CONFIG} storage_config.object_store.s3.insecure: true, and minio.example.com:9000 is outside the cluster; leave it out, and give the store a certificate`,
    ],
  },
  {
    rule: 'LOKI-STORAGE-6',
    breaks: config(ENDPOINT, `insecure: true\n      ${ENDPOINT}`),
    finds: [
      `${CONFIG} storage_config.object_store.s3.insecure: true, and s3.us-east-1.amazonaws.com is outside the cluster; leave it out, since the buckets of AWS refuse plain HTTP`,
    ],
  },
  {
    rule: 'LOKI-STORAGE-7',
    breaks: (parts) => env(parts).push(ID),
    finds: [
      'StatefulSet loki/loki-compactor spec.template.spec.containers[compactor].env: has AWS_ACCESS_KEY_ID and not AWS_SECRET_ACCESS_KEY; add AWS_SECRET_ACCESS_KEY from the same Secret',
    ],
  },
  {
    rule: 'LOKI-STORAGE-8',
    breaks: (parts) => env(parts).push(ID, SECRET),
    finds: [
      'ServiceAccount loki/loki metadata.annotations: has the role arn:aws:iam::111122223333:role/loki-prod-us-east-1, and StatefulSet loki/loki-compactor has an access key; remove one of the two',
    ],
  },
]);

test.each<[string, (parts: Parts) => unknown]>([
  ['a store in the cluster', config(ENDPOINT, 'insecure: true\n      endpoint: minio.storage.svc:9000')],
  ['a Service by its short name', config(ENDPOINT, 'insecure: true\n      endpoint: minio.storage:9000')],
  [
    'a whole key without a role',
    (parts) => {
      withoutRole(parts);
      env(parts).push(ID, SECRET);
    },
  ],
])('%s is right', (_what, change) => {
  const parts = new Parts('prod');
  change(parts);
  expect(STORE_ACCESS_RULES.flatMap((rule) => rule.check(parts.subject))).toEqual([]);
});
