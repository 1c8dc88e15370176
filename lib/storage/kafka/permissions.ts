import { Fn, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/** ARN of a topic or group of an MSK cluster: that of the cluster with another kind, and the name at its end. */
function partArn(clusterArn: string, kind: 'topic' | 'group', name: string): string {
  if (!Token.isUnresolved(clusterArn)) return `${clusterArn.replace(':cluster/', `:${kind}/`)}/${name}`;
  const [before, after] = [0, 1].map((index) => Fn.select(index, Fn.split(':cluster/', clusterArn)));
  return Fn.join('', [before ?? '', `:${kind}/`, after ?? '', `/${name}`]);
}

/** Topics of a cluster. */
export interface KafkaTopicNames {
  /** ARN of the cluster. */
  readonly clusterArn: string;

  /** Names of the topics. */
  readonly topics: readonly string[];
}

/**
 * Characters of the ARNs of topics that a role's policies list. All inline policies of a role have 10,240 together, and a
 * statement is in one policy; topics are in two statements, beside those about passwords and the cluster.
 */
const MOST_LISTED = 4000;

/** Topics of a cluster, or all that their pattern matches if a policy cannot list them. */
export function listedOrPattern({ clusterArn, topics }: KafkaTopicNames, pattern: string): KafkaTopicNames {
  const length = topics.reduce((sum, topic) => sum + partArn(clusterArn, 'topic', topic).length, 0);
  return { clusterArn, topics: length > MOST_LISTED ? [pattern] : topics };
}

/** Topics of a cluster, and their consumer group. */
interface KafkaReader extends KafkaTopicNames {
  /** Name of the consumer group. */
  readonly group: string;
}

/**
 * Grants a principal to write to topics. Alloy's producer is idempotent, which MSK allows by the cluster.
 *
 * https://docs.aws.amazon.com/msk/latest/developerguide/iam-access-control-actions.html
 */
export function grantProduce({ clusterArn, topics }: KafkaTopicNames, grantee: iam.IGrantable): iam.Grant {
  return combined(
    grant(grantee, ['kafka-cluster:Connect', 'kafka-cluster:WriteDataIdempotently'], [clusterArn]),
    grant(
      grantee,
      ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'],
      topics.map((topic) => partArn(clusterArn, 'topic', topic)),
    ),
  );
}

/** Grants a principal to read topics as a group. */
export function grantConsume({ clusterArn, topics, group }: KafkaReader, grantee: iam.IGrantable): iam.Grant {
  return combined(
    grant(grantee, ['kafka-cluster:Connect'], [clusterArn]),
    grant(
      grantee,
      ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'],
      topics.map((topic) => partArn(clusterArn, 'topic', topic)),
    ),
    grant(grantee, ['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'], [partArn(clusterArn, 'group', group)]),
  );
}

const grant = (grantee: iam.IGrantable, actions: string[], resourceArns: string[]): iam.Grant =>
  iam.Grant.addToPrincipal({ grantee, actions, resourceArns });

const combined = (first: iam.Grant, ...others: iam.Grant[]): iam.Grant =>
  others.reduce((all, one) => all.combine(one), first);
