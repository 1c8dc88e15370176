import { cut, kmsKey, prod, refused } from './environments';

const KEY = kmsKey('us-east-1');
const at = (path: string, text: string) => [`environments.prod.${path}: ${text}`];

describe('invalid buckets, keys, tags and settings of roles', () => {
  refused([
    [
      'keys of another region',
      prod({ storage: { encryptionKeyArn: kmsKey('eu-west-1'), otherKeyArns: [KEY, kmsKey('eu-west-2')] } }),
      [
        ...at(
          'storage.encryptionKeyArn',
          `${cut(kmsKey('eu-west-1'))} is in region eu-west-1, and the environment is in us-east-1; name a key of us-east-1`,
        ),
        ...at(
          'storage.otherKeyArns[1]',
          `${cut(kmsKey('eu-west-2'))} is in region eu-west-2, and the environment is in us-east-1; name a key of us-east-1`,
        ),
      ],
    ],
    [
      'a key that encrypts nothing',
      prod({ storage: { encryption: 's3', encryptionKeyArn: KEY } }),
      at(
        'storage.encryptionKeyArn',
        `${cut(KEY)} is never used, since encryption is s3; leave out one of the two, or write the key in otherKeyArns if it encrypted the buckets earlier`,
      ),
    ],
    [
      'a list of no keys',
      prod({ storage: { otherKeyArns: [] } }),
      at('storage.otherKeyArns', '[] is empty; write at least one, or leave it out'),
    ],
    [
      'a new key for buckets that exist',
      prod({ storage: { createBuckets: false, encryption: 'kms' } }),
      at(
        'storage.encryption',
        'kms creates a key, and the buckets exist and have their own; write the ARN of their key as encryptionKeyArn',
      ),
    ],
    [
      'access logs of buckets that exist',
      prod({ storage: { createBuckets: false, accessLogBucket: 'logs' } }),
      at(
        'storage.accessLogBucket',
        'logs has no effect on buckets that exist; leave it out, or set createBuckets to true',
      ),
    ],
    [
      'the ARN of a bucket',
      prod({ storage: { accessLogBucket: 'arn:aws:s3:::my-logs' } }),
      at('storage.accessLogBucket', "arn:aws:s3:::my-logs is an address of a bucket; write its name alone, 'my-logs'"),
    ],
    [
      'access logs in a bucket of an invalid name',
      prod({ storage: { accessLogBucket: 'Logs' } }),
      at(
        'storage.accessLogBucket',
        'Logs is not a valid bucket name; use lower-case letters, digits and hyphens, with a letter or a digit at both ends',
      ),
    ],
    ['access logs in a bucket with dots', prod({ storage: { accessLogBucket: 'logs.acme.com' } }), []],
    [
      'access logs in a bucket with the name of an address',
      prod({ storage: { accessLogBucket: '10.0.0.1' } }),
      at(
        'storage.accessLogBucket',
        '10.0.0.1 is not a valid bucket name; use lower-case letters, digits and hyphens, with a letter or a digit at both ends',
      ),
    ],
    [
      'access logs in the bucket that they are about',
      prod({ storage: { chunkBucketName: 'mine', accessLogBucket: 'mine' } }),
      at('storage.accessLogBucket', 'mine is a bucket of Loki, which would log its own logs; use a bucket of its own'),
    ],
    [
      'passwords that nobody keeps',
      prod({ credentials: { from: 'kubernetes-secret', createSecrets: false } }),
      at(
        'credentials.createSecrets',
        'false is for credentials from secrets-manager or external-secrets, and they are from kubernetes-secret; leave it out',
      ),
    ],
    [
      'a boundary of another account',
      prod({ permissionsBoundary: 'arn:aws:iam::444455556666:policy/b' }),
      at(
        'permissionsBoundary',
        'arn:aws:iam::444455556666:policy/b belongs to account 444455556666, and the environment is in 111122223333; name a policy of 111122223333',
      ),
    ],
    [
      'a boundary of another partition',
      prod({ permissionsBoundary: 'arn:aws-cn:iam::aws:policy/b' }),
      at(
        'permissionsBoundary',
        'arn:aws-cn:iam::aws:policy/b is in partition aws-cn, and us-east-1 is in aws; write arn:aws:iam::…',
      ),
    ],
    [
      'a boundary by name',
      prod({ permissionsBoundary: 'boundary' }),
      at(
        'permissionsBoundary',
        'boundary is not the ARN of a managed policy; write one such as ' +
          "'arn:aws:iam::111122223333:policy/boundary'",
      ),
    ],
    ...['platform', '/platform', 'platform/', '//', '/a b/', `/${'x'.repeat(511)}/`].map(
      (rolePath): [string, unknown, string[]] => [
        `path ${rolePath.slice(0, 20)} of roles`,
        prod({ rolePath }),
        at(
          'rolePath',
          `${rolePath.length > 60 ? cut(rolePath) : rolePath} is not a path of IAM; begin and end it with a slash, as '/platform/'`,
        ),
      ],
    ),
    ...['/aws-service-role/', '/aws-reserved/sso/'].map((rolePath): [string, unknown, string[]] => [
      `path ${rolePath}, of roles of AWS`,
      prod({ rolePath }),
      at('rolePath', `${rolePath} is a path that IAM keeps for roles of AWS; use another, such as '/platform/'`),
    ]),
    [
      'a tag by which controllers find subnets',
      prod({ tags: { 'kubernetes.io/role/elb': '1' } }),
      at(
        'tags',
        `{"kubernetes.io/role/elb":"1"} has the key 'kubernetes.io/role/elb', by which controllers tell subnets apart; leave it out`,
      ),
    ],
    [
      'annotations that kubectl writes',
      prod({ annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } }),
      at(
        'annotations',
        '{"kubectl.kubernetes.io/last-applied-configuration":"{}"} has the key kubectl.kubernetes.io/last-applied-configuration, which Kubernetes writes itself; leave it out',
      ),
    ],
    [
      'a tag that AWS reserves',
      prod({ tags: { 'aws:x': 'y' } }),
      at('tags', `{"aws:x":"y"} has the key 'aws:x', which AWS reserves; leave it out`),
    ],
    [
      'a tag with a character that AWS refuses',
      prod({ tags: { owner: 'a&b' } }),
      at(
        'tags',
        `{"owner":"a&b"} has the value 'a&b', which AWS does not accept; use letters, digits, spaces and _.:/=+-@`,
      ),
    ],
    [
      'a tag that is a number',
      prod({ tags: { team: 1 } }),
      at('tags.team', "1 is not a string; write one such as 'platform'"),
    ],
    [
      'an unknown removal policy',
      prod({ removalPolicy: 'delete' }),
      at('removalPolicy', 'delete is not one of retain, destroy; write one of them'),
    ],
    [
      'a change of stacks that is not a function',
      prod({ customizeStack: {} }),
      at('customizeStack', '{} is not a function; write one such as (stack) => { … }'),
    ],
  ]);
});
