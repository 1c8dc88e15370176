import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetBucketPolicyCommand, GetObjectCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { answerOf, clientsOf, stackStatuses } from './clients';
import { type Deployment, expectSuccess } from './deployment';
import type { Operation } from './local-aws';
import { byTitle, MANIFEST, objectsOf, rendered } from './manifests';

/** Properties that change if a bucket, a role or another resource is replaced. */
async function identities({ aws, name, buckets, roleArn }: Deployment): Promise<unknown> {
  const { cloudformation, iam, s3 } = clientsOf(aws);
  const resources: Record<string, string | undefined> = {};
  for (const StackName of Object.keys(await stackStatuses(aws)).filter((stack) => stack.startsWith(`${name}-`))) {
    const { StackResourceSummaries = [] } = await cloudformation.send(new ListStackResourcesCommand({ StackName }));
    for (const { LogicalResourceId, PhysicalResourceId } of StackResourceSummaries) {
      resources[`${StackName}/${LogicalResourceId}`] = PhysicalResourceId;
    }
  }
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: roleArn.split('/').at(-1) }));
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  return {
    resources,
    role: [Role?.RoleId, Role?.CreateDate],
    buckets: Buckets.filter(({ Name }) => buckets.includes(Name as string)),
  };
}

/** Puts an object into each bucket, for `expectChunks`. */
async function putChunks({ aws, buckets }: Deployment): Promise<void> {
  for (const Bucket of buckets) {
    await clientsOf(aws).s3.send(new PutObjectCommand({ Bucket, Key: 'fake/chunk', Body: 'a chunk' }));
  }
}

/** Expects that each bucket still has the object of `putChunks`. */
async function expectChunks({ aws, buckets }: Deployment): Promise<void> {
  for (const Bucket of buckets) {
    const { Body } = await clientsOf(aws).s3.send(new GetObjectCommand({ Bucket, Key: 'fake/chunk' }));
    expect(await Body?.transformToString()).toBe('a chunk');
  }
}

/** Deployment of an unchanged environment. */
export function unchangedTests(deployed: () => Deployment): void {
  test('deploying again without a change changes nothing', async () => {
    const before = await identities(deployed());
    const operations = deployed().operationsOf(() => {
      const result = deployed().deploy();
      expectSuccess(result);
      expect(result.stdout + result.stderr).toMatch(/\(no changes\)/);
    });
    expect(operations).toEqual([]);
    expect(await identities(deployed())).toEqual(before);
  });
}

/** Effects of a change. */
export interface Changed {
  /** Titles of changed objects. */
  readonly objects: string[];

  /** Physical ids of other updated resources. */
  readonly others: string[];
}

/** Deploys again after a change of the environment, and returns its effects. `change` writes the new environment. */
export async function deployChange(deployment: Deployment, change: () => void): Promise<Changed> {
  const before = await identities(deployment);
  const old = byTitle(rendered(deployment).flat());
  await putChunks(deployment);
  change();
  const operations = deployment.operationsOf(() => expectSuccess(deployment.deploy()));
  const now = byTitle(rendered(deployment).flat());
  const objects = Object.keys({ ...old, ...now }).filter(
    (title) => JSON.stringify(old[title]) !== JSON.stringify(now[title]),
  );

  // CDK's metadata about the constructs of a stack.
  const own = operations.filter(({ type }) => type !== 'AWS::CDK::Metadata');
  expect(own.map(({ operation }) => operation)).toEqual(own.map(() => 'update'));
  const manifests = own.filter(({ type }) => type === MANIFEST);
  const isChanged = (operation: Operation) =>
    Object.keys(byTitle(objectsOf(operation))).some((t) => objects.includes(t));
  expect(manifests.filter((operation) => !isChanged(operation))).toEqual([]);
  expect(byTitle(deployment.aws.objects(deployment.name))).toEqual(now);
  expect(await identities(deployment)).toEqual(before);
  await expectChunks(deployment);
  return { objects, others: own.filter(({ type }) => type !== MANIFEST).map(({ physicalId }) => physicalId) };
}

/** Removal of the environment. */
export function destroyTests(deployed: () => Deployment): void {
  test('after cdk destroy the stacks are gone, and buckets, logs and namespaces stay', async () => {
    const { aws, name, buckets, roleArn } = deployed();
    await putChunks(deployed());
    expectSuccess(deployed().cdk('destroy', `${name}/**`, '--force'));
    expect(await stackStatuses(aws)).toEqual({});
    await expectChunks(deployed());
    for (const Bucket of buckets) {
      const { Policy } = await clientsOf(aws).s3.send(new GetBucketPolicyCommand({ Bucket }));
      expect(Policy).toContain('aws:SecureTransport');
    }
    const kinds = new Set(aws.objects(name).map(({ kind }) => kind));
    expect([...kinds]).toEqual(['Namespace']);
    const role = new GetRoleCommand({ RoleName: roleArn.split('/').at(-1) });
    expect(await answerOf(clientsOf(aws).iam.send(role))).toBe('404 NoSuchEntityException');
  });
}
