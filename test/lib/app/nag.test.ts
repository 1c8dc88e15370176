import { Duration, Validations } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { IrsaRole } from '../../../lib/identity/irsa-role';
import { LogEncryption, LogStorage } from '../../../lib/storage/log-storage';
import { OidcTrust } from '../../../lib/identity/oidc-trust';
import { ISSUER, lokiIdentity, testStack } from '../helpers';
import { fastApp } from '../../helpers/fast-app';

function build(encryption: LogEncryption) {
  const app = fastApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stack = testStack('eu-west-1', app);
  const trust = new OidcTrust(stack, 'Trust', { issuerUrl: `https://${ISSUER}` });
  const storage = new LogStorage(stack, 'Storage', {
    chunkBucketName: 'test-chunks',
    rulerBucketName: 'test-ruler',
    tenants: [{ tenant: 'dev', retention: Duration.days(28) }],
    encryption,
  });
  const loki = new IrsaRole(stack, 'LokiRole', { trust, identity: lokiIdentity() });
  storage.grantReadWrite(loki);
  return { app, stack, storage, loki };
}

describe.each([LogEncryption.S3_MANAGED, LogEncryption.KMS])(
  'AWS Solutions checks of storage and role, %s',
  (encryption) => {
    test('find nothing but what is known and meant', () => {
      const { app, stack, storage, loki } = build(encryption);
      for (const bucket of [storage.chunkBucket, storage.rulerBucket]) {
        const id = stack.getLogicalId(bucket.node.defaultChild as s3.CfnBucket);
        Validations.of(bucket).acknowledge({
          id: 'AwsSolutions-S1',
          reason:
            'one role has access, whose every query would write thousands of records; serverAccessLogsBucket is there',
        });
        Validations.of(loki).acknowledge({
          id: `AwsSolutions-IAM5[Resource::<${id}.Arn>/*]`,
          reason: 'Loki names its objects itself; the wildcard ends at its own bucket',
        });
      }
      expect(() => app.synth()).not.toThrow();
    });

    test('do run: without an acknowledgement they fail', () => {
      expect(() => build(encryption).app.synth()).toThrow();
    });
  },
);
