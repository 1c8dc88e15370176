import * as z from 'zod';

const text = z.string();

/** A role, as IAM has it. */
const ROLE = z.object({
  arn: text,
  /** False if IAM has no such role. */
  exists: z.boolean(),
  /** Its trust policy, as JSON. */
  trust: z.unknown().optional(),
  /** Actions on buckets that its policies do not allow: `s3:PutObject on loki-dev-chunks`. */
  denied: z.array(text).optional(),
});

/** When a rule of a lifecycle acts on an object: some days after it was written, or on a date and ever after. */
const RULE = { id: text, prefix: text, days: z.number(), date: text.optional() };

/** A bucket, as S3 has it. */
const BUCKET = z.object({
  name: text,
  /** False if S3 has no bucket of the name. */
  exists: z.boolean(),
  /** Region, if it is known. */
  region: text.optional(),
  /** Enabled rules of its lifecycle that expire current objects. */
  expires: z.array(z.object(RULE)).optional(),
  /** Enabled rules of its lifecycle that move current objects to a class that cannot be read at once. */
  archives: z.array(z.object({ ...RULE, to: text })).optional(),
  /** Default retention of Object Lock: `COMPLIANCE 30 days`. */
  lock: text.optional(),
  /** Key of its default encryption. */
  key: text.optional(),
  /** Number of index files of today. */
  indexToday: z.number().optional(),
});

/** Facts that AWS tells. Each is left out if it could not be seen. */
export const AWS_FACTS = z.object({
  /** Account of the credentials. */
  account: text,
  cluster: z.object({ exists: z.boolean(), status: text.optional(), issuer: text.optional() }).optional(),
  /** The OIDC provider of the cluster's issuer. */
  provider: z.object({ exists: z.boolean(), audiences: z.array(text) }).optional(),
  /** Associations of EKS Pod Identity. */
  associations: z
    .array(z.object({ namespace: text, account: text, roleArn: text, isUntagged: z.boolean().optional() }))
    .optional(),
  /** Health of EKS add-ons: `ACTIVE`, or what is wrong. */
  addons: z.array(z.object({ name: text, status: text, issues: z.array(text) })).optional(),
  /** Managed node groups that are not healthy. */
  nodeGroups: z.array(z.object({ name: text, issues: z.array(z.object({ code: text, message: text })) })).optional(),
  roles: z.array(ROLE),
  buckets: z.array(BUCKET),
});

/** Facts that AWS tells. */
export type AwsFacts = z.output<typeof AWS_FACTS>;

/** A bucket, as S3 has it. */
export type BucketFacts = AwsFacts['buckets'][number];
