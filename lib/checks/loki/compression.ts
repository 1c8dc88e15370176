import { show } from '../../../charts/input/problems';
import { flag } from '../../manifests/flags';
import { at } from '../../manifests/shape';
import { ingesters, podCount } from '../read/loki/loki';
import { type ManifestsRule, Severity } from '../rule';
import { everyLoki } from './every-loki';
import { replicationFactor } from './replication';

const KEY = 'ingester_client.grpc_client_config.grpc_compression';
const FLAG = 'ingester.client.grpc-compression';

const compressedCopies: ManifestsRule = {
  id: 'LOKI-COMPRESSION-1',
  severity: Severity.WARNING,
  title: 'copies of lines travel compressed from distributors to ingesters',
  why: 'three copies of each line and its labels cross zones, which AWS charges by the byte; Snappy leaves a third of them',
  evidence: 'https://grafana.com/docs/loki/latest/configure/#grpc_client',
  check: everyLoki((loki) => {
    const copies = Math.min(replicationFactor(loki)?.factor ?? 1, podCount(ingesters(loki)) ?? 1);
    const isGiven = loki.pods.some(({ container }) => flag(container, FLAG));
    const value = at(loki.config, KEY) ?? '';
    if (copies < 2 || isGiven || value !== '') return [];
    const found = `${show(at(loki.config, KEY))}, so ${copies} copies of each line travel uncompressed`;
    return [{ path: `${loki.path} ${KEY}`, found, fix: 'use snappy' }];
  }),
};

/** Rules about traffic between the pods of Loki. */
export const COMPRESSION_RULES: readonly ManifestsRule[] = [compressedCopies];
