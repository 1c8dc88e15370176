import { EBS_ADDON, POD_IDENTITY_ADDON, SECRETS_ADDON } from '../../lib/environment/aws/addons';
import type { AwsFacts, BucketFacts } from '../../lib/live/doctor/aws-facts';
import { isThrottled, throttledHere } from '../../lib/live/throttling';
import type { HopName } from '../../lib/live/doctor/hops';
import type { Setup } from '../../lib/live/doctor/setup-form';
import type { Unseen } from '../../lib/live/doctor/snapshot';
import { at, isRecord, isText, record, records, text, texts } from '../../lib/manifests/shape';
import { parsedJson } from '../../lib/manifests/json';
import type { AwsAsk, AwsService } from './aws-ask';
import { archivals, expirations } from './lifecycle';
import { unseenBecause } from './unseen';
import { SECONDS_PER_DAY } from '../../charts/input/seconds';

/** Facts from AWS, and requests that AWS refused. */
export interface AwsSeen {
  readonly aws?: AwsFacts;
  readonly unseen: Unseen[];
}

/** Names of errors that say that something does not exist. */
const GONE = /^(NoSuch\w*|NotFound|\w*NotFound(Error|Exception)?|ServerSideEncryptionConfigurationNotFoundError)$/;

/** Add-ons that give credentials, passwords and volumes. */
const ADDONS: readonly string[] = [POD_IDENTITY_ADDON, EBS_ADDON, SECRETS_ADDON];

/** Most node groups that are asked for: each is a request. */
const MOST_NODE_GROUPS = 20;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Facts of an environment in AWS, by the credentials of the user. All requests only read. */
export async function askAws(ask: AwsAsk, setup: Setup, now: number): Promise<AwsSeen> {
  if (setup.isLocal || setup.identity === 'none' || setup.account === undefined) return { unseen: [] };
  const hops: HopName[] = ['identity', 'buckets'];
  let account: string | undefined;
  try {
    account = text(at(await ask('sts', 'GetCallerIdentity', {}), 'Account'));
  } catch (error) {
    const needs = isThrottled(error)
      ? throttledHere('STS')
      : /Expired|expired/.test(`${nameOf(error)} ${String(error)}`)
        ? 'credentials of AWS that have not expired: aws sso login, or what you sign in with'
        : 'credentials of AWS: aws configure, or AWS_PROFILE';
    return { unseen: [unseenBecause(hops, 'AWS', error, needs)] };
  }
  if (account !== setup.account) {
    const why = `the credentials are of account ${account}, and ${setup.name} is in ${setup.account}`;
    return { unseen: [unseenBecause(hops, 'AWS', why, `credentials of account ${setup.account}`)] };
  }
  const facts = new Facts(ask, setup, now);
  const [ofCluster, roles, buckets] = await Promise.all([facts.cluster(), facts.roles(), facts.buckets()]);
  return { aws: { account, ...ofCluster, roles, buckets }, unseen: facts.unseen };
}

/** Reads the facts. A refused request leaves its fact out, and is named. */
class Facts {
  public readonly unseen: Unseen[] = [];

  constructor(
    private readonly ask: AwsAsk,
    private readonly setup: Setup,
    private readonly now: number,
  ) {}

  public async cluster(): Promise<Pick<AwsFacts, 'cluster' | 'provider' | 'associations' | 'addons' | 'nodeGroups'>> {
    const { clusterName: name = '', identity } = this.setup;
    const of = `cluster ${name}`;
    const found = await this.read(['identity'], 'eks', 'DescribeCluster', { name }, of);
    if (found === undefined) return {};
    if (found === 'gone') return { cluster: { exists: false } };
    const issuer = text(at(found, 'cluster.identity.oidc.issuer'))?.replace('https://', '');
    const [provider, associations, addons, nodeGroups] = await Promise.all([
      issuer !== undefined && identity === 'irsa' ? this.provider(issuer) : undefined,
      identity === 'pod-identity' ? this.associations(name) : undefined,
      this.addons(name),
      this.nodeGroups(name),
    ]);
    return {
      cluster: { exists: true, ...defined({ status: text(at(found, 'cluster.status')), issuer }) },
      ...defined({ provider, associations, addons, nodeGroups }),
    };
  }

  public async roles(): Promise<AwsFacts['roles']> {
    const arns = [...new Set(this.setup.roles.map(({ roleArn }) => roleArn))];
    const found = await Promise.all(arns.map((arn) => this.role(arn)));
    return found.flatMap((one) => one ?? []);
  }

