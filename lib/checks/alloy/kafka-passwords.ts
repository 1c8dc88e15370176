import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { attributeOf, blocksOf, textOf, textsOf } from '../read/alloy/config';
import { everyComponent } from '../read/alloy/graph';
import { addressOf } from '../read/path/address';
import { type Finding, type ManifestsRule, Severity } from '../rule';

/** Components that connect to Kafka. */
const CLIENTS = ['otelcol.receiver.kafka', 'otelcol.exporter.kafka'];

/** True if a client sends its password in plain text. */
const sendsPassword = (authentication: readonly AlloyBlock[]): boolean =>
  authentication.some(
    (block) =>
      blocksOf(block, 'plaintext').length > 0 ||
      blocksOf(block, 'sasl').some((sasl) => textOf(attributeOf(sasl, 'mechanism')) === 'PLAIN'),
  );

const clear: ManifestsRule = {
  id: 'ALLOY-KAFKA-6',
  severity: Severity.WARNING,
  title: 'a password of Kafka leaves the cluster encrypted',
  why: 'SASL with PLAIN sends the password itself: everyone on the way to the brokers can read it',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/otelcol/otelcol.exporter.kafka/',
  check: ({ manifests }) =>
    CLIENTS.flatMap((name) => everyComponent(manifests, name)).flatMap(({ component: { path, block } }): Finding[] => {
      const authentication = blocksOf(block, 'authentication');
      const hasTls = [block, ...authentication].some((each) => blocksOf(each, 'tls').length > 0);
      if (hasTls || !sendsPassword(authentication)) return [];
      // A host that is not a Service is outside the cluster.
      const outside = textsOf(attributeOf(block, 'brokers')).find(
        (broker) => !addressOf(`http://${broker}`, undefined),
      );
      if (outside === undefined) return [];
      const found = `PLAIN without TLS sends the password unencrypted to ${outside}`;
      return [{ path: `${path} authentication`, found, fix: 'use TLS, or SCRAM-SHA-512, which sends no password' }];
    }),
};

/** Rules about passwords of Kafka. */
export const KAFKA_PASSWORD_RULES: readonly ManifestsRule[] = [clear];
