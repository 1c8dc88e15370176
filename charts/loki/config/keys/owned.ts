import type { Problem } from '../../../input/problems';
import { DATA_PATH, MEMBERLIST_PORT } from '../../components';
import { isPlain } from '../../../input/show';
import { show } from '../values/values';

/** Key of Loki's configuration that other objects depend on as well. */
interface OwnedKey {
  /** Path of the key from the top of the file. */
  readonly path: string;

  /** Advice instead of the key. */
  readonly instead: string;

  /** True for values that other objects allow. @default - no value is */
  readonly allows?: (value: unknown) => boolean;
}

const is =
  (...values: unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value);

/** Paths in the volume of the pods; everything else is read-only or lost with the pod. */
const inData = (value: unknown): boolean => typeof value === 'string' && value.startsWith(`${DATA_PATH}/`);

const BUCKETS = 'use the names of the buckets';
const VOLUME = 'leave it out, as its volume is mounted there';
const SERVICE = 'leave it out, as it is the address of a Service of this library';
const PROBES = 'leave it out, as probes, Services and network policies use ours';
const PLAIN = 'leave it out, as probes, gateway and components use plain HTTP';
const GOSSIP = 'leave it out, as the Service and network policies of memberlist use ours';
const COMPONENTS = 'leave it out, as the components of this library are made for ours';

/**
 * Keys that this library writes. A user's configuration cannot change or remove them, since the gateway, volumes,
 * IAM policy, bucket lifecycle or datasources would not follow.
 */
export const WRITTEN_KEYS: readonly OwnedKey[] = [
  { path: 'auth_enabled', instead: 'leave it out, as tenants are always on; with one tenant nothing is lost by it' },
  { path: 'server.http_listen_port', instead: PROBES },
  { path: 'server.grpc_listen_port', instead: 'leave it out, as Services and network policies use ours' },
  { path: 'common.path_prefix', instead: 'leave it out, as the volumes are mounted there' },
  { path: 'common.compactor_grpc_address', instead: SERVICE },
  { path: 'memberlist.join_members', instead: SERVICE, allows: (value) => value !== null },
  { path: 'runtime_config', instead: 'use tenantLimits' },
  { path: 'schema_config', instead: 'use schema' },
  { path: 'storage_config.use_thanos_objstore', instead: 'leave it out, as the buckets are configured for it' },
  { path: 'storage_config.object_store', instead: BUCKETS },
  { path: 'storage_config.tsdb_shipper.index_gateway_client.server_address', instead: SERVICE },
  { path: 'frontend.scheduler_address', instead: SERVICE },
  { path: 'frontend.tail_proxy_url', instead: SERVICE },
  { path: 'frontend_worker.scheduler_address', instead: SERVICE },
  { path: 'ruler.rule_path', instead: VOLUME },
  { path: 'ruler.wal.dir', instead: VOLUME },
  { path: 'ruler_storage', instead: BUCKETS },
  { path: 'limits_config.retention_period', instead: 'use retention' },
  { path: 'limits_config.query_timeout', instead: 'use queryTimeout' },
  {
    path: 'limits_config.allow_structured_metadata',
    instead: 'leave it out, as Alloy sends structured metadata and Loki would refuse every line with it',
    allows: is(true, null),
  },
  { path: 'compactor.retention_enabled', instead: 'use retention' },
  { path: 'compactor.retention_delete_delay', instead: 'leave it out, as the lifecycle of the bucket counts on ours' },
  { path: 'compactor.delete_request_store', instead: 'leave it out, as it is where the buckets are' },
  { path: 'compactor.working_directory', instead: VOLUME },
  { path: 'ingester.wal.dir', instead: VOLUME },
  { path: 'index_gateway.mode', instead: COMPONENTS, allows: is('simple', null) },
];

/** True for a key that this library writes, or one in it, whose value a user cannot choose. */
export const isWritten = (path: readonly string[]): boolean =>
  WRITTEN_KEYS.some((one) => !one.allows && `${path.join('.')}.`.startsWith(`${one.path}.`));

