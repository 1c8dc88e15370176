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
    { Resources: Record<string, Loose>; Outputs?: unknown }
  >;
  const objects = environmentCharts(environment)
    .manifests()
    .flatMap((file) => file.objects as unknown as Manifest[]);

  const findingsAfter = (change: (resources: Resources) => unknown) => {
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
  type Resources = (stack: string, type: string) => Loose;
  const keyStatements = (resources: Resources): Loose[] =>
    resources('Storage', 'StorageKey')['Properties']['KeyPolicy']['Statement'];
  /** Takes away that the key's policy names the role. */
  const takeAway = (resources: Resources) => keyStatements(resources).pop();
  const POLICY = 'DeliveryLokiRoleDefaultPolicy';
  /** Allows the key in the policy of the role, as other stacks do. */
  const grantByIam = (resources: Resources) => {
    takeAway(resources);
    resources('Logging', POLICY)['Properties']['PolicyDocument']['Statement'].push({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: { 'Fn::ImportValue': exportOfKey },
    });
  };
  const exportOfKey = Object.values(templates['Storage']?.['Outputs'] as Record<string, Loose>)
    .map((output) => output['Export']?.Name as string | undefined)
    .find((name) => name?.includes('StorageKey'));

  test('our templates keep it', () => {
    expect(findingsAfter(() => undefined)).toEqual([]);
  });

  test('the role must be allowed to use the key', () => {
    expect(findingsAfter(takeAway)).toEqual([
      `Logging/DeliveryLokiRole8256ECA7 Policies: nothing allows kms:GenerateDataKey and kms:Decrypt on ${KEY}, ${whose}; allow kms:GenerateDataKey and kms:Decrypt on the key`,
    ]);
  });

  test('the key must delegate to the account', () => {
    const toAdmin = (resources: Resources) => {
      takeAway(resources);
      (keyStatements(resources)[0] as Loose)['Principal']['AWS'] = 'arn:aws:iam::111122223333:role/admin';
    };
    expect(findingsAfter(toAdmin)).toEqual([
      `${KEY} KeyPolicy: allows nobody in account 111122223333 to use kms:GenerateDataKey and kms:Decrypt, ${whose}; allow kms:* to the root of the account, which delegates to IAM policies, or kms:GenerateDataKey and kms:Decrypt to ${role}`,
    ]);
  });

  test('or allow the role itself', () => {
    const directly = (resources: Resources) => {
      resources('Storage', 'StorageKey')['Properties']['KeyPolicy']['Statement'] = [toRole];
    };
    expect(findingsAfter(directly)).toEqual([]);
  });

  test('a condition on another role allows nothing', () => {
    const other = (resources: Resources) =>
      ((keyStatements(resources).at(-1) as Loose)['Condition']['ArnLike']['aws:PrincipalArn'] = [`${role}-2`]);
    expect(findingsAfter(other)).toEqual([
      `Logging/DeliveryLokiRole8256ECA7 Policies: nothing allows kms:GenerateDataKey and kms:Decrypt on ${KEY}, ${whose}; allow kms:GenerateDataKey and kms:Decrypt on the key`,
    ]);
  });

  describe('STORAGE-KMS-2', () => {
    test('a permission that comes after the buckets have changed is too late', () => {
      const late = 'is used before Logging/DeliveryLokiRoleDefaultPolicy96472E79 allows it to';
      expect(findingsAfter(grantByIam)).toEqual(
        ['Storage/StorageChunkBucketCD29784C', 'Storage/StorageRulerBucket9ED91D64'].map(
          (bucket) =>
            `${bucket} BucketEncryption: ${KEY} ${late} ${role}; allow kms:GenerateDataKey and kms:Decrypt to the role in the policy of the key`,
        ),
      );
    });
  });

  test('a key without a policy has a default policy that delegates', () => {
    const byDefault = (resources: Resources) => {
      grantByIam(resources);
      delete resources('Storage', 'StorageKey')['Properties']['KeyPolicy'];
    };
    expect(findingsAfter(byDefault).filter((finding) => finding.includes('Policies'))).toEqual([]);
  });

  test('STORAGE-KMS-3: the key must be symmetric', () => {
    const ofKind = (KeySpec: string) => (resources: Resources) =>
      (resources('Storage', 'StorageKey')['Properties']['KeySpec'] = KeySpec);
    expect(findingsAfter(ofKind('ECC_NIST_P256'))).toEqual([
      `${KEY}: is a key of the kind ECC_NIST_P256, and S3 and Secrets Manager encrypt with symmetric keys alone; leave keySpec and keyUsage out`,
    ]);
    expect(findingsAfter(ofKind('SYMMETRIC_DEFAULT'))).toEqual([]);
  });

  test('a key from elsewhere has no findings', () => {
    const imported = (resources: Resources) => {
      for (const id of ['StorageChunkBucket', 'StorageRulerBucket']) {
        const [rule] = resources('Storage', id)['Properties']['BucketEncryption']['ServerSideEncryptionConfiguration'];
        rule['ServerSideEncryptionByDefault']['KMSMasterKeyID'] = 'arn:aws:kms:us-east-1:111122223333:key/x';
      }
      takeAway(resources);
    };
    expect(findingsAfter(imported)).toEqual([]);
  });
});
