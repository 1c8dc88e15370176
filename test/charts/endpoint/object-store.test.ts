import { RegionInfo } from 'aws-cdk-lib/region-info';
import {
  bucketNameFault,
  isInAws,
  regionFault,
  regionProblem,
  requiredStore,
} from '../../../charts/endpoint/object-store';

const KEY = { secret: 'loki-s3' };

test.each(['us-east-1', 'eu-west-1', 'us-gov-west-1', 'cn-north-1'])('Loki stores in %s', (region) => {
  expect(regionFault(region)).toBeUndefined();
  expect(regionProblem(region)).toBeUndefined();
});

test('regions that Loki does not know are those after its client of S3', () => {
  const inAws = RegionInfo.regions.filter(({ partition }) => ['aws', 'aws-cn', 'aws-us-gov'].includes(partition ?? ''));
  const unknown = inAws.map(({ name }) => name).filter((name) => regionFault(name) !== undefined);
  expect(unknown.sort()).toEqual(['ap-southeast-6', 'me-west-1']);
});

test('names of buckets have 3 to 63 characters', () => {
  const lengths = [2, 3, 63, 64];
  expect(lengths.map((length) => bucketNameFault('a'.repeat(length))?.wrong)).toEqual([
    'is shorter than the 3 characters S3 requires',
    undefined,
    undefined,
    'is 64 characters long, and S3 accepts at most 63',
  ]);
});

test('Loki takes a region that it does not know for another, so it is refused', () => {
  expect(regionFault('us-east-9')).toEqual({
    wrong: 'is not a region that loki 3.7.6 can store in',
    fix: "write one such as 'us-east-1'",
  });
  expect(regionProblem('us-east-9')).toBe(
    "is not a region that loki 3.7.6 can store in; write one such as 'us-east-1'",
  );
});

test.each<[string, object, string[]]>([
  ['a store without a key', { endpoint: { url: 'https://minio.storage.svc' } }, ['store.endpoint.accessKey']],
  [
    'S3 of AWS with a key',
    { endpoint: { url: 'https://s3.us-east-1.amazonaws.com', accessKey: KEY } },
    ['store.endpoint.accessKey'],
  ],
  ['S3 of another region', { endpoint: { url: 'https://s3.eu-west-1.amazonaws.com' } }, ['store.endpoint.url']],
  ['a region that AWS has not', { region: 'garage' }, ['store.region']],
  ['FIPS in Europe', { region: 'eu-west-1', fips: true }, ['store.fips']],
  ['FIPS beside an address', { fips: true, endpoint: { url: 'https://s3.us-east-1.amazonaws.com' } }, ['store.fips']],
  ['plain HTTP without the word', { endpoint: { url: 'http://minio', accessKey: KEY } }, ['store.endpoint.url']],
  [
    'the word without plain HTTP',
    { endpoint: { url: 'https://minio', plainHttp: true, accessKey: KEY } },
    ['store.endpoint.plainHttp'],
  ],
  [
    'an authority without TLS',
    { endpoint: { url: 'http://minio', plainHttp: true, ca: { secret: 'ca' }, accessKey: KEY } },
    ['store.endpoint.ca'],
  ],
  ['one bucket', { rulerBucket: 'chunks' }, ['store.rulerBucket']],
  [
    'several at once',
    { endpoint: { url: 'minio', pathStyle: 'no', accessKey: {} } },
    ['store.endpoint.url', 'store.endpoint.pathStyle', 'store.endpoint.accessKey.secret'],
  ],
])('%s is refused', (_what, change, paths) => {
  const store = { chunkBucket: 'chunks', rulerBucket: 'rules', region: 'us-east-1', ...change };
  expect(requiredStore('store', store).map(({ path }) => path)).toEqual(paths);
});

test('servers with the API of S3 have regions of their own', () => {
  const store = { chunkBucket: 'chunks', rulerBucket: 'rules', region: 'garage' };
  expect(requiredStore('store', { ...store, endpoint: { url: 'https://garage:3900', accessKey: KEY } })).toEqual([]);
});

test('a host that only begins like one of AWS is not in AWS', () => {
  expect(isInAws({ endpoint: { url: 'https://s3.us-east-1.amazonaws.com.example.com' } })).toBe(false);
  expect(isInAws({ endpoint: { url: 'https://s3.cn-north-1.amazonaws.com.cn' } })).toBe(true);
});
