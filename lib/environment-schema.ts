import { z } from 'zod';
import { tenantProblem } from '../charts/loki/tenants';
import { regionProblem } from '../charts/object-store';
import { KUBERNETES_VERSIONS } from './kubernetes-versions';
import { readDuration, readRetention, readVolume, type Reading } from './quantities';
import { show } from './problems';

/** What an environment's name may be: it becomes part of bucket, role, stage and cluster names. */
export const ENVIRONMENT_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What a field expects, for the message when it got something else. */
interface Expectation {
  /** What the value is, as `a string`. */
  readonly kind: string;

  /** A right value, as it is written in the file. */
  readonly example: string;
}

/** Says of a value of the wrong kind what to write instead. The words of all other messages are the check's own. */
function expecting({ kind, example }: Expectation) {
  return (issue: z.core.$ZodRawIssue) => {
    if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return undefined;
    if (issue.input === undefined) return `write ${kind}, such as ${example}`;
    return `is not ${kind}; write one such as ${example}`;
  };
}

const string = (example: string) => z.string({ error: expecting({ kind: 'a string', example: `'${example}'` }) });
const boolean = () => z.boolean({ error: expecting({ kind: 'true or false', example: 'true' }) });
const list = <T extends z.ZodType>(item: T, example: string) =>
  z.array(item, { error: expecting({ kind: 'a list', example: `[${example}]` }) });
const map = <T extends z.ZodType>(value: T, example: string) =>
  z.record(z.string(), value, { error: expecting({ kind: 'an object', example: `{ ${example} }` }) });

/** A string of one form. */
const text = (example: string, form: RegExp, problem: string) =>
  string(example).refine((value) => form.test(value), { error: problem });

/** One of a few words. */
const oneOf = <const T extends readonly string[]>(...words: T) =>
  z.enum(words, { error: () => `is not one of ${words.join(', ')}` });

/** A string that a function says what is wrong with. */
const checked = (example: string, problemOf: (value: string) => string | undefined) =>
  string(example).superRefine((value, context) => {
    const message = problemOf(value);
    if (message) context.addIssue({ code: 'custom', message, input: value });
  });

/** A string that is read as a quantity. */
const quantity = (example: string, read: (value: string) => Reading<unknown>) =>
  checked(example, (value) => read(value).problem);

/** A number of at least `least`, whole unless said otherwise. */
const number = (example: string, least: number, whole = true) =>
  z
    .number({ error: expecting({ kind: 'a number', example }) })
    .refine((value) => value >= least && (!whole || Number.isInteger(value)), {
      error: `is not a ${whole ? 'whole ' : ''}number of at least ${least}; write one such as ${example}`,
    });

/** An object without any other keys. Its message for those is the list of the right ones. */
function object<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? Object.keys(shape).join(' ')
        : expecting({ kind: 'an object', example: '{}' })(issue),
  });
}

const account = text('111122223333', /^\d{12}$/, "is not an AWS account; write its 12 digits, such as '111122223333'");
const region = checked('us-east-1', regionProblem);
const namespace = text(
  'loki',
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'is not a name of a namespace; use at most 63 lower-case letters, digits and hyphens',
);
const objectName = text(
  'loki-credentials',
  /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
  'is not a name Kubernetes takes; use lower-case letters, digits, hyphens and dots',
);
const cidr = text(
  '203.0.113.0/24',
  /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/,
  "is not an address range; write one such as '203.0.113.0/24'",
);
const principalArn = text(
  'arn:aws:iam::111122223333:role/admin',
  /^arn:aws(-cn|-us-gov)?:iam::\d{12}:(role|user)\/.+$/,
  "is not the ARN of a role or user; write one such as 'arn:aws:iam::111122223333:role/admin'",
);
const providerArn = text(
  'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E',
  /^arn:aws(-cn|-us-gov)?:iam::\d{12}:oidc-provider\/.+$/,
  "is not the ARN of an OIDC provider; find it with 'aws iam list-open-id-connect-providers'",
);
const kmsKeyArn = text(
  'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  /^arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
  "is not the ARN of a KMS key; find it with 'aws kms describe-key --key-id alias/… --query KeyMetadata.Arn'",
);
const url = text(
  'http://alertmanager.monitoring:9093',
  /^https?:\/\/[^/\s]+(\/\S*)?$/,
  "is not a URL; write one such as 'http://alertmanager.monitoring:9093'",
);
const clusterName = text(
  'prod',
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
  'is not a name of an EKS cluster; use at most 100 letters, digits, hyphens and underscores',
);

