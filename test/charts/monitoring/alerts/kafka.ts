import { alloy, type AlertCases } from './case';

const sent = (exporter: string) =>
  alloy('otelcol_exporter_sent_log_records_total', `component_id="otelcol.exporter.${exporter}"`);
const queue = (exporter: string) => alloy('otelcol_exporter_queue_size', `component_id="otelcol.exporter.${exporter}"`);
const flight = (exporter: string) =>
  alloy('otelcol_exporter_in_flight_requests', `component_id="otelcol.exporter.${exporter}"`);
const lag = (partition: number) =>
  alloy('otelcol_kafka_receiver_offset_lag_ratio', `topic="logs.dev", partition="${partition}"`);
const INTO = sent('kafka.kafka');
const OUT = sent('otlphttp.kafka_consumer');

export const KAFKA_CASES: AlertCases = {
  KafkaNotWritten: {
    at: '20m',
    fires: { [queue('kafka.kafka')]: '500x20', [INTO]: '90x20' },
    // A queue that is never empty is handed on all the same; that of another exporter is its own matter.
    silent: { [queue('kafka.kafka')]: '500x20', [INTO]: '0+90x20', [queue('otlphttp.other')]: '500x20' },
  },
  KafkaConsumerStuck: {
    at: '20m',
    fires: { [flight('otlphttp.kafka_orders')]: '1x20', [sent('otlphttp.kafka_orders')]: '40x20' },
    silent: { [flight('otlphttp.kafka_orders')]: '1x20', [sent('otlphttp.kafka_orders')]: '0+40x20', [OUT]: '40x20' },
  },
  KafkaNotRead: {
    at: '20m',
    fires: { [INTO]: '0+60x20', [OUT]: '40x20', [sent('otlphttp.kafka_orders')]: '0+9x20' },
    silent: { [INTO]: '0+60x20', [OUT]: '0+1x20' },
  },
  KafkaFilling: {
    at: '55m',
    fires: { [lag(0)]: '900+10x60', [lag(1)]: '900x60' },
    silent: { [lag(0)]: '9000-10x60', [lag(1)]: '0+1x60' },
  },
};
