import { at, isText, texts } from '../../../manifests/shape';
import { parsedUrl, portOf } from '../../../../charts/input/url';
import type { Loki } from './loki';

/** Listener at an address: a port of Loki, or another program. */
type Listener = 'gRPC' | 'HTTP' | 'gossip' | 'other';

/** An address in a configuration of Loki. */
export interface LokiAddress {
  /** Key that holds it. */
  readonly key: string;

  /** The address as written. */
  readonly text: string;

  /** Host and, where it is written, port. */
  readonly host: string;

  /** Port; a URL always has one. @default - that of its listener, or of a SRV record */
  readonly port?: number;

  /** Listener at this address. */
  readonly listener: Listener;
}

/** Blocks of caches. */
const CACHES = [
  ...['chunk_cache_config', 'chunk_cache_config_l2'].map((cache) => `chunk_store_config.${cache}`),
  ...['', 'index_stats_', 'volume_', 'instant_metric_', 'series_', 'label_'].map(
    (kind) => `query_range.${kind}results_cache.cache`,
  ),
];

/** Keys with addresses, and the listener at each. */
const KEYS: readonly (readonly [key: string, listener: Listener])[] = [
  ['frontend_worker.frontend_address', 'gRPC'],
  ['frontend_worker.scheduler_address', 'gRPC'],
  ['frontend.scheduler_address', 'gRPC'],
  ['storage_config.tsdb_shipper.index_gateway_client.server_address', 'gRPC'],
  ['storage_config.boltdb_shipper.index_gateway_client.server_address', 'gRPC'],
  ['common.compactor_grpc_address', 'gRPC'],
  ['ruler.evaluation.query_frontend.address', 'gRPC'],
  ['common.compactor_address', 'HTTP'],
  ['frontend.tail_proxy_url', 'HTTP'],
  ['frontend.downstream_url', 'HTTP'],
  ['memberlist.join_members', 'gossip'],
  ['ruler.alertmanager_url', 'other'],
  ...CACHES.flatMap((cache): (readonly [string, Listener])[] => [
    [`${cache}.memcached_client.addresses`, 'other'],
    [`${cache}.memcached_client.host`, 'other'],
  ]),
];

/** Addresses of other pods in a configuration. */
export function addressesOf({ config }: Loki): LokiAddress[] {
  return KEYS.flatMap(([key, listener]) => {
    const value = at(config, key);
    const all = isText(value) ? value.split(',') : texts(value);
    return all.flatMap((one) => {
      const address = parsed(one.trim());
      return address ? [{ key, text: one.trim(), listener, ...address }] : [];
    });
  });
}

/**
 * Host and port of an address in one of the forms that Loki takes: `host:port`, `dns:///host:port`, `dns+host:port`,
 * `dnssrv+_name._tcp.host`, `http://host:port/path`. Undefined for a variable.
 */
function parsed(text: string): { host: string; port?: number } | undefined {
  const url = /^https?:/i.test(text) ? parsedUrl(text) : undefined;
  const bare = text.replace(/^(dns|dnssrv|dnssrvnoa)\+/, '').replace(/^\w+:\/\/+(?:[^/@]*@)?/, '');
  const [, host = '', written] = /^(?:_[\w-]+\._tcp\.)?([a-z0-9.-]+?)\.?(?::(\d+))?(?:\/.*)?$/i.exec(bare) ?? [];
  const port = written ?? (url && portOf(url));
  return host === '' ? undefined : { host, ...(port === undefined ? {} : { port: Number(port) }) };
}
