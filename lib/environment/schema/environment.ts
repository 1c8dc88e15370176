import * as z from 'zod';
import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { tenantProblem } from '../../../charts/loki/tenants';
import { regionProblem } from '../../../charts/endpoint/object-store';
import { CLUSTER_SCHEMA } from './cluster';
import { show } from '../../../charts/problems';
import { readDuration, readRetention, readVolume } from '../quantities';
import { boolean, checked, list, map, number, object, objectName, oneOf, quantity, string, text } from './fields';

/** What an environment's name may be: it becomes part of bucket, role, stage and cluster names. */
export const ENVIRONMENT_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const account = text('111122223333', /^\d{12}$/, "is not an AWS account; write its 12 digits, such as '111122223333'");
const region = checked('us-east-1', regionProblem);
const namespace = text(
  'loki',
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'is not a name of a namespace; use at most 63 lower-case letters, digits and hyphens',
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
  cluster: CLUSTER_SCHEMA,
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
    from: oneOf(...Object.values(CredentialsKind)).optional(),
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
    events: boolean().optional(),
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