  public async buckets(): Promise<BucketFacts[]> {
    const found = await Promise.all(this.setup.buckets.map(({ name, isOfChunks }) => this.bucket(name, isOfChunks)));
    return found.flatMap((one) => one ?? []);
  }

  /** Answer to a request; `gone` if its subject does not exist, undefined if the credentials may not see it. */
  private async read(
    hops: readonly HopName[],
    service: AwsService,
    operation: string,
    input: object,
    of: string,
  ): Promise<unknown> {
    try {
      return await this.ask(service, operation, input);
    } catch (error) {
      if (GONE.test(nameOf(error))) return 'gone';
      const action = operation === 'HeadBucket' || operation === 'ListObjectsV2' ? 'ListBucket' : operation;
      const needs = isThrottled(error) ? throttledHere(`${service}:`) : `${service}:${action} on ${of}`;
      this.unseen.push(unseenBecause(hops, `${operation} of ${of}`, error, needs));
      return undefined;
    }
  }

  private async provider(issuer: string): Promise<AwsFacts['provider']> {
    const [, partition = 'aws'] = this.setup.roles[0]?.roleArn.split(':') ?? [];
    const arn = `arn:${partition}:iam::${this.setup.account}:oidc-provider/${issuer}`;
    const input = { OpenIDConnectProviderArn: arn };
    const found = await this.read(['identity'], 'iam', 'GetOpenIDConnectProvider', input, 'the OIDC provider');
    if (found === undefined) return undefined;
    return { exists: found !== 'gone', audiences: texts(at(found, 'ClientIDList')) };
  }

  private async associations(clusterName: string): Promise<AwsFacts['associations']> {
    const of = `cluster ${clusterName}`;
    const found = await this.read(['identity'], 'eks', 'ListPodIdentityAssociations', { clusterName }, of);
    if (!isRecord(found)) return undefined;
    const names = new Set(this.setup.roles.map(({ namespace, account }) => `${namespace}/${account}`));
    const own = records(found['associations']).filter((one) =>
      names.has(`${text(one['namespace'])}/${text(one['serviceAccount'])}`),
    );
    const all = await Promise.all(
      own.map(async ({ namespace, serviceAccount, associationId }) => {
        const input = { clusterName, associationId };
        const one = await this.read(['identity'], 'eks', 'DescribePodIdentityAssociation', input, of);
        const roleArn = text(at(one, 'association.roleArn'));
        const isUntagged = at(one, 'association.disableSessionTags') === true;
        return roleArn === undefined
          ? []
          : [{ namespace: text(namespace) ?? '', account: text(serviceAccount) ?? '', roleArn, isUntagged }];
      }),
    );
    return all.flat();
  }

  private async addons(clusterName: string): Promise<AwsFacts['addons']> {
    const of = `add-ons of cluster ${clusterName}`;
    const found = await this.read(['identity'], 'eks', 'ListAddons', { clusterName }, of);
    if (!isRecord(found)) return undefined;
    const names = texts(found['addons']).filter((name) => ADDONS.includes(name));
    const all = await Promise.all(
      names.map(async (addonName) => {
        const one = await this.read(['identity'], 'eks', 'DescribeAddon', { clusterName, addonName }, of);
        const status = text(at(one, 'addon.status'));
        const issues = records(at(one, 'addon.health.issues')).flatMap(({ code }) => text(code) ?? []);
        return status === undefined ? [] : [{ name: addonName, status, issues }];
      }),
    );
    return all.flat();
  }

  private async nodeGroups(clusterName: string): Promise<AwsFacts['nodeGroups']> {
    const of = `node groups of cluster ${clusterName}`;
    const found = await this.read(['node'], 'eks', 'ListNodegroups', { clusterName }, of);
    if (!isRecord(found)) return undefined;
    const names = texts(found['nodegroups']).slice(0, MOST_NODE_GROUPS);
    const all = await Promise.all(
      names.map(async (nodegroupName) => {
        const one = await this.read(['node'], 'eks', 'DescribeNodegroup', { clusterName, nodegroupName }, of);
        const issues = records(at(one, 'nodegroup.health.issues')).map(({ code, message }) => ({
          code: text(code) ?? 'Unknown',
          message: text(message) ?? '',
        }));
        return issues.length > 0 ? [{ name: nodegroupName, issues }] : [];
      }),
    );
    return all.flat();
  }

