import { Annotations, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type ObjectStore, regionFault } from '../../charts/endpoint/object-store';
import { InputError } from '../../charts/input/problems';
import { KEY_ARN, ROLE_ARN } from '../environment/aws/arn';
import { KEY_ACTIONS } from '../environment/key-actions';
import { arn, checked, list } from '../environment/schema/fields';
import { keepExports } from '../identity/kept-exports';
import { bucket, key, removalPolicy } from '../environment/constructs/objects';
import { enumOf, type PropSchemas } from '../environment/constructs/validate';
import { granted } from '../identity/granted';
import { keyForRoles } from '../identity/key-for-roles';
import { lifecycleOf } from './lifecycle';
import { type ILogStorage, LogEncryption, type LogStorageAttributes, type LogStorageProps } from './props';
import { BUCKET_SCHEMAS, LIFECYCLE_SCHEMAS, MADE_BUCKET_SCHEMAS, madeBuckets, validateStorage } from './validate';

export * from './props';

const ATTRIBUTES: PropSchemas<LogStorageAttributes> = {
  ...BUCKET_SCHEMAS,
  region: checked('us-east-1', regionFault),
  encryptionKeyArn: arn(KEY_ARN).optional(),
  otherKeyArns: list(arn(KEY_ARN)).optional(),
};

const PROPS: PropSchemas<LogStorageProps> = {
  ...MADE_BUCKET_SCHEMAS,
  ...LIFECYCLE_SCHEMAS,
  encryption: enumOf(LogEncryption, 'LogEncryption').optional(),
  encryptionKey: key.optional(),
  roleArns: list(arn(ROLE_ARN)).optional(),
  otherKeyArns: list(arn(KEY_ARN)).optional(),
  serverAccessLogsBucket: bucket.optional(),
  removalPolicy: removalPolicy.optional(),
};

abstract class LogStorageBase extends Construct implements ILogStorage {
  public abstract readonly chunkBucket: s3.IBucket;
  public abstract readonly rulerBucket: s3.IBucket;
  public abstract readonly encryptionKey?: kms.IKey;

  /** Names and region for `objectStore`, as plain text. */
  protected abstract readonly plain: LogStorageAttributes;

  public get objectStore(): ObjectStore {
    const { chunkBucketName: chunkBucket, rulerBucketName: rulerBucket, region } = this.plain;
    for (const [property, value] of Object.entries({
      chunkBucketName: chunkBucket,
      rulerBucketName: rulerBucket,
      region,
    })) {
      if (Token.isUnresolved(value)) {
        const found = "is known at deploy time only, and Loki's configuration needs it at synthesis";
        const fix = property === 'region' ? 'give the stack a concrete env.region' : 'write the name as plain text';
        throw new InputError([{ path: `${this.node.path}.${property}`, found, fix }]);
      }
    }
    return { chunkBucket, rulerBucket, region };
  }

  public grantReadWrite(grantee: iam.IGrantable): iam.Grant {
    return granted(this, { method: 'grantReadWrite', grantee }, () => this.grantTo(grantee));
  }

  private grantTo(grantee: iam.IGrantable): iam.Grant {
    // By name: a reference from another stack would become an export, which cannot be removed while it is imported.
    const stack = Stack.of(this);
    const arns = [this.plain.chunkBucketName, this.plain.rulerBucketName].map((resource) =>
      stack.formatArn({ service: 's3', region: '', account: '', resource }),
    );
    const list = iam.Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: arns });
    // s3:PutObject covers multipart uploads, but not their abortion.
    const objects = iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      resourceArns: arns.map((arn) => `${arn}/*`),
    });
    const grant = list.combine(objects);
    const own = this.encryptionKey && !this.isNamedByKey(grantee) ? [this.encryptionKey.keyArn] : [];
    const keys = [...own, ...(this.plain.otherKeyArns ?? [])];
    if (keys.length === 0) return grant;
    return grant.combine(iam.Grant.addToPrincipal({ grantee, actions: KEY_ACTIONS, resourceArns: keys }));
  }

  /** True if the policy of the key itself lets a grantee use it. */
  protected abstract isNamedByKey(grantee: iam.IGrantable): boolean;
}

class ImportedLogStorage extends LogStorageBase {
  public readonly chunkBucket: s3.IBucket;
  public readonly rulerBucket: s3.IBucket;
  public readonly encryptionKey?: kms.IKey;
  protected readonly plain: LogStorageAttributes;

