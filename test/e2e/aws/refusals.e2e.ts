import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { EnvironmentProps } from '../../../lib/environment/props';
import type { PlainTemplate } from '../../helpers/environments';
import { answerOf, clientsOf } from './clients';
import { DirectDeployment } from './direct-deployment';
import { assumeRole, createCluster } from './identity';
import { ACCOUNT, LocalAws, REGION } from './local-aws';

const LOKI = 'system:serviceaccount:loki:loki';

let aws: LocalAws;

beforeAll(async () => {
  aws = await LocalAws.start();
});

afterAll(() => aws.stop());

describe('CloudFormation', () => {
  let deployment: DirectDeployment | undefined;
  const stacks = () => (deployment ??= new DirectDeployment(aws, 'any', REGION));
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'exported' }, DeletionPolicy: 'Retain' };
  // A changed resource, since CloudFormation ignores a template without one.
  const handle = { Type: 'AWS::CloudFormation::WaitConditionHandle', Properties: {} };
  let handles = 0;
  const exporter = (Outputs: object): PlainTemplate =>
    ({ Resources: { Bucket: bucket, [`Handle${++handles}`]: handle }, Outputs }) as PlainTemplate;
  const exported = (Value: unknown) => ({ Name: { Value, Export: { Name: 'exporter:Name' } } });
  const importer = (value: unknown): PlainTemplate => ({
    Resources: { Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/p', Type: 'String', Value: value } } },
  });

  test('does not remove or change an export in use', async () => {
    await stacks().deployStack('exporter', exporter(exported({ Ref: 'Bucket' })));
    await stacks().deployStack('importer', importer({ 'Fn::ImportValue': 'exporter:Name' }));
    await expect(stacks().deployStack('exporter', exporter({}))).rejects.toThrow(
      'Export exporter:Name cannot be deleted as it is in use by importer',
    );
    await expect(stacks().deployStack('exporter', exporter(exported('other')))).rejects.toThrow(
      'Export exporter:Name cannot be updated as it is in use by importer',
    );
  });

  test('creates no secret of a name that is scheduled for deletion', async () => {
    const secret = (DeletionPolicy: string) =>
      ({
        Resources: {
          Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 's', SecretString: 'x' }, DeletionPolicy },
          Handle: handle,
        },
      }) as unknown as PlainTemplate;
    const none: PlainTemplate = { Resources: { Handle: handle } };
    await stacks().deployStack('secrets', secret('Delete'));
    await stacks().deployStack('secrets', none);
    await expect(stacks().deployStack('secrets', secret('Delete'))).rejects.toThrow('scheduled for deletion');
  });
});

describe.each([
  ['us-east-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
])('an environment in %s', (region, partition) => {
  const name = `of-${region}`;
  const Bucket = `loki-${name}-chunks-${ACCOUNT}-${region}`;
  let issuer: string;

  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';

  beforeAll(async () => {
    // The local AWS gives every cluster an issuer of the partition `aws`.
    issuer = (await createCluster(aws, name, region)).replace('.amazonaws.com/', `.${suffix}/`);
    const props: EnvironmentProps = {
      account: ACCOUNT,
      region,
      cluster: { existing: { name, oidcIssuer: `https://${issuer}` } },
      storage: { encryption: 'kms' },
      credentials: { from: 'kubernetes-secret' },
    };
    await new DirectDeployment(aws, name, region).deploy(props);
    await clientsOf(aws, undefined, region).s3.send(new CreateBucketCommand({ Bucket: `other-${region}` }));
    await aws.enforceIam(true);
  });

  afterAll(() => aws.enforceIam(false));

  /** The answer to a request of Loki's, sent with a version of TLS or without TLS. */
  const ask = async (bucket: string, tls?: string) => {
    const arn = `arn:${partition}:iam::${ACCOUNT}:role/loki-${name}-${region}`;
    const { s3 } = clientsOf(aws, await assumeRole(aws, issuer, LOKI, arn, region), region);
    if (tls) {
      s3.middlewareStack.add(
        (next) => (args) => {
          (args.request as { headers: Record<string, string> }).headers['x-local-aws-tls'] = tls;
          return next(args);
        },
        { step: 'build' },
      );
    }
    const put = await answerOf(s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${name}/a`, Body: 'chunk' })));
    return [put, await answerOf(s3.send(new GetObjectCommand({ Bucket: bucket, Key: `${name}/a` })))];
  };

  test('lets Loki use its buckets and their key, and no other bucket', async () => {
    expect(await ask(Bucket)).toEqual(['allowed', 'allowed']);
    expect(await ask(`other-${region}`)).toEqual(['403 AccessDenied', '403 AccessDenied']);
  });

  test.each(['none', '1.0', '1.1'])('refuses requests with TLS %s', async (version) => {
    for (const answer of await ask(Bucket, version)) expect(answer).toMatch(/^403 /);
  });

  test.each(['1.2', '1.3'])('accepts requests with TLS %s', async (version) => {
    expect(await ask(Bucket, version)).toEqual(['allowed', 'allowed']);
  });

  test('trusts no role of another partition', async () => {
    const other = partition === 'aws' ? 'aws-cn' : 'aws';
    const arn = `arn:${other}:iam::${ACCOUNT}:role/loki-${name}-${region}`;
    expect(await answerOf(assumeRole(aws, issuer, LOKI, arn, region))).toMatch(/^40[03] /);
  });
});
