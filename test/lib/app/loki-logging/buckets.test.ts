import { Stack } from 'aws-cdk-lib';
import { LogStorage } from '../../../../lib/storage/log-storage';
import { fastApp } from '../../../helpers/fast-app';
import { ENV, library, lines } from './doors';

describe('LokiLogging refuses buckets that exist', () => {
  test('buckets in another region', () => {
    const stack = new Stack(fastApp(), 'Stack', { env: ENV });
    const storage = LogStorage.fromLogStorageAttributes(stack, 'Buckets', {
      chunkBucketName: 'our-chunks',
      rulerBucketName: 'our-rules',
      region: 'us-west-2',
    });
    expect(lines(() => library({ storage }, stack))).toEqual([
      'Stack/Logging.storage: has buckets in us-west-2, and the stack is in eu-west-1; use buckets in eu-west-1',
    ]);
  });

  test('settings of buckets that are made, with buckets that exist', () => {
    const stack = new Stack(fastApp(), 'Stack', { env: ENV });
    const names = { chunkBucketName: 'our-chunks', rulerBucketName: 'our-rules', region: ENV.region };
    const storage = LogStorage.fromLogStorageAttributes(stack, 'Buckets', names);
    expect(lines(() => library({ storage, accessLogBucket: 'logs' }, stack))).toEqual([
      'Stack/Logging.accessLogBucket: logs is for buckets that are made, and storage has some; leave it out',
    ]);
  });
});
