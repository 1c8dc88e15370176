/**
 * Greatest size of one manifest in bytes. CloudFormation hands it to a Lambda function with every quote escaped, on
 * updates old and new together, and 1 MB is the most the function takes.
 */
export const MAX_PIECE_BYTES = 200_000;

/**
 * Greatest size of all manifests of a stack in bytes, as they stand in its template. CloudFormation takes a template of
 * `MAX_TEMPLATE_BYTES`; the rest is for everything else in the stack.
 */
export const MAX_STACK_BYTES = 800_000;

/** Largest template CloudFormation takes from S3, in bytes: 1 MB, the lower of the two ways to count it. */
export const MAX_TEMPLATE_BYTES = 1_000_000;

/** Most resources CloudFormation takes in a template. */
export const MAX_TEMPLATE_RESOURCES = 500;
