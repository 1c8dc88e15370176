/** Actions that S3 needs of KMS on behalf of a reader or writer; multipart uploads need both. */
export const KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];
