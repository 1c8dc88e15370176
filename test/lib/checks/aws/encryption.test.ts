import { resolveEnvironment, type EnvironmentProps, environmentCharts } from '../../../../lib/environment/environment';
import environments from '../../../../bin/environments';
import { templatesOf, stageOf } from '../../../helpers/environments';
import { type Loose } from '../harness';
import { type Manifest } from '../../../../lib/manifests/manifest';
import { type TemplatesSubject } from '../../../../lib/checks/rule';
import { Manifests } from '../../../../lib/manifests/manifests';
import { type Template } from '../../../../lib/checks/read/templates/template';
import { ENCRYPTION_RULES } from '../../../../lib/checks/aws/encryption';

describe('STORAGE-KMS-1', () => {
  const environment = resolveEnvironment('prod', {
    ...(environments['prod'] as EnvironmentProps),
    storage: { encryption: 'kms' },
  });
  const templates = templatesOf(stageOf(environment)) as unknown as Record<
    string,
    { Resources: Record<string, Loose> }
  >;
  const objects = environmentCharts(environment)
    .manifests()
    .flatMap((file) => file.objects as unknown as Manifest[]);

  const findingsAfter = (change: (resources: (stack: string, type: string) => Loose) => unknown) => {
    const copy = structuredClone(templates);
    change(
      (stack, id) => Object.entries(copy[stack]?.Resources ?? {}).find(([key]) => key.startsWith(id))?.[1] as Loose,
    );
    const subject: TemplatesSubject = {
      environment,
      manifests: new Manifests(objects),
      templates: Object.entries(copy).map(([stack, { Resources }]) => ({
        stack,
        resources: Resources as Template['resources'],
        bytes: 0,
      })),
    };
    return ENCRYPTION_RULES.flatMap(({ check }) => check(subject)).map(
      ({ path, found, fix }) => `${path}: ${found}; ${fix}`,
    );
  };

  const KEY = 'Storage/StorageKeyBAA9457B';
  const whose = 'but bucket loki-prod-chunks-111122223333-us-east-1 is encrypted with it';
  const role = 'arn:aws:iam::111122223333:role/loki-prod-us-east-1';
  const toRole = {
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    Principal: { AWS: role },
    Resource: '*',
  };
  const takeAway = (resources: (stack: string, type: string) => Loose) =>
    resources('Logging', 'DeliveryLokiRoleDefaultPolicy')['Properties']['PolicyDocument']['Statement'].pop();

  test('our templates keep it', () => {
    expect(findingsAfter(() => undefined)).toEqual([]);
  });

  test('the role must be allowed to use the key', () => {
    expect(findingsAfter(takeAway)).toEqual([
      `Logging/DeliveryLokiRole8256ECA7 Policies: nothing allows kms:GenerateDataKey and kms:Decrypt on ${KEY}, ${whose}; allow kms:GenerateDataKey and kms:Decrypt on the key`,
    ]);
  });

  test('the key must delegate to the account', () => {
    expect(
      findingsAfter(
        (resources) =>
          (resources('Storage', 'StorageKey')['Properties']['KeyPolicy']['Statement'][0]['Principal']['AWS'] =
            'arn:aws:iam::111122223333:role/admin'),
      ),
    ).toEqual([
      `${KEY} KeyPolicy: allows nobody in account 111122223333 to use kms:GenerateDataKey and kms:Decrypt, ${whose}; allow kms:* to the root of the account, which delegates to IAM policies, or kms:GenerateDataKey and kms:Decrypt to ${role}`,
    ]);
  });

  test('or allow the role itself', () => {
    const directly = (resources: (stack: string, type: string) => Loose) => {
      resources('Storage', 'StorageKey')['Properties']['KeyPolicy']['Statement'] = [toRole];
      takeAway(resources);
    };
    expect(findingsAfter(directly)).toEqual([]);
  });

  test('a key without a policy has a default policy that delegates', () => {
    expect(findingsAfter((resources) => delete resources('Storage', 'StorageKey')['Properties']['KeyPolicy'])).toEqual(
      [],
    );
  });

  test('a key from elsewhere has no findings', () => {
    const imported = (resources: (stack: string, type: string) => Loose) => {
      for (const id of ['StorageChunkBucket', 'StorageRulerBucket']) {
        const [rule] = resources('Storage', id)['Properties']['BucketEncryption']['ServerSideEncryptionConfiguration'];
        rule['ServerSideEncryptionByDefault']['KMSMasterKeyID'] = 'arn:aws:kms:us-east-1:111122223333:key/x';
      }
      takeAway(resources);
    };
    expect(findingsAfter(imported)).toEqual([]);
  });
});
