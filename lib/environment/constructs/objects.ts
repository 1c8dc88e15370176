import { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Chart } from 'cdk8s';
import { Dependable, type IDependable } from 'constructs';
import * as z from 'zod';
import type { WorkloadIdentity } from '../../../charts/endpoint/identity';
import { IDENTITY_EXAMPLE, isIdentity } from '../../../charts/endpoint/validate';
import { readOf } from '../../../charts/input/plain-copy';
import { isReadable } from '../../../charts/input/props';
import type { LoggingCharts } from '../../../charts/logging/charts';
import { custom, expecting, list, must } from '../schema/fields';
import { enumOf, needed, objectOfCdk } from './validate';

const CLUSTER = 'new ExistingLoggingCluster(…).cluster';
const isCluster = objectOfCdk<eks.ICluster>('a cluster', CLUSTER, 'clusterName', 'node');

/** A cluster of aws-eks-v2. */
export const cluster = expecting(isCluster, 'a cluster', CLUSTER, (value) =>
  isReadable(value) && isCluster.safeParse(readOf(value, 'cluster')).success ? 'write its property cluster' : undefined,
);

/** A VPC. */
export const vpc = objectOfCdk<ec2.IVpc>('a VPC', 'ec2.Vpc.fromVpcAttributes(…)', 'vpcId', 'privateSubnets');

/** A KMS key. */
export const key = objectOfCdk<kms.IKey>('a key', "kms.Key.fromKeyArn(this, 'Key', '…')", 'keyArn');

/** A bucket. */
export const bucket = objectOfCdk<s3.IBucket>('a bucket', "s3.Bucket.fromBucketName(this, 'Logs', '…')", 'bucketName');

/** A managed policy. */
export const managedPolicy = objectOfCdk<iam.IManagedPolicy>(
  'a managed policy',
  "iam.ManagedPolicy.fromManagedPolicyArn(this, 'Boundary', '…')",
  'managedPolicyArn',
);

/** A chart of cdk8s. */
export const chart = objectOfCdk<Chart>('a chart', "new Chart(app, 'my-chart')", 'toJson', 'node');

/** The charts of a logging stack. */
export const charts = objectOfCdk<LoggingCharts>(
  'LoggingCharts',
  'new LoggingCharts({ … })',
  'charts',
  'loki',
  'alloy',
);

/** A removal policy. Buckets, keys, secrets and clusters have no snapshots. */
export const removalPolicy = needed(
  must(enumOf(RemovalPolicy, 'RemovalPolicy'), (policy) => policy !== (RemovalPolicy.SNAPSHOT as string), {
    wrong: 'keeps a snapshot, and none of these resources has one',
    fix: 'write RemovalPolicy.RETAIN or RemovalPolicy.DESTROY',
  }),
);

/** Constructs that others depend on. */
export const dependables = list(
  custom<IDependable>(isDependable, { wrong: 'is not a construct', fix: 'write one such as cluster' }),
  'cluster',
);

/** True for a construct, and for a group of constructs. */
function isDependable(value: unknown): boolean {
  try {
    return Dependable.of(value as IDependable) !== undefined;
  } catch {
    return false;
  }
}

/** An identity of a workload. */
export const identity = expecting(z.custom<WorkloadIdentity>(isIdentity), 'a WorkloadIdentity', IDENTITY_EXAMPLE);
