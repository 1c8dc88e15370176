import { Aspects, type IAspect, RemovalPolicy, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct, IConstruct } from 'constructs';
import type { EnvironmentProps, LoggingProps } from '../environment/props';

/** Gives every role below a construct the boundary and the path that the user chose, unless it has its own. */
class RoleSettings implements IAspect {
  constructor(private readonly settings: Pick<LoggingProps, 'permissionsBoundary' | 'rolePath'>) {}

  public visit(node: IConstruct): void {
    if (!(node instanceof iam.CfnRole)) return;
    node.permissionsBoundary ??= this.settings.permissionsBoundary;
    node.path ??= this.settings.rolePath;
  }
}

/** Applies the settings that concern all AWS resources below a construct. */
export function applyAwsSettings(
  scope: Construct,
  { tags = {}, ...settings }: Pick<LoggingProps, 'tags' | 'permissionsBoundary' | 'rolePath'>,
): void {
  for (const [key, value] of Object.entries(tags)) Tags.of(scope).add(key, value);
  Aspects.of(scope).add(new RoleSettings(settings));
}

/** Removal policy of resources that hold data; undefined for the default of each construct. */
export function removalPolicyOf({ removalPolicy }: Pick<EnvironmentProps, 'removalPolicy'>): RemovalPolicy | undefined {
  return removalPolicy === 'destroy' ? RemovalPolicy.DESTROY : undefined;
}

/** A bucket of the user's; undefined without a name. */
export function existingBucket(scope: Construct, id: string, name: string | undefined): s3.IBucket | undefined {
  return name === undefined ? undefined : s3.Bucket.fromBucketName(scope, id, name);
}