const tenant = checked('platform', tenantProblem);

const size = object({
  replicas: number('3', 1).optional(),
  cpu: number('0.5', 0.01, false).optional(),
  memory: number('4', 0.0625, false).optional(),
  volume: number('50', 1).optional(),
}).optional();

const sizes = object({
  distributor: size,
  ingester: size,
  querier: size,
  queryFrontend: size,
  queryScheduler: size,
  indexGateway: size,
  compactor: size,
  ruler: size,
  patternIngester: size,
  overridesExporter: size,
  gateway: size,
  chunksCache: size,
  resultsCache: size,
});

const create = object({
  name: clusterName.optional(),
  version: oneOf(...KUBERNETES_VERSIONS).optional(),
  mode: oneOf('node-group', 'auto').optional(),
  instanceTypes: list(
    text('m6i.xlarge', /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, "is not an instance type; write one such as 'm6i.xlarge'"),
    "'m6i.xlarge'",
  )
    .min(1, { error: "is empty; write a type such as ['m6i.xlarge'], or leave it out" })
    .optional(),
  nodes: number('3', 1).optional(),
  endpointAccess: oneOf('public-and-private', 'private').optional(),
  publicAccessCidrs: list(cidr, "'203.0.113.0/24'").optional(),
  admins: list(principalArn, "'arn:aws:iam::111122223333:role/admin'").optional(),
  availabilityZones: list(
    text('us-east-1a', /^[a-z]+(-[a-z]+)+-\d[a-z]$/, "is not a zone; write one such as 'us-east-1a'"),
    "'us-east-1a', 'us-east-1b', 'us-east-1c'",
  )
    .refine((zones) => zones.length >= 2 && new Set(zones).size === zones.length, {
      error: 'is not two different zones or more, which EKS asks for; write three',
    })
    .optional(),
  natGateways: number('1', 1).optional(),
});

const existing = object({
  name: clusterName,
  oidcIssuer: string('https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E')
    .refine((value) => value.startsWith('https://'), { error: "does not begin with https://; write 'https://…'" })
    .refine((value) => /^(https:\/\/)?[^/\s]+\/id\/[A-Za-z0-9]+$/.test(value), {
      error:
        "is not the issuer of a cluster; find it with 'aws eks describe-cluster --query cluster.identity.oidc.issuer'",
    }),
  oidcProviderArn: providerArn.optional(),
  version: oneOf(...KUBERNETES_VERSIONS).optional(),
  autoMode: boolean().optional(),
  storageClass: objectName.optional(),
  vpcId: text('vpc-0a1b2c3d', /^vpc-[0-9a-f]+$/, "is not a VPC; write its id, such as 'vpc-0a1b2c3d'").optional(),
  privateSubnetIds: list(
    text('subnet-0a1b2c3d', /^subnet-[0-9a-f]+$/, "is not a subnet; write its id, such as 'subnet-0a1b2c3d'"),
    "'subnet-0a1b2c3d'",
  ).optional(),
  securityGroupId: text(
    'sg-0a1b2c3d',
    /^sg-[0-9a-f]+$/,
    "is not a security group; write its id, such as 'sg-0a1b2c3d'",
  ).optional(),
});

