import { InputError, problemText } from '../../../../charts/input/problems';
import { resolveEnvironment } from '../../../../lib/environment/environment';
import { library } from '../../app/loki-logging/doors';
import { good, kmsKey, linesOf, prod, refused } from './environments';

const endpoint = { url: 'https://minio.storage.svc:9000', accessKey: { secret: 'loki-s3' } };
const AWS = 'https://s3.us-east-1.amazonaws.com';

describe('addresses of the store are refused in both doors', () => {
  test.each<[string, object, string[]]>([
    [
      'text that is not a URL',
      { url: 'minio:9000' },
      ["url: minio:9000 is not a URL; write one such as 'https://minio.storage.svc:9000'"],
    ],
    [
      'a path',
      { ...endpoint, url: 'https://minio.storage.svc/loki' },
      ['url: https://minio.storage.svc/loki has a path; write host and port alone: buckets have names of their own'],
    ],
    [
      'plain HTTP without the word',
      { ...endpoint, url: 'http://minio.storage.svc:9000' },
      ['url: http://minio.storage.svc:9000 is unencrypted; use https, or write plainHttp: true if that is meant'],
    ],
    [
      'plain HTTP to AWS',
      { url: 'http://s3.us-east-1.amazonaws.com' },
      ['url: http://s3.us-east-1.amazonaws.com is unencrypted; use https'],
    ],
    [
      'no access key',
      { url: endpoint.url },
      [
        "accessKey: missing, and https://minio.storage.svc:9000 knows no role of AWS; write the name of its Secret in Loki's namespace, such as { secret: 'loki-s3' }",
      ],
    ],
    [
      'an access key for AWS',
      { ...endpoint, url: AWS },
      ["accessKey: is not used by S3 of AWS, where pods have Loki's role; leave it out"],
    ],
    [
      'the name of an interface endpoint as the console of AWS shows it',
      { url: 'https://*.vpce-0a1b2c3d-4e5f.s3.us-east-1.vpce.amazonaws.com' },
      [
        "url: https://*.vpce-0a1b2c3d-4e5f.s3.us-east-1.vpce.amazonaws.com has a * in its host; write 'https://bucket.vpce-0a1b2c3d-4e5f.s3.us-east-1.vpce.amazonaws.com'",
      ],
    ],
    ['a misspelt field', { ...endpoint, pathstyle: true }, ['pathstyle: not a key; did you mean pathStyle?']],
    [
      'no authority',
      { ...endpoint, ca: {} },
      ["ca: has none of secret, configMap, pem; write one such as { secret: 'minio-ca' }"],
    ],
    [
      'two authorities',
      { ...endpoint, ca: { secret: 'a', configMap: 'b' } },
      ['ca: has configMap and secret; leave one of the two out'],
    ],
    [
      'a region of no form',
      { ...endpoint, region: 'EU West' },
      ["region: EU West is not the name of a region; write that of the server's configuration, such as 'us-east-1'"],
    ],
  ])('%s', (_what, given, lines) => {
    expect(linesOf(prod({ storage: { endpoint: given } }))).toEqual(
      lines.map((line) => `environments.prod.storage.endpoint.${line}`),
    );
    let found: string[] = [];
    try {
      library({ storeEndpoint: given });
    } catch (error) {
      found = error instanceof InputError ? error.problems.map(problemText) : [String(error)];
    }
    const ours = found.filter((line) => !line.includes('eu-west-1'));
    expect(ours).toEqual(lines.map((line) => `Stack/Logging.storeEndpoint.${line}`));
  });
});

