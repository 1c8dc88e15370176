import type * as z from 'zod';
import type { Images } from '../../../charts/images';
import { CredentialsKind } from '../../../charts/endpoint/credentials/source';
import { regionFault } from '../../../charts/endpoint/object-store';
import { tenantFault } from '../../../charts/loki/tenants';
import type { LoggingCharts } from '../../../charts/logging-charts';
import type { WorkloadSettings } from '../../../charts/workload-settings';
import type { Acknowledgement } from '../acknowledgement';
import type { CredentialsFrom, CredentialsProps } from '../credentials-props';
import type { EnvironmentProps, GrafanaProps, NetworkProps, SharedLoggingProps, StorageProps } from '../props';
import { readRetention, readVolume } from '../quantities';
import { alloy } from './alloy';
import { CLUSTER_SCHEMA } from './cluster';
import {
  boolean,
  callback,
  checked,
  fault,
  fieldsOf,
  list,
  map,
  namespaceName,
  number,
  objectName,
  objectOf,
  oneOf,
  quantity,
  string,
  text,
} from './fields';
import { loki } from './loki';
import { annotations, labels, podSettings } from './pods';

/** Name of an environment. It becomes part of the names of buckets, roles, stages and clusters. */
export const ENVIRONMENT_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const account = text(
  '111122223333',
  /^\d{12}$/,
  fault('is not an AWS account', "write its 12 digits, such as '111122223333'"),
);
const region = checked('us-east-1', regionFault);
const kmsKeyArn = text(
  'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  /^arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/,
  fault('is not the ARN of a KMS key', "find it with 'aws kms describe-key --key-id alias/… --query KeyMetadata.Arn'"),
);
const tenant = checked('platform', tenantFault);

const acknowledgement = objectOf<Acknowledgement>()({
  rule: text(
    'CLUSTER-ADMINS-1',
    /^[A-Z0-9]+(-[A-Z0-9]+)+$/,
    fault('is not the id of a rule', "write one such as 'CLUSTER-ADMINS-1'"),
  ),
  path: string('environments.prod.cluster.create.admins'),
  reason: text('we use …', /\S/, fault('is empty', 'say why this is meant')),
});

const image = text(
  'docker.io/grafana/loki:3.7.6',
  /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/,
  fault('is not an image with its registry', "write one such as 'docker.io/grafana/loki:3.7.6'"),
);

/** Settings of pods, by part. The names of parts are validated with the collectors that exist. */
const workloads: z.ZodType<WorkloadSettings, WorkloadSettings> = map(
  podSettings.optional(),
  "alloy: { priorityClassName: 'logging' }",
);

/** Fields that an environment and `LokiLogging` share. */
const SHARED_FIELDS = fieldsOf<SharedLoggingProps>()({
  tenants: list(tenant, "'platform', 'apps'")
    .min(1, { error: fault('is empty', "name at least one tenant, such as ['platform'], or leave it out") })
    .optional(),
  credentials: objectOf<CredentialsProps>()({
    from: oneOf(...(Object.values(CredentialsKind) as CredentialsFrom[])).optional(),
    installDriver: boolean().optional(),
    kmsKeyArn: kmsKeyArn.optional(),
    secretName: objectName.optional(),
  }).optional(),
  images: objectOf<Images>()({
    loki: image.optional(),
    alloy: image.optional(),
    nginx: image.optional(),
    memcached: image.optional(),
    memcachedExporter: image.optional(),
  }).optional(),
  registry: text(
    '111122223333.dkr.ecr.us-east-1.amazonaws.com/mirror',
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
    fault(
      'is not a registry',
      "write its host and path, such as 'registry.example.com/mirror', without https:// and /",
    ),
  ).optional(),
  imagePullSecrets: list(objectName, "'registry'").optional(),
  workloads: workloads.optional(),
  labels: labels.optional(),
  annotations: annotations.optional(),
  clusterDomain: text(
    'cluster.local',
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    fault('is not a DNS domain', "write one such as 'cluster.local'"),
  ).optional(),
  customize: callback<(charts: LoggingCharts) => void>('(charts) => { … }').optional(),
  acknowledge: list(acknowledgement, "{ rule: 'CLUSTER-ADMINS-1', path: '…', reason: '…' }").optional(),
});

/** Form of the fields of an environment, each by itself. What depends on several fields is in `rules/`. */
export const ENVIRONMENT_SCHEMA = objectOf<EnvironmentProps>()({
  account: account.optional(),
  region: region.optional(),
  cluster: CLUSTER_SCHEMA,
  volume: quantity('500 GB/day', readVolume).optional(),
  retention: quantity('28d', readRetention).optional(),
  tenantNamespaces: map(
    list(
      text(
        'shop-*',
        /^[a-z0-9*]([a-z0-9*-]{0,61}[a-z0-9*])?$/,
        fault('is not a namespace', "write one such as 'shop' or 'shop-*'"),
      ),
      "'shop', 'shop-*'",
    ),
    "apps: ['shop', 'shop-*']",
  ).optional(),
  storage: objectOf<StorageProps>()({
    encryption: oneOf('s3', 'kms').optional(),
    chunkBucketName: string('my-loki-chunks').optional(),
    rulerBucketName: string('my-loki-rules').optional(),
  }).optional(),
  loki: loki.optional(),
  alloy: alloy.optional(),
  grafana: objectOf<GrafanaProps>()({
    namespace: namespaceName.optional(),
    maxLines: number('1000', 1).optional(),
    serviceAccount: objectName.optional(),
  }).optional(),
  network: objectOf<NetworkProps>()({
    policies: boolean().optional(),
    metricsNamespaces: list(namespaceName, "'monitoring'").optional(),
    clientNamespaces: list(namespaceName, "'tools'").optional(),
  }).optional(),
  terminationProtection: boolean().optional(),
  deployFrom: list(account, "'444455556666'").optional(),
  ...SHARED_FIELDS,
});

/** Form of the fields of an environment but its cluster. */
export const LOGGING_SCHEMA = ENVIRONMENT_SCHEMA.omit({ cluster: true });
