import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import type { Manifests } from '../../manifests/manifests';
import { type AlloyComponent, attributeOf, blocksOf, textOf } from '../read/alloy/config';
import { everyComponent } from '../read/alloy/graph';
import { type Finding, type ManifestsRule, Severity } from '../rule';

const RECEIVER = 'https://grafana.com/docs/alloy/latest/reference/components/otelcol/otelcol.receiver.kafka/';
const EXPORTER = 'https://grafana.com/docs/alloy/latest/reference/components/otelcol/otelcol.exporter.kafka/';

/** Value of a boolean attribute in a block of a component; undefined if it is missing or computed. */
function flag(component: AlloyBlock, block: string, name: string): boolean | undefined {
  const [value] = blocksOf(component, block).flatMap((each) => attributeOf(each, name) ?? []);
  return value?.kind === 'bool' ? value.value : undefined;
}

/** Components of a name that read or send logs. */
const ofLogs = (manifests: Manifests, name: string): AlloyComponent[] =>
  everyComponent(manifests, name)
    .map(({ component }) => component)
    .filter(({ block }) => name === 'otelcol.exporter.kafka' || blocksOf(block, 'logs').length > 0);

const rule = (
  id: string,
  on: 'otelcol.receiver.kafka' | 'otelcol.exporter.kafka',
  words: { readonly title: string; readonly why: string },
  faultOf: (block: AlloyBlock) => { attribute: string; found: string; fix: string } | undefined,
): ManifestsRule => ({
  id,
  severity: Severity.WARNING,
  ...words,
  evidence: on === 'otelcol.receiver.kafka' ? RECEIVER : EXPORTER,
  check: ({ manifests }) =>
    ofLogs(manifests, on).flatMap(({ path, block }): Finding[] => {
      const fault = faultOf(block);
      return fault ? [{ path: `${path} ${fault.attribute}`, found: fault.found, fix: fault.fix }] : [];
    }),
});

const begins = rule(
  'ALLOY-KAFKA-1',
  'otelcol.receiver.kafka',
  {
    title: 'a new consumer group of logs begins with the oldest message',
    why: 'by default it begins at the end: messages from before its first start are never read',
  },
  (block) => {
    const value = attributeOf(block, 'initial_offset');
    if (value && textOf(value) !== 'latest') return undefined;
    const found = value
      ? "'latest' skips existing messages"
      : 'missing, so it is latest, which skips existing messages';
    return { attribute: 'initial_offset', found, fix: "set it to 'earliest'" };
  },
);

const marks = rule(
  'ALLOY-KAFKA-2',
  'otelcol.receiver.kafka',
  {
    title: 'messages are marked as read after the next component has taken them',
    why: 'messages that are marked before that, or although sending failed, are lost when the consumer ends',
  },
  (block) => {
    const attribute = 'message_marking.after_execution';
    if (flag(block, 'message_marking', 'after_execution') !== true) {
      return { attribute, found: 'is not true, so messages are marked as they arrive', fix: 'set it to true' };
    }
    return flag(block, 'message_marking', 'include_unsuccessful') === true
      ? {
          attribute: 'message_marking.include_unsuccessful',
          found: 'true marks messages whose sending a stop interrupts',
          fix: 'leave it out',
        }
      : undefined;
  },
);

const repeats = rule(
  'ALLOY-KAFKA-3',
  'otelcol.receiver.kafka',
  {
    title: 'a receiver that marks messages after sending retries after an error',
    why: 'without error_backoff one temporary error pauses the partition until it is assigned again',
  },
  (block) =>
    flag(block, 'message_marking', 'after_execution') === true && flag(block, 'error_backoff', 'enabled') !== true
      ? { attribute: 'error_backoff', found: 'is not enabled', fix: 'set error_backoff { enabled = true }' }
      : undefined,
);

const acknowledged = rule(
  'ALLOY-KAFKA-4',
  'otelcol.exporter.kafka',
  {
    title: 'every copy of a message is acknowledged',
    why: 'by default only the leader answers: messages that it has not copied are lost with it',
  },
  (block) => {
    const [acks] = blocksOf(block, 'producer').flatMap((each) => attributeOf(each, 'required_acks') ?? []);
    if (acks && (acks.kind !== 'number' || acks.value === -1)) return undefined;
    const found = acks ? 'does not wait for all copies' : 'missing, so only the leader answers';
    return { attribute: 'producer.required_acks', found, fix: 'set it to -1' };
  },
);

const waits = rule(
  'ALLOY-KAFKA-5',
  'otelcol.exporter.kafka',
  {
    title: 'lines wait for Kafka without end',
    why: 'by default a batch is dropped after 5 minutes, and a batch that a full queue does not take is dropped at once',
  },
  (block) => {
    const [limit] = blocksOf(block, 'retry_on_failure').flatMap((each) => attributeOf(each, 'max_elapsed_time') ?? []);
    if (!limit || (limit.kind === 'text' && !/^0+[a-z]*$/.test(limit.text))) {
      const found = limit
        ? `drops a batch after ${textOf(limit) ?? ''}`
        : 'missing, so a batch is dropped after 5 minutes';
      return { attribute: 'retry_on_failure.max_elapsed_time', found, fix: "set it to '0s', which is without end" };
    }
    if (flag(block, 'sending_queue', 'enabled') === false) return undefined;
    return flag(block, 'sending_queue', 'block_on_overflow') === true
      ? undefined
      : {
          attribute: 'sending_queue.block_on_overflow',
          found: 'is not true: a full queue drops',
          fix: 'set it to true',
        };
  },
);

/** Rules about Kafka in Alloy's configuration. */
export const KAFKA_RULES: readonly ManifestsRule[] = [begins, marks, repeats, acknowledged, waits];
