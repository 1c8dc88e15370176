import { Parts, type Loose, describeRules } from '../harness';
import { LIFECYCLE_RULES } from '../../../../lib/checks/aws/lifecycle';
import { BUCKET_RULES } from '../../../../lib/checks/aws/buckets';

const CHUNKS = 'Storage/StorageChunkBucketCD29784C';
const RULES = 'Storage/StorageRulerBucket9ED91D64';

const bucket = (parts: Parts, purpose: 'chunks' | 'ruler' = 'chunks') =>
  parts.resource('AWS::S3::Bucket', ({ BucketName }) => String(BucketName).includes(purpose));

const rules = (parts: Parts, purpose: 'chunks' | 'ruler' = 'chunks') =>
  bucket(parts, purpose)['Properties']['LifecycleConfiguration']['Rules'] as Loose[];

const add =
  (rule: Loose, purpose: 'chunks' | 'ruler' = 'chunks') =>
  (parts: Parts) =>
    rules(parts, purpose).push({ Status: 'Enabled', ...rule });

/** Findings of the rules under test after a change. */
function findings(change: (parts: Parts) => unknown): string[] {
  const parts = new Parts('prod');
  expect(parts.templates).toBeDefined();
  change(parts);
  return [...LIFECYCLE_RULES, ...BUCKET_RULES].flatMap((rule) => rule.check(parts.subject).map(() => rule.id));
}

describeRules(LIFECYCLE_RULES, [
  {
    rule: 'STORAGE-LIFECYCLE-1',
    breaks: (parts) => ((rules(parts)[2] as Loose)['ExpirationInDays'] = 28),
    finds: [
      `${CHUNKS} LifecycleConfiguration.Rules[2].ExpirationInDays: 28 is less than the 28.1 days that Loki needs chunks of platform; use ExpirationInDays of at least 29, and more in case the compactor is down for days`,
    ],
  },
  {
    rule: 'STORAGE-LIFECYCLE-1',
    breaks: (parts) => {
      const rule = rules(parts)[2] as Loose;
      delete rule['ExpirationInDays'];
      rule['ExpirationDate'] = '2030-01-01T00:00:00Z';
    },
    finds: [
      `${CHUNKS} LifecycleConfiguration.Rules[2].ExpirationDate: 2030-01-01T00:00:00Z is less than the 28.1 days that Loki needs chunks of platform; use ExpirationInDays of at least 29, and more in case the compactor is down for days`,
    ],
  },
  {
    rule: 'STORAGE-LIFECYCLE-1',
    breaks: (parts) => {
      parts.replace('loki-runtime', 'runtime-config.yaml', /^.*$/s, 'overrides: { apps: { retention_period: 0s } }');
      return parts.templates;
    },
    finds: [
      `${CHUNKS} LifecycleConfiguration.Rules[3].ExpirationInDays: 36, but lines of apps are kept for ever; remove the rule`,
    ],
  },
  {
    rule: 'STORAGE-LIFECYCLE-2',
    breaks: add({ ExpirationInDays: 90 }),
    finds: [
      `${CHUNKS} LifecycleConfiguration.Rules[4].Prefix: missing, so the index and all other objects of Loki expire too; use platform/ and apps/, one rule each`,
    ],
  },
  {
    rule: 'STORAGE-LIFECYCLE-2',
    breaks: add({ ExpirationInDays: 90, Prefix: 'index/' }),
    finds: [
      `${CHUNKS} LifecycleConfiguration.Rules[4].Prefix: index/ is not the folder of a tenant; use platform/ and apps/, one rule each`,
    ],
  },
  {
    rule: 'STORAGE-LIFECYCLE-2',
    breaks: add({ ExpirationInDays: 90, Prefix: 'apps' }),
    finds: [
      `${CHUNKS} LifecycleConfiguration.Rules[4].Prefix: apps is not the folder of a tenant; use platform/ and apps/, one rule each`,
    ],
  },
  {
    rule: 'STORAGE-LIFECYCLE-2',
    breaks: add({ ExpirationInDays: 365 }, 'ruler'),
    finds: [
      `${RULES} LifecycleConfiguration.Rules[2]: expires rules of the ruler, which are needed regardless of their age; remove the rule`,
    ],
  },
  {
    rule: 'STORAGE-LIFECYCLE-3',
    breaks: add({
      Transitions: [
        { StorageClass: 'STANDARD_IA', TransitionInDays: 30 },
        { StorageClass: 'GLACIER', TransitionInDays: 90 },
      ],
    }),
    finds: [
      `${CHUNKS} LifecycleConfiguration.Rules[4]: moves objects to GLACIER, where Loki cannot read them; remove it, or move them to INTELLIGENT_TIERING or GLACIER_IR`,
    ],
  },
  {
    rule: 'STORAGE-LIFECYCLE-3',
    breaks: (parts) =>
      (bucket(parts)['Properties']['IntelligentTieringConfigurations'] = [
        { Id: 'x', Status: 'Enabled', Tierings: [{ AccessTier: 'ARCHIVE_ACCESS', Days: 90 }] },
      ]),
    finds: [
      `${CHUNKS} IntelligentTieringConfigurations[0]: moves objects to ARCHIVE_ACCESS, where Loki cannot read them; remove it, or move them to INTELLIGENT_TIERING or GLACIER_IR`,
    ],
  },
]);

test.each<[string, (parts: Parts) => unknown]>([
  ['expiry of a part of a tenant', add({ Prefix: 'platform/old', ExpirationInDays: 400 })],
  ['expiry of a former tenant', add({ Prefix: 'legacy/', ExpirationInDays: 400 })],
  ['a rule that is off', add({ ExpirationInDays: 1, Status: 'Disabled' })],
  ['a rule about objects with a tag, which Loki’s have not', add({ ExpirationInDays: 1, TagFilters: [{ Key: 'a' }] })],
  ['a class that is read at once', add({ Transition: { StorageClass: 'GLACIER_IR', TransitionInDays: 30 } })],
  ['no lifecycle', (parts) => delete bucket(parts)['Properties']['LifecycleConfiguration']],
  [
    'a retention that cannot be read',
    (parts) => parts.replace('loki', 'config.yaml', /retention_period: \w+/, 'retention_period: long'),
  ],
  [
    'fields of another shape',
    (parts) =>
      (bucket(parts)['Properties']['LifecycleConfiguration'] = {
        Rules: [null, 'x', { Status: 'Enabled', Transitions: 3 }],
      }),
  ],
  ['no Loki', (parts) => parts.objects.splice(0)],
])('%s: no findings', (_, change) => {
  expect(findings(change)).toEqual([]);
});

test('chunks are needed as long as the longest stream of their tenant', () => {
  const longer = (parts: Parts) =>
    parts.replace(
      'loki',
      'config.yaml',
      'retention_period:',
      'retention_stream: [{ period: 90d }]\n  retention_period:',
    );
  expect(findings(longer)).toEqual(['STORAGE-LIFECYCLE-1', 'STORAGE-LIFECYCLE-1']);
});
