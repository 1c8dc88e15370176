import { NAMESPACE, OBJECT_NAME, ROLE_ARN } from '../input/forms';
import { type PropValidators, refuseInvalid, required, text } from '../input/props';

/** Properties of a `WorkloadIdentity`. */
export interface WorkloadIdentityProps {
  /** Namespace of the service account. */
  readonly namespace: string;

  /** Name of the pods' service account. */
  readonly serviceAccountName: string;

  /**
   * ARN of the IAM role that the pods assume.
   *
   * @default - no role: the pods get no AWS credentials
   */
  readonly roleArn?: string;
}

const PROPS: PropValidators<WorkloadIdentityProps> = {
  namespace: required(text(NAMESPACE), `'${NAMESPACE.example}'`),
  serviceAccountName: required(text(OBJECT_NAME), `'loki'`),
  roleArn: text(ROLE_ARN),
};

/**
 * Identity of a workload in Kubernetes and AWS.
 *
 * The role's trust policy, the ServiceAccount and its annotation all come from this value, so they cannot disagree.
 */
export class WorkloadIdentity {
  /**
   * Audience of the tokens that EKS projects for IRSA (IAM roles for service accounts).
   * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
   */
  public static readonly AUDIENCE = 'sts.amazonaws.com';

  /** Namespace of the service account. */
  public readonly namespace: string;

  /** Name of the service account. */
  public readonly serviceAccountName: string;

  /** ARN of the IAM role; undefined if the workload has none. */
  public readonly roleArn?: string;

  /** @throws InputError if a property is invalid, with all problems */
  constructor(props: WorkloadIdentityProps) {
    refuseInvalid('WorkloadIdentity', props, PROPS);
    this.namespace = props.namespace;
    this.serviceAccountName = props.serviceAccountName;
    this.roleArn = props.roleArn;
  }

  /** `sub` claim of the service account's tokens, the only one that the role trusts. */
  public get subject(): string {
    return `system:serviceaccount:${this.namespace}:${this.serviceAccountName}`;
  }

  /** Annotations of the ServiceAccount: the role's ARN, if it has one. */
  public get annotations(): Record<string, string> {
    return this.roleArn ? { 'eks.amazonaws.com/role-arn': this.roleArn } : {};
  }
}
