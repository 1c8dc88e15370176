import type { CredentialsKind } from '../../charts/endpoint/credentials/source';

/** Kind of credentials, as an environment names it. */
export type CredentialsFrom = `${CredentialsKind}`;

/** Source of the gateway's passwords, and the way in which pods get them. */
export interface CredentialsProps {
  /**
   * `secrets-manager`: generated in AWS Secrets Manager, mounted by the Secrets Store CSI driver with the role of each
   * pod. `external-secrets`: the same, copied into Kubernetes Secrets by an External Secrets Operator you have.
   * `kubernetes-secret`: Kubernetes Secrets that you create, with `eks-loki credentials`.
   *
   * @default secrets-manager
   */
  readonly from?: CredentialsFrom;

  /** If true, the EKS add-on of the CSI driver is installed. Only with `secrets-manager`. @default true */
  readonly installDriver?: boolean;

  /**
   * If false, the two secrets exist already: from an earlier deploy, or created by you as `{"password": "…", "other":
   * ""}`. Not with `kubernetes-secret`.
   *
   * @default true
   */
  readonly createSecrets?: boolean;

  /**
   * If true, a separate KMS key encrypts the passwords in Secrets Manager. Clusters in other accounts need it: the
   * account's key for Secrets Manager cannot be shared. Not with `kmsKeyArn`.
   *
   * ### Cost See docs/cost.md, "KMS keys".
   *
   * @default false
   */
  readonly createKey?: boolean;

  /** ARN of a KMS key that encrypts the passwords in Secrets Manager. @default - the account's key for Secrets Manager */
  readonly kmsKeyArn?: string;

  /** Name of the Kubernetes Secret. Only with `kubernetes-secret`. @default loki-credentials */
  readonly secretName?: string;
}
