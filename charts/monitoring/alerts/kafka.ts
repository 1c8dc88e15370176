import type { AlertGroup } from './alert';

/** Lines that an exporter of OpenTelemetry has sent. */
const sent = (component: string) => `otelcol_exporter_sent_log_records_total{component_id="${component}"}`;

/** Exporters of the collectors and of the consumers. */
const INTO = 'otelcol.exporter.kafka.kafka';
const OUT_OF = 'otelcol.exporter.otlphttp.kafka_consumer';

/** Exporters of the consumers, and of `alloy.kafkaTopics`. */
const CONSUMERS = 'otelcol.exporter.otlphttp.kafka_.+';

/** Kafka between the collectors and Loki, and `alloy.kafkaTopics`. */
export const KAFKA: AlertGroup = {
  name: 'alloy-kafka',
  title: 'Kafka',
  alerts: () => [
    {
      name: 'KafkaNotWritten',
      expr: `sum by (cluster, namespace, pod) (otelcol_exporter_queue_size{component_id="${INTO}"}) > 0 unless sum by (cluster, namespace, pod) (rate(${sent(INTO)}[5m])) > 0`,
      for: '5m',
      severity: 'critical',
      summary: '{{ $labels.pod }} hands no line to Kafka, and {{ $value | humanize1024 }}B wait',
      why: 'Lines wait in the files of the node, and are lost when it rotates them; what others send is refused in the end.',
      first:
        'The log of the pod names the broker and the error: a topic that is missing, an expired certificate, a password. `kafka-topics.sh --describe` shows partitions without a leader.',
    },
    {
      name: 'KafkaConsumerStuck',
      expr: `sum by (cluster, namespace, pod) (max_over_time(otelcol_exporter_in_flight_requests{component_id=~"${CONSUMERS}"}[5m])) > 0 unless sum by (cluster, namespace, pod) (rate(otelcol_exporter_sent_log_records_total{component_id=~"${CONSUMERS}"}[5m])) > 0`,
      for: '10m',
      severity: 'critical',
      summary: '{{ $labels.pod }} sends the same lines to Loki again and again',
      why: 'Its partitions wait. Lines are late, and lost when Kafka deletes them after the retention of the topic.',
      first:
        'Look at `LokiWriteErrors` and `LokiRateLimited`, then at the statuses of `/kafka/v1/logs` in the log of the gateway.',
    },
    {
      name: 'KafkaNotRead',
      expr: `sum by (cluster) (rate(${sent(INTO)}[5m])) > 0 unless sum by (cluster) (rate(${sent(OUT_OF)}[5m])) > 0`,
      for: '10m',
      severity: 'critical',
      summary: '{{ $value }} lines a second go into Kafka, and none comes out',
      why: 'Nothing new is in Loki. Kafka keeps the lines for the retention of the topics.',
      first:
        '`kubectl -n NAMESPACE get pod -l app.kubernetes.io/component=kafka`: consumers that do not run. Then `LokiWriteErrors`, `LokiRateLimited`, and the statuses of `/kafka/v1/logs` in the log of the gateway; then the members of the group, `kafka-consumer-groups.sh --describe`.',
    },
    {
      name: 'KafkaFilling',
      expr: 'sum by (cluster, namespace, topic) (deriv(otelcol_kafka_receiver_offset_lag_ratio[15m])) > 0 and sum by (cluster, namespace, topic) (otelcol_kafka_receiver_offset_lag_ratio) > 1000',
      for: '30m',
      severity: 'warning',
      summary: 'the consumers fall behind on {{ $labels.topic }}',
      why: 'Lines are late, and later all the time.',
      first:
        'Raise `alloy.kafka.consumers`, at most to the number of partitions; a tenant over its limit (`LokiRateLimited`) slows the others.',
    },
  ],
};
