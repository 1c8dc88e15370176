/**
 * Maximum size of one manifest in bytes. CloudFormation passes it to a Lambda function with every quote escaped, on
 * updates the old and the new one together, and the function takes 1 MB.
 */
export const MAX_PIECE_BYTES = 200_000;

/**
 * Maximum size of all manifests of a stack in bytes, as the template contains them. CloudFormation takes a template of
 * `MAX_TEMPLATE_BYTES`; the difference is for the rest of the stack.
 */
export const MAX_STACK_BYTES = 800_000;

/** Maximum size of a template in bytes that CloudFormation takes from S3: 1 MB, counted the stricter way. */
export const MAX_TEMPLATE_BYTES = 1_000_000;

/** Maximum number of resources in a CloudFormation template. */
export const MAX_TEMPLATE_RESOURCES = 500;
