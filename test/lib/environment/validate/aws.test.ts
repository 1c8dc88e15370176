import { good, kmsKey, cut, prod, refused } from './environments';

describe('invalid account, quantities, buckets and passwords', () => {
  refused([
    [
      'an account with too few digits',
      prod({ account: '11112222' }),
      ["environments.prod.account: 11112222 is not an AWS account; write its 12 digits, such as '111122223333'"],
    ],
    [
      'a zone as the region',
      prod({ region: 'eu-central-1a' }),
      ["environments.prod.region: eu-central-1a is a zone; write its region, 'eu-central-1'"],
    ],
    [
      'an account that no name of a bucket can have',
      prod({ account: 'arn:aws:iam::111122223333:root' }),
      [
        "environments.prod.account: arn:aws:iam::111122223333:root is not an AWS account; write its 12 digits, such as '111122223333'",
      ],
    ],
    [
      'an account as a number',
      prod({ account: 111122223333 }),
      ["environments.prod.account: 111122223333 is not a string; write it as a string, '111122223333'"],
    ],
    [
      'an invalid region',
      prod({ region: 'useast1' }),
      ['environments.prod.region: useast1 is not a region that loki 3.7.6 can store in; did you mean us-east-1?'],
    ],
    [
      'a region whose S3 Loki would take for that of us-east-1',
      prod({ region: 'me-west-1' }),
      [
        "environments.prod.region: me-west-1 is not a region that loki 3.7.6 can store in; write one such as 'us-east-1'",
      ],
    ],
    [
      'a volume as a number',
      prod({ volume: 500 }),
      ["environments.prod.volume: 500 is not a string; write one such as '500 GB/day'"],
    ],
    [
      'a volume without a time',
      prod({ volume: '500GB' }),
      ["environments.prod.volume: 500GB is not a volume; write MB, GB or TB a day, such as '500 GB/day'"],
    ],
    [
      'no volume at all',
      prod({ volume: '0 GB/day' }),
      ["environments.prod.volume: 0 GB/day is zero; write the volume per day, such as '20 GB/day'"],
    ],
    [
      'more than any size takes',
      prod({ volume: '40 TB/day' }),
      [
        'environments.prod.volume: 40 TB/day is more than the largest size, 30 TB/day; ' +
          'run the workloads on several clusters, each with an environment of its own',
      ],
    ],
    [
      'a retention of half a day',
      prod({ retention: '12h' }),
      ['environments.prod.retention: 12h is shorter than the 24h index period; use at least 1d'],
    ],
    [
      'a retention below nothing',
      prod({ retention: '-1d' }),
      [
        "environments.prod.retention: -1d is not a duration; write a whole number and s, m, h, d, w or y, such as '28d'",
      ],
    ],
    [
      'a timeout of a query without a unit',
      prod({ loki: { queryTimeout: '5' } }),
      [
        "environments.prod.loki.queryTimeout: 5 is not a duration; write a whole number and s, m, h, d, w or y, such as '5m'",
      ],
    ],
    [
      'a timeout of nothing',
      prod({ loki: { queryTimeout: '0s' } }),
      [
        "environments.prod.loki.queryTimeout: 0s is not a positive duration; write a whole number above 0, such as '5m'",
      ],
    ],
    [
      'a retention for ever',
      prod({ retention: 'forever' }),
      [
        "environments.prod.retention: forever is not a duration; write a whole number and s, m, h, d, w or y, such as '28d'",
      ],
    ],
    [
      'a retention of a lifetime',
      prod({ retention: '4000d' }),
      ['environments.prod.retention: 4000d is longer than ten years; use at most 3650d'],
    ],
    [
      'credentials from nowhere we know',
      prod({ credentials: { from: 'vault', installdriver: true } }),
      [
        'environments.prod.credentials.from: vault is not one of secrets-manager, external-secrets, kubernetes-secret; write one of them',
        'environments.prod.credentials.installdriver: not a key; did you mean installDriver?',
      ],
    ],
    [
      'fields that mean nothing by default',
      prod({ credentials: { secretName: 'mine' } }),
      [
        'environments.prod.credentials.secretName: mine is for credentials from kubernetes-secret, and they are from secrets-manager; leave it out',
      ],
    ],
    [
      'fields that mean nothing with a Secret made by hand',
      prod({
        credentials: { from: 'kubernetes-secret', installDriver: false, kmsKeyArn: kmsKey('us-east-1') },
        grafana: { serviceAccount: 'grafana' },
      }),
      [
        'environments.prod.credentials.installDriver: false is for credentials from secrets-manager, and they are from kubernetes-secret; leave it out',
        `environments.prod.credentials.kmsKeyArn: ${cut(kmsKey('us-east-1'))} is for credentials from secrets-manager or external-secrets, and they are from kubernetes-secret; leave it out`,
        'environments.prod.grafana.serviceAccount: grafana is for credentials from secrets-manager, and they are from kubernetes-secret; leave it out',
      ],
    ],
    [
      'an invalid key, and one of another region',
      {
        a: { ...good, credentials: { kmsKeyArn: 'alias/mine' } },
        b: { ...good, credentials: { kmsKeyArn: kmsKey('eu-west-1') } },
      },
      [
        "environments.a.credentials.kmsKeyArn: alias/mine is not the ARN of a KMS key; find it with 'aws kms describe-key --key-id alias/… --query KeyMetadata.Arn'",
        `environments.b.credentials.kmsKeyArn: ${cut(kmsKey('eu-west-1'))} is in region eu-west-1, and the environment is in us-east-1; name a key of us-east-1`,
      ],
    ],
    [
      'a bucket name of 64 characters',
      prod({ storage: { chunkBucketName: 'b'.repeat(64) } }),
      [
        `environments.prod.storage.chunkBucketName: ${'b'.repeat(57)}… is 64 characters long, and S3 accepts at most 63; shorten it`,
      ],
    ],
    [
      'one bucket for both',
      prod({ storage: { chunkBucketName: 'logs', rulerBucketName: 'logs' } }),
      [
        'environments.prod.storage.rulerBucketName: logs is also the chunk bucket, whose old objects expire; use a bucket of its own',
      ],
    ],
    [
      'a name that makes bucket names too long',
      { 'a-very-long-name-for-an-environment': good },
      [
        'environments.a-very-long-name-for-an-environment: the bucket name loki-a-very-long-name-for-an-environment-chunks-111122223333-us-east-1 made from it ' +
          'is 70 characters long, and S3 accepts at most 63; use a shorter environment name, or write storage.chunkBucketName',
      ],
    ],
    [
      'an unknown encryption',
      prod({ storage: { encryption: 'aes' } }),
      ['environments.prod.storage.encryption: aes is not one of s3, kms; did you mean kms?'],
    ],
  ]);
});
