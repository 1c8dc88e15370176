import type { Fault } from '../../../charts/input/problems';
import { partitionOf, REGION } from './partition';

/** ARNs that a field accepts. */
export interface ArnForm {
  /** Kind of the resource, with an article: `a KMS key`. */
  readonly kind: string;

  /** The service. */
  readonly service: string;

  /** True if the resource is in a region. IAM's are in none. */
  readonly isRegional: boolean;

  /** The part after the account. */
  readonly resource: RegExp;

  /** A valid ARN. */
  readonly example: string;

  /** Advice to find one. @default - the example */
  readonly fix?: string;

  /** Resources that users often write instead, with the fix. @default - none */
  readonly mistakes?: readonly (readonly [resource: RegExp, fix: string])[];
}

/** Parts of an ARN. */
export interface Arn {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;

  /** The service. */
  readonly service: string;

  /** The region; '' without one. */
  readonly region: string;

  /** The account, 12 digits. */
  readonly account: string;

  /** The part after the account. */
  readonly resource: string;
}

/** Parts of an ARN; undefined for any other text (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html). */
export function parseArn(text: unknown): Arn | undefined {
  if (typeof text !== 'string') return undefined;
  const [, partition = '', service = '', region = '', account = '', resource = ''] =
    new RegExp(`^arn:(aws(?:-cn|-us-gov)?):([a-z0-9-]+):((?:${REGION})?):(\\d{12}):([\\x21-\\x7e]+)$`).exec(text) ?? [];
  return partition ? { partition, service, region, account, resource } : undefined;
}

/** Fault of an ARN. */
export function arnFault(text: string, form: ArnForm): Fault | undefined {
  const { kind, service, isRegional, resource, example, fix = `write one such as '${example}'`, mistakes = [] } = form;
  const arn = parseArn(text);
  const meant = mistakes.find(([mistaken]) => mistaken.test(arn?.resource ?? ''));
  if (meant) return { wrong: `is not the ARN of ${kind}`, fix: meant[1] };
  if (/[*?]/.test(text)) return { wrong: `is a pattern, not the ARN of ${kind}`, fix };
  if (arn?.service !== service || (arn.region !== '') !== isRegional || !resource.test(arn.resource)) {
    return { wrong: `is not the ARN of ${kind}`, fix };
  }
  if (!isRegional || partitionOf(arn.region) === arn.partition) return undefined;
  return {
    wrong: `is in partition ${arn.partition}, and ${arn.region} belongs to ${partitionOf(arn.region)}`,
    fix: `begin it with arn:${partitionOf(arn.region)}`,
  };
}

/** Name of a role or user, after its path. */
const PRINCIPAL = '(?:[!-)+->@-~]+/)*[\\w+=,.@-]{1,64}';

const ROLE = "write the role itself, such as 'arn:aws:iam::111122223333:role/admin'";

/** ARNs of administrators of a cluster (https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html). */
export const ADMIN_ARN: ArnForm = {
  kind: 'a role or user',
  service: 'iam',
  isRegional: false,
  resource: new RegExp(`^(role|user)/${PRINCIPAL}$`),
  example: 'arn:aws:iam::111122223333:role/admin',
  mistakes: [[/^(assumed-role\/|instance-profile\/|root$)/, ROLE]],
};

/** ARNs of roles. */
export const ROLE_ARN: ArnForm = { ...ADMIN_ARN, kind: 'a role', resource: new RegExp(`^role/${PRINCIPAL}$`) };

/** ARNs of OIDC providers. */
export const PROVIDER_ARN: ArnForm = {
  kind: 'an OIDC provider',
  service: 'iam',
  isRegional: false,
  resource: /^oidc-provider\/[a-z0-9.-]+\/[!-)+-~]*[!-)+-.0-~]$/,
  example:
    'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
  fix: "find it with 'aws iam list-open-id-connect-providers'",
};

/** ARNs of KMS keys. */
export const KEY_ARN: ArnForm = {
  kind: 'a KMS key',
  service: 'kms',
  isRegional: true,
  resource: /^key\/[A-Za-z0-9-]+$/,
  example: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  fix: "find it with 'aws kms describe-key --key-id alias/… --query KeyMetadata.Arn'",
};

/** ARNs of the functions of kubectl providers. */
export const FUNCTION_ARN: ArnForm = {
  kind: 'a Lambda function',
  service: 'lambda',
  isRegional: true,
  resource: /^function:[A-Za-z0-9_-]{1,64}$/,
  example: 'arn:aws:lambda:us-east-1:111122223333:function:Platform-KubectlProviderframeworkonEvent-0123456789ab',
  fix: "write the ServiceToken of the cluster's Custom::AWSCDK-EKS-KubernetesResource",
};
