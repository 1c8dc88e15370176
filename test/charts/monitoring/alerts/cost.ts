import { type AlertCases, alloy, loki } from './case';

const logged = loki('loki_distributor_bytes_received_total', 'distributor', 'tenant="dev"');
const stored = loki('loki_chunk_store_stored_chunk_bytes_total', 'ingester', 'user="dev"');
const uploads = loki('loki_objstore_bucket_operations_total', 'ingester', 'operation="upload"');

const pushed = alloy('loki_write_request_size_bytes_sum');
const transmitted = loki('process_network_transmit_bytes_total', 'distributor');

/** Bytes that are logged in half an hour at so many GB a day. */
const halfHour = (gigabytes: number) => Math.round((gigabytes * 1e9) / 48);

export const COST_CASES: AlertCases = {
  LokiVolumeBeyondPlan: {
    at: '30h',
    every: '30m',
    fires: { [logged]: `0+${halfHour(70)}x70` },
    silent: { [logged]: `0+${halfHour(55)}x70` },
  },
  LokiStoredBytesBeyondPlan: {
    at: '15h',
    every: '30m',
    fires: { [logged]: '0+1000x40', [stored]: '0+900x40' },
    silent: { [logged]: '0+1000x40', [stored]: '0+400x40' },
  },
  LokiPutsBeyondPlan: {
    at: '15h',
    every: '30m',
    fires: { [logged]: '0+1e9x40', [uploads]: '0+12000x40' },
    silent: { [logged]: '0+1e9x40', [uploads]: '0+900x40' },
  },
  LokiZoneTrafficBeyondPlan: {
    at: '15h',
    every: '30m',
    // Messages to ingesters as they are, 1.33 bytes for each byte of a line and copy, and compressed.
    fires: { [logged]: '0+1000x40', [pushed]: '0+440x40', [transmitted]: '0+3990x40' },
    silent: { [logged]: '0+1000x40', [pushed]: '0+440x40', [transmitted]: '0+1320x40' },
  },
};
