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
