import { Aws } from '../../../bin/doctor/aws-ask';
import { ownLoki } from '../../../lib/environment/own-loki';
import { at, record, records, text, texts } from '../../../lib/manifests/shape';
import { sleep } from '../rig/wait';
import type { DoctorRig, Faults } from './doctor-injected';

/** Faults of AWS: its IAM and S3 answer as the rig's AWS does. */
export const awsFaults = (rig: DoctorRig): Faults => {
  /** Sends requests as the operator. */
  const operated = async <T>(work: (ask: Aws['ask']) => Promise<T>): Promise<T> => {
    const { environment, aws } = rig.running().cluster;
    const own = new Aws(environment.region, aws.operatorOptions);
    try {
      return await work(own.ask);
    } finally {
      await own.close();
    }
  };
  const roleOf = (): string => ownLoki(rig.running().cluster.environment).identity.roleArn?.split('/').at(-1) ?? '';
  const chunks = (): string => rig.running().cluster.buckets.chunks;
  const OF_TRUST = {
    ...{ hop: 'identity', first: /^identity-trust$/, fix: /aws iam get-role --role-name loki-doctor/ },
    seconds: 0,
  };
  /** Lets the role of Loki trust another subject. */
  const trusting = (subject: string) => async () => {
    const RoleName = roleOf();
    const before = await operated(async (ask) => record(record(await ask('iam', 'GetRole', { RoleName }))['Role']));
    const document = decodeURIComponent(text(before['AssumeRolePolicyDocument']) ?? '');
    const put = (PolicyDocument: string) =>
      operated((ask) => ask('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument }));
    await put(document.replaceAll('system:serviceaccount:loki:loki', subject));
    return async () => void (await put(document));
  };
  /** Changes the rules of the lifecycle of the chunks. */
  const expiring = (change: (rules: readonly object[]) => object[]) => async () => {
    const Bucket = chunks();
    const before = await operated((ask) => ask('s3', 'GetBucketLifecycleConfiguration', { Bucket }));
    const Rules = records(record(before)['Rules']);
    const put = (rules: object[]) =>
      operated((ask) =>
        ask('s3', 'PutBucketLifecycleConfiguration', { Bucket, LifecycleConfiguration: { Rules: rules } }),
      );
    await put(change(Rules));
    return async () => void (await put(Rules));
  };
  /** Lets the bucket of the chunks take a setting, and flushes chunks into it. */
  const onChunks = (operation: string, input: object, undo: () => Promise<unknown>) => async () => {
    await operated((ask) => ask('s3', operation, { Bucket: chunks(), ...input }));
    await rig.running().cluster.flush();
    return async () => {
      await undo();
      await sleep(10);
    };
  };
  return {
    'S3 away': {
      hop: 'buckets',
      first: /^bucket-unreachable$/,
      fix: /com\.amazonaws\.us-east-1\.s3/,
      seconds: 15,
      inject: async () => {
        const { cluster } = rig.running();
        await cluster.aws.disconnect();
        await cluster.flush();
        return async () => {
          cluster.aws.connect();
          await sleep(10);
        };
      },
    },
    // grafana/loki#21832: an upgrade renames the service account, and the trust policy has the former name.
    'a trust policy with the name of a former service account': {
      ...OF_TRUST,
      inject: trusting('system:serviceaccount:loki:former'),
    },
    'a trust policy with another namespace': { ...OF_TRUST, inject: trusting('system:serviceaccount:logging:loki') },
    // grafana/loki#20429: AccessDenied from one day to the next.
    'a role without its policy': {
      hop: 'buckets',
      first: /^bucket-denied$/,
      fix: /cdk deploy .*--revert-drift/,
      seconds: 15,
      inject: async () => {
        const RoleName = roleOf();
        const policies = await operated(async (ask) => {
          const names = texts(record(await ask('iam', 'ListRolePolicies', { RoleName }))['PolicyNames']);
          return Promise.all(
            names.map(async (PolicyName) => record(await ask('iam', 'GetRolePolicy', { RoleName, PolicyName }))),
          );
        });
        await operated((ask) =>
          Promise.all(policies.map(({ PolicyName }) => ask('iam', 'DeleteRolePolicy', { RoleName, PolicyName }))),
        );
        await rig.running().cluster.flush();
        return async () => {
          await operated((ask) =>
            Promise.all(
              policies.map(({ PolicyName, PolicyDocument }) =>
                ask('iam', 'PutRolePolicy', {
                  ...{ RoleName, PolicyName },
                  PolicyDocument: decodeURIComponent(text(PolicyDocument) ?? ''),
                }),
              ),
            ),
          );
          await sleep(10);
        };
      },
    },
    // noobaa/noobaa-core#10060 has the words of AWS for a policy that denies.
    'a policy of the bucket that denies': {
      hop: 'buckets',
      first: /^bucket-denied$/,
      fix: /get-bucket-policy/,
      seconds: 15,
      inject: async () => {
        const Bucket = chunks();
        const { Policy } = record(await operated((ask) => ask('s3', 'GetBucketPolicy', { Bucket })));
        const document = record(JSON.parse(text(Policy) ?? '{}'));
        const deny = {
          ...{ Effect: 'Deny', Principal: '*', Action: ['s3:GetObject', 's3:PutObject'] },
          Resource: `arn:aws:s3:::${Bucket}/*`,
        };
        const denying = JSON.stringify({ ...document, Statement: [...records(document['Statement']), deny] });
        return onChunks('PutBucketPolicy', { Policy: denying }, () =>
          operated((ask) => ask('s3', 'PutBucketPolicy', { Bucket, Policy: text(Policy) })),
        )();
      },
    },
    // A bucket keeps the ARN of a key that is deleted.
    'a KMS key of the bucket that is deleted': {
      hop: 'buckets',
      first: /^bucket-key$/,
      fix: /kms describe-key/,
      seconds: 15,
      inject: onChunks(
        'PutBucketEncryption',
        {
          ServerSideEncryptionConfiguration: {
            Rules: [
              {
                ApplyServerSideEncryptionByDefault: {
                  SSEAlgorithm: 'aws:kms',
                  KMSMasterKeyID: 'arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555',
                },
              },
            ],
          },
        },
        () =>
          operated((ask) =>
            ask('s3', 'PutBucketEncryption', {
              Bucket: chunks(),
              ServerSideEncryptionConfiguration: {
                Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
              },
            }),
          ),
      ),
    },
    // grafana/loki#15528: a rule of the lifecycle without a prefix.
    'a lifecycle that deletes the index': {
      hop: 'buckets',
      first: /^bucket-lifecycle-index$/,
      fix: /leave the rule out/,
      seconds: 0,
      inject: expiring((rules) => [
        ...rules,
        { ID: 'all', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 90 } },
      ]),
    },
    'a lifecycle that deletes chunks too early': {
      hop: 'buckets',
      first: /^bucket-lifecycle-short$/,
      fix: /cdk deploy .*--revert-drift/,
      seconds: 0,
      inject: expiring((rules) =>
        rules.map((rule) => (at(rule, 'Expiration.Days') === undefined ? rule : { ...rule, Expiration: { Days: 1 } })),
      ),
    },
  };
};
