/**
 * Maximum size of one manifest in bytes, with every quote escaped, as the template contains it. CloudFormation passes it
 * to a Lambda function, on updates the old and the new one together, and the function takes 1 MB
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
export const MAX_PIECE_BYTES = 480_000;

/**
 * Maximum size of one object in bytes: `kubectl apply` stores it in an annotation, and all annotations of an object have
 * 256 KiB (https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/).
 */
export const MAX_OBJECT_BYTES = 262_144;

/**
 * Maximum size of all manifests of a stack in bytes, as the template contains them. CloudFormation takes a template of
 * `MAX_TEMPLATE_BYTES`; the difference is for the rest of the stack.
 */
export const MAX_STACK_BYTES = 900_000;

/** Maximum size of a template in bytes that CloudFormation takes from S3: 1 MB, counted the stricter way. */
export const MAX_TEMPLATE_BYTES = 1_000_000;

/** Maximum number of resources in a CloudFormation template. */
export const MAX_TEMPLATE_RESOURCES = 500;
