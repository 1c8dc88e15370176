import { resolveEnvironment } from '../../../lib/environment/environment';
import { resourcesOf, stageOf, templatesOf } from '../../helpers/environments';
import { library, lines } from './loki-logging/doors';

const storeEndpoint = { url: 'https://minio.storage.svc:9000', accessKey: { secret: 'loki-s3' } };
const issuer = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';

test('with another store no bucket and no role of Loki is made', () => {
  const environment = resolveEnvironment('prod', {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { existing: { name: 'prod', oidcIssuer: issuer } },
    storage: { endpoint: storeEndpoint },
  });
  const { Storage, Logging } = templatesOf(stageOf(environment));
  expect(Storage && resourcesOf(Storage, 'AWS::S3::Bucket')).toEqual([]);
  const roles = Logging ? resourcesOf(Logging, 'AWS::IAM::Role') : [];
  expect(roles.map(([id]) => id).filter((id) => id.includes('LokiRole'))).toEqual([]);
  // Those that read passwords stay.
  expect(roles.filter(([id]) => id.startsWith('Credentials'))).toHaveLength(3);
  expect(Object.keys(Logging?.Outputs ?? {})).not.toContain('LokiRoleArn');
});

test('a construct with another store names its buckets, and says that there is no role', () => {
  const logging = library({ storeEndpoint, chunkBucketName: 'our-chunks', rulerBucketName: 'our-rules' });
  expect(logging.storage.objectStore).toMatchObject({ chunkBucket: 'our-chunks', rulerBucket: 'our-rules' });
  expect(() => logging.lokiRole).toThrow('Stack/Logging/Delivery.role: Loki reaches its store with an access key');
});

test('a construct refuses keys of AWS with another store', () => {
  expect(lines(() => library({ storeEndpoint, encryption: 'KMS' }))).toEqual([
    'Stack/Logging.encryption: is for buckets in AWS, and storeEndpoint.url is https://minio.storage.svc:9000; leave out one of the two',
  ]);
});
