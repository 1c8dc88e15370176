import { COMPRESSION_RULES } from '../../../../lib/checks/loki/compression';
import { describeRules } from '../harness';
import { config } from './edits';

const KEY = 'ConfigMap loki/loki config.yaml ingester_client.grpc_client_config.grpc_compression';
const compression = /ingester_client:\n {2}grpc_client_config:\n {4}grpc_compression: snappy\n/;

describeRules(COMPRESSION_RULES, [
  {
    rule: 'LOKI-COMPRESSION-1',
    breaks: config(compression, ''),
    finds: [`${KEY}: missing, so 3 copies of each line travel uncompressed; use snappy`],
  },
  {
    rule: 'LOKI-COMPRESSION-1',
    breaks: config(compression, "ingester_client: {grpc_client_config: {grpc_compression: ''}}\n"),
    finds: [`${KEY}: '', so 3 copies of each line travel uncompressed; use snappy`],
  },
]);