  private async role(arn: string): Promise<AwsFacts['roles'][number] | undefined> {
    const RoleName = arn.split('/').at(-1) ?? '';
    const found = await this.read(['identity'], 'iam', 'GetRole', { RoleName }, `role ${RoleName}`);
    if (found === undefined) return undefined;
    if (found === 'gone') return { arn, exists: false };
    const document = text(at(found, 'Role.AssumeRolePolicyDocument'));
    const trust = document === undefined ? undefined : parsedJson(decodeURIComponent(document));
    const denied = this.setup.roles.some((role) => role.roleArn === arn && role.isStore)
      ? await this.denied(arn)
      : undefined;
    return { arn, exists: true, ...(trust === undefined ? {} : { trust }), ...defined({ denied }) };
  }

  /** Actions on the buckets that IAM does not allow a role. */
  private async denied(arn: string): Promise<string[] | undefined> {
    const [, partition = 'aws'] = arn.split(':');
    const chunks = this.setup.buckets.find(({ isOfChunks }) => isOfChunks)?.name;
    if (chunks === undefined) return undefined;
    const bucket = `arn:${partition}:s3:::${chunks}`;
    const asked = [
      { ActionNames: ['s3:ListBucket'], ResourceArns: [bucket] },
      { ActionNames: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], ResourceArns: [`${bucket}/*`] },
    ];
    const answers = await Promise.all(
      asked.map((input) =>
        this.read(
          ['buckets'],
          'iam',
          'SimulatePrincipalPolicy',
          { PolicySourceArn: arn, ...input },
          `role ${arn.split('/').at(-1)}`,
        ),
      ),
    );
    if (!answers.every(isRecord)) return undefined;
    return answers
      .flatMap((answer) => records(answer['EvaluationResults']))
      .filter(({ EvalDecision }) => EvalDecision !== 'allowed')
      .flatMap(({ EvalActionName }) => (isText(EvalActionName) ? [`${EvalActionName} on ${chunks}`] : []));
  }

  private async bucket(name: string, isOfChunks: boolean): Promise<BucketFacts | undefined> {
    const of = `bucket ${name}`;
    const Bucket = name;
    const read = (operation: string, input: object = { Bucket }) => this.read(['buckets'], 's3', operation, input, of);
    const head = await read('HeadBucket');
    if (head === undefined) return undefined;
    if (head === 'gone') return { name, exists: false };
    const [lifecycle, encryption, lock, indexToday] = await Promise.all([
      read('GetBucketLifecycleConfiguration'),
      read('GetBucketEncryption'),
      read('GetObjectLockConfiguration'),
      isOfChunks ? this.indexToday(Bucket) : undefined,
    ]);
    const [rule] = records(at(encryption, 'ServerSideEncryptionConfiguration.Rules'));
    const retention = record(at(lock, 'ObjectLockConfiguration.Rule.DefaultRetention'));
    const { Mode, Days, Years } = retention;
    const days = isText(Mode)
      ? `${Mode} ${Days === undefined ? `${String(Years)} years` : `${String(Days)} days`}`
      : undefined;
    return {
      name,
      exists: true,
      ...defined({
        region: text(at(head, 'BucketRegion')),
        expires: lifecycle === undefined ? undefined : expirations(lifecycle),
        archives: lifecycle === undefined ? undefined : archivals(lifecycle),
        key: text(at(rule, 'ApplyServerSideEncryptionByDefault.KMSMasterKeyID')),
        lock: days,
        indexToday,
      }),
    };
  }

  /** Number of files in the index table of today; undefined if there is no table at all. */
  private async indexToday(Bucket: string): Promise<number | undefined> {
    const list = (input: object) =>
      this.read(['store'], 's3', 'ListObjectsV2', { Bucket, ...input }, `bucket ${Bucket}`);
    const listed = await list({ Prefix: 'index/', Delimiter: '/' });
    const tables = records(at(listed, 'CommonPrefixes'));
    // Tables come oldest first, at most a thousand.
    if (tables.length === 0 || at(listed, 'IsTruncated') === true) return undefined;
    const day = Math.floor(this.now / (SECONDS_PER_DAY * 1000));
    const table = tables.flatMap(({ Prefix }) => text(Prefix) ?? []).find((prefix) => prefix.endsWith(`_${day}/`));
    if (table === undefined) return 0;
    const files = await list({ Prefix: table, MaxKeys: 100 });
    return isRecord(files) ? records(files['Contents']).length : undefined;
  }
}

/** Fields that have a value. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
