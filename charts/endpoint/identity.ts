import { ROLE_ARN } from '../input/aws-forms';
import { NAMESPACE, OBJECT_NAME } from '../input/forms';
import { oneOf, type PropValidators, refuseInvalid, required, text } from '../input/props';

/** Ways in which pods of a service account get their AWS role. */
export enum IdentityKind {
  /** IAM roles for service accounts: an annotation of the ServiceAccount, and trust in the cluster's OIDC provider. */
  IRSA = 'irsa',

  /** EKS Pod Identity: an association in EKS, and an agent on each node. */
  POD_IDENTITY = 'pod-identity',
}

/** Kinds, as a user writes them. */
export const IDENTITY_KINDS = Object.values(IdentityKind);

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

  /** Way in which the pods get their AWS role. @default IdentityKind.IRSA */
  readonly kind?: IdentityKind;
}

const PROPS: PropValidators<WorkloadIdentityProps> = {
  namespace: required(text(NAMESPACE), `'${NAMESPACE.example}'`),
  serviceAccountName: required(text(OBJECT_NAME), `'loki'`),
  roleArn: text(ROLE_ARN),
  kind: oneOf(IDENTITY_KINDS),
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

  /** Way in which AWS knows the pods. */
  public readonly kind: IdentityKind;

  /** @throws InputError if a property is invalid, with all problems */
  constructor(props: WorkloadIdentityProps) {
    refuseInvalid('WorkloadIdentity', props, PROPS);
    this.namespace = props.namespace;
    this.serviceAccountName = props.serviceAccountName;
    this.roleArn = props.roleArn;
    this.kind = props.kind ?? IdentityKind.IRSA;
  }

  /** `sub` claim of the service account's tokens, the only one that the role trusts. */
  public get subject(): string {
    return `system:serviceaccount:${this.namespace}:${this.serviceAccountName}`;
  }

  /**
   * Annotations of the ServiceAccount: the role's ARN, if it has one. With Pod Identity it is left
   * out, since AWS's SDKs would take the token of the annotation first.
   */
  public get annotations(): Record<string, string> {
    return this.roleArn && !this.usesAgent ? { 'eks.amazonaws.com/role-arn': this.roleArn } : {};
  }

  /**
   * Annotations of pods whose containers use the role. EKS adds the variables of the agent when it creates a pod, so a
   * change of the kind must replace the pods.
   */
  public get podAnnotations(): Record<string, string> {
    return this.usesAgent ? { 'cdk-eks-loki/identity': this.kind } : {};
  }

  /** True if pods get credentials from the Pod Identity agent of their node. */
  public get usesAgent(): boolean {
    return this.roleArn !== undefined && this.kind === IdentityKind.POD_IDENTITY;
  }
}