describe('fields of buckets in AWS contradict another store', () => {
  test('all of them at once', () => {
    const storage = {
      endpoint,
      encryption: 'kms',
      otherKeyArns: [kmsKey('us-east-1')],
      createBuckets: true,
      accessLogBucket: 'logs',
    };
    const is = 'is for buckets in AWS, and storage.endpoint.url is https://minio.storage.svc:9000';
    expect(linesOf(prod({ storage }))).toEqual([
      `environments.prod.storage.encryption: kms ${is}; leave it out`,
      expect.stringMatching(/^environments\.prod\.storage\.otherKeyArns: \[.*; leave it out$/),
      `environments.prod.storage.accessLogBucket: logs ${is}; leave it out`,
      `environments.prod.storage.createBuckets: true ${is}; leave it out, and make the two buckets there`,
    ]);
  });

  test('a region beside an address of AWS, and one of another region', () => {
    const storage = { endpoint: { url: 'https://s3.eu-west-1.amazonaws.com', region: 'eu-west-1' } };
    expect(linesOf(prod({ storage }))).toEqual([
      'environments.prod.storage.endpoint.region: eu-west-1 has no effect, since https://s3.eu-west-1.amazonaws.com is in eu-west-1; leave it out',
      'environments.prod.storage.endpoint.url: https://s3.eu-west-1.amazonaws.com is in eu-west-1, and the buckets are in us-east-1; write the address in us-east-1',
    ]);
  });

  test('FIPS where AWS has none, or beside an address', () => {
    expect(linesOf(prod({ region: 'eu-west-1', storage: { fips: true } }))).toEqual([
      'environments.prod.storage.fips: eu-west-1 has no FIPS endpoint of S3, and us-east-1, us-east-2, us-west-1, us-west-2, us-gov-east-1, us-gov-west-1, ca-central-1, ca-west-1 have one; leave fips out',
    ]);
    expect(linesOf(prod({ storage: { fips: true, endpoint: { url: AWS } } }))).toEqual([
      'environments.prod.storage.fips: true has no effect, since endpoint names the address; leave one of the two out',
    ]);
  });

  test('two environments in one bucket of one store', () => {
    const storage = { endpoint, chunkBucketName: 'loki-chunks', rulerBucketName: 'loki-rules' };
    const elsewhere = { ...endpoint, url: 'https://minio.other.svc:9000' };
    const two = (other: object) => ({ a: { ...good, storage }, b: { ...good, storage: { ...storage, ...other } } });
    expect(linesOf(two({ endpoint: elsewhere }))).toEqual([]);
    expect(linesOf(two({})).map((line) => line.split(':')[0])).toEqual(['environments.b.storage.chunkBucketName']);
  });
});

test('an environment with another store has no role, and its requests are signed for the region of the store', () => {
  const storage = { endpoint: { ...endpoint, region: 'garage' } };
  const { identity, objectStore } = resolveEnvironment('prod', { ...good, storage });
  expect(identity?.roleArn).toBeUndefined();
  expect(objectStore).toEqual({
    chunkBucket: 'loki-prod-chunks-111122223333-us-east-1',
    rulerBucket: 'loki-prod-ruler-111122223333-us-east-1',
    region: 'garage',
    endpoint,
  });
  expect(resolveEnvironment('prod', { ...good, storage: { endpoint } }).objectStore?.region).toBe('us-east-1');
});

describe('moves of chunks', () => {
  const move = (to: unknown, afterDays: unknown, change: object = {}) =>
    prod({ retention: '90d', storage: { transition: { to, afterDays } }, ...change });
  const path = 'environments.prod.storage.transition';
  refused([
    ['to a class that is read at once', move('STANDARD_IA', 30), []],
    ['to tiering after a day', move('INTELLIGENT_TIERING', 1), []],
    [
      'to an archive',
      move('GLACIER', 30),
      [`${path}.to: GLACIER is not one of STANDARD_IA, INTELLIGENT_TIERING; write one of them`],
    ],
    [
      'earlier than S3 moves them',
      move('STANDARD_IA', 7),
      [
        `${path}: {"to":"STANDARD_IA","afterDays":7} is earlier than the 30 days after which S3 moves objects to STANDARD_IA; write afterDays: 30 or more, or to: 'INTELLIGENT_TIERING'`,
      ],
    ],
    [
      'after no time',
      move('INTELLIGENT_TIERING', 0),
      [`${path}.afterDays: 0 is not a whole number of at least 1 and at most 3650; write one such as 30`],
    ],
    [
      'that costs more than it saves',
      move('STANDARD_IA', 30, { retention: '28d' }),
      [
        `${path}.afterDays: 30 days, and lines are kept for 28: STANDARD_IA would bill more than it saves; leave the transition out, or keep lines for 60 days or more`,
      ],
    ],
    [
      'of a tenant that is kept longer',
      move('STANDARD_IA', 30, { retention: '28d', loki: { tenantLimits: { prod: { retention_period: '90d' } } } }),
      [],
    ],
    [
      'of a tenant with a retention of its own',
      move('STANDARD_IA', 60, { retention: '28d', loki: { tenantRetention: { prod: '365d' } } }),
      [],
    ],
    [
      'of streams that are kept longer',
      move('STANDARD_IA', 60, {
        retention: '28d',
        loki: { streamRetention: [{ selector: '{namespace="a"}', retention: '365d' }] },
      }),
      [],
    ],
    [
      'to an archive, with a retention that is too short for it',
      move('GLACIER', 30, { retention: '28d' }),
      [`${path}.to: GLACIER is not one of STANDARD_IA, INTELLIGENT_TIERING; write one of them`],
    ],
    [
      'in buckets that exist',
      prod({ storage: { createBuckets: false, transition: { to: 'STANDARD_IA', afterDays: 30 } }, retention: '90d' }),
      [
        `${path}: {"to":"STANDARD_IA","afterDays":30} has no effect on buckets that exist; leave it out, or set createBuckets to true`,
      ],
    ],
  ]);
});

describe('names in the namespace of an account', () => {
  const names = { chunkBucketName: 'chunks-111122223333-us-east-1-an', rulerBucketName: 'rules' };
  refused([
    [
      'a bucket that is to be made',
      prod({ storage: names }),
      [
        'environments.prod.storage.chunkBucketName: chunks-111122223333-us-east-1-an ends with -an, which S3 keeps for the namespaces of accounts; ' +
          'end it with another word, or make the buckets, and write createBuckets: false',
      ],
    ],
  ]);

  test('are right for buckets that exist', () => {
    expect(linesOf(prod({ storage: { ...names, createBuckets: false } }))).toEqual([]);
  });
});
