/** KMS key of the hub's passwords: that of the account for Secrets Manager, one by its ARN, or one that is made, by its alias. */
export type HubKey = 'of-account' | { readonly arn: string } | { readonly alias: string };