/** Loki's own configuration is checked against Loki's keys, not here: any object passes. */
const lokiConfig = z.custom<object>((value) => isObject(value), {
  error: (issue) => `${show(issue.input)} is not an object; write Loki's configuration, such as { querier: {} }`,
});

const loki = object({
  namespace: namespace.optional(),
  queryTimeout: quantity('5m', readDuration).optional(),
  sizes: sizes.optional(),
  config: lokiConfig.optional(),
  tenantLimits: map(lokiConfig, 'apps: { ingestion_rate_mb: 20 }').optional(),
  schema: list(
    object({
      from: text('2024-04-01', /^\d{4}-\d{2}-\d{2}$/, "is not a day; write it as '2024-04-01'"),
      schema: text('v13', /^v1[3]$/, "is not a schema this library writes; write 'v13'").optional(),
      indexPrefix: text('loki_index_', /^[a-z0-9_]+$/, "is not a prefix; write one such as 'loki_index_'").optional(),
    }),
    "{ from: '2024-04-01' }",
  )
    .min(1, { error: "is empty; write at least one period, such as [{ from: '2024-04-01' }]" })
    .optional(),
  alertmanagerUrl: url.optional(),
});

const acknowledgement = object({
  rule: text(
    'CLUSTER-ADMINS-1',
    /^[A-Z0-9]+(-[A-Z0-9]+)+$/,
    "is not the id of a rule; write one such as 'CLUSTER-ADMINS-1'",
  ),
  path: string('environments.prod.cluster.create.admins'),
  reason: text('we use …', /\S/, 'is empty; say why this is meant'),
});

/** The shape of one environment. What depends on more than one field is in input-rules.ts. */
export const ENVIRONMENT_SCHEMA = object({
  account: account.optional(),
  region: region.optional(),
  cluster: object({ create: create.optional(), existing: existing.optional() }),
  volume: quantity('500 GB/day', readVolume).optional(),
  retention: quantity('28d', readRetention).optional(),
  tenants: list(tenant, "'platform', 'apps'")
    .min(1, { error: "is empty; name at least one tenant, such as ['platform'], or leave it out" })
    .optional(),
  tenantNamespaces: map(
    list(
      text(
        'shop-*',
        /^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$/,
        "is not a namespace; write one such as 'shop' or 'shop-*'",
      ),
      "'shop', 'shop-*'",
    ),
    "apps: ['shop', 'shop-*']",
  ).optional(),
  credentials: object({
    from: oneOf('secrets-manager', 'external-secrets', 'kubernetes-secret').optional(),
    installDriver: boolean().optional(),
    kmsKeyArn: kmsKeyArn.optional(),
    secretName: objectName.optional(),
  }).optional(),
  storage: object({
    encryption: oneOf('s3', 'kms').optional(),
    chunkBucketName: string('my-loki-chunks').optional(),
    rulerBucketName: string('my-loki-rules').optional(),
  }).optional(),
  loki: loki.optional(),
  alloy: object({
    namespace: namespace.optional(),
    journal: boolean().optional(),
    audit: boolean().optional(),
    cloudInit: boolean().optional(),
    pods: boolean().optional(),
  }).optional(),
  grafana: object({
    namespace: namespace.optional(),
    maxLines: number('1000', 1).optional(),
    serviceAccount: objectName.optional(),
  }).optional(),
  network: object({
    policies: boolean().optional(),
    metricsNamespaces: list(namespace, "'monitoring'").optional(),
    clientNamespaces: list(namespace, "'tools'").optional(),
  }).optional(),
  terminationProtection: boolean().optional(),
  deployFrom: list(account, "'444455556666'").optional(),
  customize: z
    .custom<() => void>((value) => typeof value === 'function', {
      error: () => 'is not a function; write one such as (charts) => { … }',
    })
    .optional(),
  acknowledge: list(acknowledgement, "{ rule: 'CLUSTER-ADMINS-1', path: '…', reason: '…' }").optional(),
});

/** Whether a value is an object with keys. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
