import type { Kind } from '../kind';
import { CLUSTER_KINDS } from './cluster';
import { DOOR_KINDS } from './door';
import { IAM_KINDS } from './iam';
import { S3_KINDS } from './s3';
import { SECRETS_KINDS } from './secrets';

/** Mappings of CloudFormation types to Terraform. */
export const KINDS: Readonly<Record<string, Kind>> = {
  ...S3_KINDS,
  ...SECRETS_KINDS,
  ...IAM_KINDS,
  ...CLUSTER_KINDS,
  ...DOOR_KINDS,
};
