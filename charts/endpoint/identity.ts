/** What a `WorkloadIdentity` is made of. */
export interface WorkloadIdentityProps {
  /** Namespace of the service account. */
  readonly namespace: string;

  /** Name of the service account, as the pods use it. */
  readonly serviceAccountName: string;

  /**
   * ARN of the IAM role the service account's pods assume.
   *
   * @default - no role: the pods get no AWS credentials
   */
  readonly roleArn?: string;
}

/**
 * Who a workload is, to Kubernetes and to AWS.
 *
 * The role's trust policy, the ServiceAccount and its annotation are all made from this one value, so they cannot
 * disagree.
 */
export class WorkloadIdentity {
  /**
   * The audience EKS puts into the projected tokens of IRSA (IAM roles for service accounts).
   * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
   */
  public static readonly AUDIENCE = 'sts.amazonaws.com';

  /** Namespace of the service account. */
  public readonly namespace: string;

  /** Name of the service account. */
  public readonly serviceAccountName: string;

  /** ARN of the IAM role, where the workload has one. */
  public readonly roleArn?: string;

  constructor(props: WorkloadIdentityProps) {
    this.namespace = props.namespace;
    this.serviceAccountName = props.serviceAccountName;
    this.roleArn = props.roleArn;
  }

  /** The `sub` claim of the service account's tokens, and the only one its role trusts. */
  public get subject(): string {
    return `system:serviceaccount:${this.namespace}:${this.serviceAccountName}`;
  }

  /** The annotations of the ServiceAccount: the role's ARN, where there is one. */
  public get annotations(): Record<string, string> {
    return this.roleArn ? { 'eks.amazonaws.com/role-arn': this.roleArn } : {};
  }
}