/** Keys that this library leaves out, and that would contradict other objects. Null changes nothing. */
export const ABSENT_KEYS: readonly OwnedKey[] = [
  { path: 'target', instead: 'leave it out, as each workload has its own' },
  { path: 'http_prefix', instead: PROBES, allows: is('') },
  { path: 'internal_server.enable', instead: PROBES, allows: is(false) },
  { path: 'server.http_path_prefix', instead: PROBES, allows: is('', '/') },
  { path: 'server.http_listen_address', instead: PROBES, allows: is('') },
  { path: 'server.grpc_listen_address', instead: PROBES, allows: is('') },
  { path: 'server.http_listen_network', instead: PROBES, allows: is('tcp') },
  { path: 'server.grpc_listen_network', instead: PROBES, allows: is('tcp') },
  { path: 'server.http_tls_config', instead: PLAIN },
  { path: 'server.grpc_tls_config', instead: PLAIN },
  { path: 'server.proxy_protocol_enabled', instead: PLAIN, allows: is(false) },
  { path: 'memberlist.bind_port', instead: GOSSIP, allows: is(MEMBERLIST_PORT) },
  { path: 'memberlist.bind_addr', instead: GOSSIP },
  { path: 'memberlist.advertise_port', instead: GOSSIP, allows: is(MEMBERLIST_PORT) },
  { path: 'common.compactor_address', instead: SERVICE },
  { path: 'common.storage', instead: BUCKETS },
  { path: 'storage_config.aws', instead: BUCKETS },
  { path: 'storage_config.tsdb_shipper.active_index_directory', instead: VOLUME, allows: inData },
  { path: 'storage_config.tsdb_shipper.cache_location', instead: VOLUME, allows: inData },
  { path: 'frontend.downstream_url', instead: COMPONENTS, allows: is('') },
  { path: 'frontend_worker.frontend_address', instead: COMPONENTS, allows: is('') },
  { path: 'query_scheduler.use_scheduler_ring', instead: COMPONENTS, allows: is(false) },
  { path: 'compactor.horizontal_scaling_mode', instead: COMPONENTS, allows: is('disabled') },
  { path: 'ruler.storage', instead: BUCKETS },
  { path: 'ruler.alertmanager_url', instead: 'use alertmanagerUrl' },
];

/** First value on the path of a key that is not a block, with its path; the value of the key if all blocks exist. */
function reach(config: unknown, path: string): { readonly at: string; readonly value: unknown } {
  let value = config;
  const steps = path.split('.');
  for (const [index, step] of steps.entries()) {
    if (!isPlain(value)) return { at: steps.slice(0, index).join('.'), value };
    value = value[step];
  }
  return { at: path, value };
}

/**
 * Finds keys that this library owns in a user's configuration: keys that the user sets, and keys that the user removes
 * with null, alone or with a block around them. `root` is the path of the configuration.
 */
export function validateOwnedKeys(config: object, root: string): Problem[] {
  const removed = new Set<string>();
  const written = WRITTEN_KEYS.flatMap(({ path, instead, allows }): Problem[] => {
    const { at, value } = reach(config, path);
    // A block of another type is a fault of its own.
    if (value === undefined || allows?.(value) || (at !== path && value !== null)) return [];
    if (at === path) return [refused(root, path, instead)];
    if (removed.has(at)) return [];
    removed.add(at);
    const fix = 'leave it out, or remove single keys in it';
    return [
      { path: `${root}.${at}`, found: `${show(value)} also removes ${path}, which other objects depend on`, fix },
    ];
  });
  const absent = ABSENT_KEYS.flatMap(({ path, instead, allows }) => {
    const { at, value } = reach(config, path);
    const isSet = at === path && value !== undefined && value !== null;
    return isSet && !allows?.(value) ? [refused(root, path, instead)] : [];
  });
  return [...written, ...absent];
}

/** Finds limits of a tenant that this library owns. */
export function validateOwnedLimits(limits: object, root: string): Problem[] {
  return WRITTEN_KEYS.flatMap(({ path, instead, allows }) => {
    const [block, key = ''] = path.split('.');
    // A tenant has a retention and a timeout of its own.
    if (block !== 'limits_config' || !allows) return [];
    const value: unknown = (limits as Record<string, unknown>)[key];
    return value === undefined || allows(value) ? [] : [refused(root, key, instead)];
  });
}

function refused(root: string, path: string, fix: string): Problem {
  return { path: `${root}.${path}`, found: 'not to be set here', fix };
}
