import type { k8s } from 'cdk8s-plus-28';
import { CA_KEY } from '../../endpoint/authority';
import { Block } from '../language/syntax';
import { bool, call, text, texts, type Value } from '../language/values';
import type { SourceConnection } from '../sources/source';
import { type AlloyKafka, KAFKA_DEFAULTS, type KafkaClient } from './props';

/** A client, with IAM or without. */
export type AnyClient = KafkaClient & Pick<AlloyKafka, 'iam'>;

/** Environment variables with values of Secrets. */
const VARIABLES = { username: 'KAFKA_USERNAME', password: 'KAFKA_PASSWORD', ca: 'KAFKA_CA' };

/** Adds the attributes that producers and consumers share. */
export function withBrokers(block: Block, { brokers, version = KAFKA_DEFAULTS.version }: AnyClient): Block {
  return block.set('brokers', texts(...brokers)).set('protocol_version', text(version));
}

/** Blocks for the authentication and the TLS of a client. */
export function security({ sasl, iam, tls = iam !== undefined }: AnyClient): Block[] {
  const blocks: Block[] = [];
  if (sasl) {
    const { mechanism = 'SCRAM-SHA-512' } = sasl;
    blocks.push(authentication(mechanism, env(VARIABLES.username), env(VARIABLES.password)));
  } else if (iam) {
    const msk = new Block('aws_msk').set('region', text(iam.clusterArn.split(':')[3] ?? ''));
    // The mechanism has neither user nor password, but Alloy requires both attributes.
    blocks.push(authentication('AWS_MSK_IAM_OAUTHBEARER', text(''), text(''), msk));
  }
  if (typeof tls === 'object') blocks.push(new Block('tls').set('ca_pem', env(VARIABLES.ca)));
  else if (tls) blocks.push(new Block('tls').set('insecure', bool(false)));
  return blocks;
}

/**
 * Interval at which a client refreshes topics and the leaders of their partitions. With Alloy's default of 10 minutes,
 * a consumer that starts before a topic exists would not read it for that long.
 */
export const metadata = (): Block => new Block('metadata').set('refresh_interval', text('30s'));

function authentication(mechanism: string, username: Value, password: Value, ...others: Block[]): Block {
  return new Block('authentication').add(
    new Block('sasl')
      .set('username', username)
      .set('password', password)
      .set('mechanism', text(mechanism))
      .add(...others),
  );
}

/** Environment variables of a client. */
export function clientEnv({ sasl, tls }: AnyClient): k8s.EnvVar[] {
  const of = (name: string, secret: string, key: string): k8s.EnvVar => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key } },
  });
  return [
    ...(sasl ? [of(VARIABLES.username, sasl.secret, 'username'), of(VARIABLES.password, sasl.secret, 'password')] : []),
    ...(typeof tls === 'object' ? [of(VARIABLES.ca, tls.caSecret, CA_KEY)] : []),
  ];
}

/** Connections of a client: to the ports of the brokers, and with IAM to AWS for the credentials of its role. */
export function clientConnections({ brokers, iam }: AnyClient): SourceConnection[] {
  const ports = new Set(brokers.map((broker) => Number(broker.slice(broker.lastIndexOf(':') + 1))));
  if (iam) ports.add(443);
  return [...ports].sort((a, b) => a - b).map((port) => ({ port }));
}

function env(name: string): Value {
  return call('sys.env', text(name));
}
