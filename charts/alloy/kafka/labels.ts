import type { KafkaTopics } from './props';

/**
 * Labels that lines have on their way to Loki, from every source of the library. Names of structured metadata may be
 * among them: `level` is a label of one source and metadata of another.
 *
 * The first are those from which Loki takes `service_name`, in its own order: it takes the first that a line has
 * (`discover_service_name`, https://grafana.com/docs/loki/latest/configure/#limits_config).
 */
const LABELS = [
  ...['app', 'container', 'job'],
  ...['namespace', 'stream', 'node_name', 'unit', 'level'],
  // Labels of the node, and of flows.
  ...['zone', 'node_pool', 'instance_type', 'verdict', 'direction', 'type'],
] as const;

/** Label that Alloy adds to every line when it sends the line. */
const CLUSTER = 'cluster';

/** Label with the name of a service, and its name in OTLP. */
export const SERVICE = { label: 'service_name', name: 'service.name' };

/** Attributes of lines from Kafka that Loki's OTLP endpoint turns into labels. */
export function kafkaAttributes(topics: KafkaTopics): string[] {
  const labels = kafkaLabels(topics);
  return labels.includes(SERVICE.label) ? [...labels, SERVICE.name] : labels;
}

/** Names of labels that lines keep on their way through Kafka. */
export const kafkaLabels = ({ labels = [] }: KafkaTopics): string[] => [
  ...new Set<string>([...LABELS, CLUSTER, ...labels]),
];
