import { REPLICATION_FACTOR } from '../../loki/replication';
import { betweenZonesFactor, BYTES_ON_WIRE, HOPS_TO_DISTRIBUTOR, OTHER_ZONE } from '../../loki/traffic';
import type { AlertGroup } from './alert';
import { SECONDS_PER_DAY } from '../../input/seconds';

/**
 * Maximum number of uploads for a GB of raw lines: 10,000 streams of 50 GB a day make at most 7,200, as docs/cost.md
 * says.
 */
const UPLOADS_PER_GB = 10_000;

/** Bytes that pass between zones for each byte logged, as a plan counts them. */
const ZONE_BYTES = (HOPS_TO_DISTRIBUTOR + REPLICATION_FACTOR) * BYTES_ON_WIRE.snappy * OTHER_ZONE;

/**
 * Bytes per second between zones. Pushes of agents pass two hops. The bytes that distributors send already include all
 * copies.
 */
const crossing = (loki: string): string =>
  `sum by (cluster) (rate(loki_write_request_size_bytes_sum[6h])) * ${HOPS_TO_DISTRIBUTOR} * ${betweenZonesFactor()} + ` +
  `sum by (cluster) (rate(process_network_transmit_bytes_total{job="${loki}/distributor"}[6h])) * ${betweenZonesFactor()}`;

/** Costs beyond the plan. */
export const COST: AlertGroup = {
  name: 'loki-cost',
  title: 'Cost',
  alerts: ({ loki, gigabytesPerDay }) => [
    {
      name: 'LokiVolumeBeyondPlan',
      expr: `sum by (cluster, namespace) (rate(loki_distributor_bytes_received_total[1d])) * ${SECONDS_PER_DAY} > ${gigabytesPerDay} * 1e9 * 1.2`,
      for: '1h',
      severity: 'warning',
      summary: '{{ $value | humanize }}B were logged in a day, a fifth more than the volume that Loki is sized for',
      why: 'Sizes, limits and the cost follow from the volume of the environment.',
      first:
        'Raise `volume`, or find who logs so much: `topk(10, sum by (namespace, app) (bytes_over_time({namespace=~".+"}[1h])))`.',
    },
    {
      name: 'LokiStoredBytesBeyondPlan',
      expr: 'sum by (cluster, namespace) (rate(loki_chunk_store_stored_chunk_bytes_total[6h])) / sum by (cluster, namespace) (rate(loki_distributor_bytes_received_total[6h])) > 0.6',
      for: '6h',
      severity: 'info',
      summary: '{{ $value }} bytes are stored for each byte that is logged',
      why: 'With zstd it is 0.35 to 0.5. More means copies: the ingesters cut different chunks of the same stream.',
      first:
        'Look whether `alloy.nodeLabel` is on, and whether clients push one stream through several pods ([cost](cost.md#s3)).',
    },
    {
      name: 'LokiPutsBeyondPlan',
      expr: `sum by (cluster, namespace) (rate(loki_objstore_bucket_operations_total{operation="upload"}[6h])) / (sum by (cluster, namespace) (rate(loki_distributor_bytes_received_total[6h])) / 1e9) > ${UPLOADS_PER_GB}`,
      for: '6h',
      severity: 'info',
      summary: '{{ $value }} objects are stored for each GB that is logged',
      why: 'Requests cost more than the bytes: streams are too many and too small.',
      first: '`logcli series --analyze-labels` names the label with too many values. Move it to structured metadata.',
    },
    {
      name: 'LokiZoneTrafficBeyondPlan',
      expr: `(${crossing(loki)}) / sum by (cluster) (rate(loki_distributor_bytes_received_total[6h])) > ${(ZONE_BYTES * 1.5).toFixed(1)}`,
      for: '6h',
      severity: 'info',
      summary: '{{ $value }} bytes pass between zones for each byte that is logged',
      why: `A plan counts ${ZONE_BYTES.toFixed(1)}, and AWS charges both sides of each.`,
      first:
        'Look whether messages between distributors and ingesters are compressed (`ingester_client.grpc_client_config.grpc_compression`), and for labels and metadata that are longer than the lines.',
    },
  ],
};