  constructor(scope: Construct, id: string, attrs: LogStorageAttributes) {
    super(scope, id);
    validateStorage(this, attrs, ATTRIBUTES);
    const { region } = attrs;
    const bucket = (bucketId: string, bucketName: string) =>
      s3.Bucket.fromBucketAttributes(this, bucketId, { bucketName, region });
    this.chunkBucket = bucket('ChunkBucket', attrs.chunkBucketName);
    this.rulerBucket = bucket('RulerBucket', attrs.rulerBucketName);
    if (attrs.encryptionKeyArn) this.encryptionKey = kms.Key.fromKeyArn(this, 'Key', attrs.encryptionKeyArn);
    this.plain = attrs;
  }

  protected override isNamedByKey(): boolean {
    return false;
  }
}

/**
 * Two S3 buckets for Loki: one for chunks and index, one for the ruler's rules.
 *
 * Both are private, encrypted and versioned, take TLS 1.2 only, and keep deleted objects for days. By default they
 * outlive the stack. `node.defaultChild` of each bucket is the escape hatch.
 */
export class LogStorage extends LogStorageBase {
  /** Imports existing buckets. Their settings are not changed or checked. */
  public static fromLogStorageAttributes(scope: Construct, id: string, attrs: LogStorageAttributes): ILogStorage {
    return new ImportedLogStorage(scope, id, attrs);
  }

  /** Bucket of chunks and index. */
  public readonly chunkBucket: s3.Bucket;

  /** Bucket of the ruler's rules. */
  public readonly rulerBucket: s3.Bucket;

  /** KMS key of both buckets; undefined with encryption by S3 alone. */
  public readonly encryptionKey?: kms.IKey;

  protected readonly plain: LogStorageAttributes;

  /** New key, and the roles that its policy names. */
  private readonly own?: { readonly key: kms.Key; readonly roleArns: readonly string[] };

  /**
   * @throws InputError if a property is invalid, two contradict each other, or the app makes a bucket of that name already, with
   * all problems
   */
  constructor(scope: Construct, id: string, props: LogStorageProps) {
    super(scope, id);
    validateStorage(this, props, PROPS, madeBuckets);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const lifecycle = lifecycleOf(props);
    if (!props.encryptionKey && props.encryption === LogEncryption.KMS) {
      const description = `Loki: ${props.chunkBucketName}, ${props.rulerBucketName}`;
      const { roleArns = [] } = props;
      const roles = { roleArns, service: 's3', actions: KEY_ACTIONS } as const;
      this.own = { key: keyForRoles(this, 'Key', { description, removalPolicy, ...roles }), roleArns };
    }
    this.encryptionKey = props.encryptionKey ?? this.own?.key;
    const common: s3.BucketProps = {
      ...(this.encryptionKey
        ? { encryption: s3.BucketEncryption.KMS, encryptionKey: this.encryptionKey, bucketKeyEnabled: true }
        : { encryption: s3.BucketEncryption.S3_MANAGED }),
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy,
      serverAccessLogsBucket: props.serverAccessLogsBucket,
    };
    if (props.serverAccessLogsBucket && !(props.serverAccessLogsBucket instanceof s3.Bucket)) {
      Annotations.of(this).acknowledgeWarning(
        '@aws-cdk/aws-s3:accessLogsPolicyNotAdded',
        'the policy of an existing bucket is for its owner to write, as the how-to on customizing says',
      );
    }
    this.chunkBucket = new s3.Bucket(this, 'ChunkBucket', {
      ...common,
      bucketName: props.chunkBucketName,
      serverAccessLogsPrefix: props.serverAccessLogsBucket && `${props.chunkBucketName}/`,
      lifecycleRules: [...lifecycle.housekeeping, ...lifecycle.tenants],
    });
    this.rulerBucket = new s3.Bucket(this, 'RulerBucket', {
      ...common,
      bucketName: props.rulerBucketName,
      serverAccessLogsPrefix: props.serverAccessLogsBucket && `${props.rulerBucketName}/`,
      lifecycleRules: lifecycle.housekeeping,
    });
    // A retained bucket keeps its policy, which refuses plain HTTP.
    for (const bucket of [this.chunkBucket, this.rulerBucket]) bucket.policy?.applyRemovalPolicy(removalPolicy);
    const { chunkBucketName, rulerBucketName, otherKeyArns } = props;
    this.plain = { chunkBucketName, rulerBucketName, otherKeyArns, region: Stack.of(this).region };
  }

  /** Grants the least privileges Loki needs on the objects of both buckets, and the use of their key. */
  public override grantReadWrite(grantee: iam.IGrantable): iam.Grant {
    const ownKey = this.own ? [this.own.key.keyArn] : [];
    keepExports(this, grantee, [this.chunkBucket.bucketArn, this.rulerBucket.bucketArn, ...ownKey]);
    return super.grantReadWrite(grantee);
  }

  protected override isNamedByKey(grantee: iam.IGrantable): boolean {
    const { roleArn } = grantee as { readonly roleArn?: unknown };
    return this.own?.roleArns.some((arn) => arn === roleArn) ?? false;
  }
}
