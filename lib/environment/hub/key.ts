/** KMS key of the hub's passwords: that of the account for Secrets Manager, one by its ARN, or one that is made, by its alias. */
export type HubKey =
  | 'of-account'
  | {
      /** ARN of the key. */
      readonly arn: string;
    }
  | {
      /** Alias of the key that is made. */
      readonly alias: string;
    };

/** Kubernetes Secret of a hub's gateway, with the passwords of all users. */
export interface HubSecret {
  /** Namespace of the gateway. */
  readonly namespace: string;

  /** Name of the Secret. */
  readonly name: string;
}
