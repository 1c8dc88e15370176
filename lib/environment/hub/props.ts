import type { CertificateAuthority } from '../../../charts/endpoint/authority';
import type { PodsBehind } from '../../../charts/endpoint/connection';

/** A Loki elsewhere, by its address and the place of its passwords. */
export interface LokiElsewhere {
  /**
   * URL of a Loki that is in no environment of this file, without a path, such as `https://loki.example.com`. Not with
   * `of`.
   *
   * @default - the Loki of this environment, or of that in `of`
   */
  readonly url?: string;

  /** User that pushes there: one of the hub's `writers`, which are bound to their tenants. @default writer */
  readonly writer?: string;

  /** User with which the canary reads there: one of the hub's `readers`. @default reader */
  readonly reader?: string;

  /**
   * Authority of the certificate there: its text, or a Secret in the namespace of Alloy, and in that of the canary.
   *
   * @default - the public ones, such as that of ACM
   */
  readonly ca?: CertificateAuthority;

  /** Pods behind `url`, for network policies, if they are in this cluster. @default - from the URL */
  readonly pods?: PodsBehind;

  /**
   * ARN of the secret in Secrets Manager with the writer's password, as `{"password": "…"}`.
   *
   * @default - with `of`, the hub's secret, by its name
   */
  readonly secretArn?: string;

  /**
   * ARN of the secret with the password that the canary reads with.
   *
   * @default - with `of`, the hub's secret, by its name
   */
  readonly readerSecretArn?: string;

  /**
   * ARN of the KMS key that encrypts these secrets.
   *
   * @default - with `of`, the hub's; otherwise the account's key for Secrets Manager
   */
  readonly kmsKeyArn?: string;
}

/** Fields of `loki` in an environment without a Loki of its own. */
export interface SpokeProps extends LokiElsewhere {
  /**
   * Name of the environment of this file whose Loki gets all lines: a hub, which has `expose`. This one then has
   * collectors alone.
   *
   * @default - the Loki of this environment, or the one at `url`
   */
  readonly of?: string;
}
