import type { KafkaTopics } from '../kafka/props';
import type { AlloyPipeline } from '../pipeline';
import type { AlloySources } from './library';
import { FIREHOSE_LABELS } from './receivers/firehose';
import { withOtlpLabels } from './receivers/otlp/way';
import { SYSLOG_LABELS } from './receivers/syslog';

/** Sources and pipeline of a chart, and the resource attributes of OTLP that become labels. */
interface Input {
  readonly sources?: Pick<AlloySources, 'otlp' | 'syslog' | 'firehose'>;
  readonly pipeline?: AlloyPipeline;
  readonly otlpIndexLabels?: readonly string[];
}

/** Kafka topics, with the labels that only lines of some receivers have, if these are on. */
export function withSourceLabels<T extends KafkaTopics>(topics: T, input: Input): T {
  const { syslog = false, firehose } = input.sources ?? {};
  const labels = [...(syslog === false ? [] : SYSLOG_LABELS), ...(firehose ? FIREHOSE_LABELS : [])];
  const own = labels.length > 0 ? { ...topics, labels: [...(topics.labels ?? []), ...labels] } : topics;
  return withOtlpLabels(own, input);
}
