import type { Problem } from '../../problems';

/** Key of Loki's configuration that other objects depend on as well, and that another property sets. */
interface OwnedKey {
  /** Path of the key from the top of the file. */
  readonly path: string;

  /** Advice instead of the key. */
  readonly instead: string;
}

/**
 * Keys that a user's configuration must not set, since the gateway, volumes, IAM policy, bucket lifecycle or datasources
 * would not follow.
 */
const OWNED_KEYS: readonly OwnedKey[] = [
  { path: 'auth_enabled', instead: 'leave it out, as tenants are always on; with one tenant nothing is lost by it' },
  { path: 'server.http_listen_port', instead: 'leave it out, as probes, Services and network policies use ours' },
  { path: 'server.grpc_listen_port', instead: 'leave it out, as Services and network policies use ours' },
  { path: 'common.path_prefix', instead: 'leave it out, as the volumes are mounted there' },
  { path: 'runtime_config', instead: 'use tenantLimits' },
  { path: 'schema_config', instead: 'use schema' },
  { path: 'storage_config.use_thanos_objstore', instead: 'leave it out, as the buckets are configured for it' },
  { path: 'storage_config.object_store', instead: 'use the names of the buckets' },
  { path: 'storage_config.aws', instead: 'use the names of the buckets' },
  { path: 'common.storage', instead: 'use the names of the buckets' },
  { path: 'ruler_storage', instead: 'use the names of the buckets' },
  { path: 'ruler.storage', instead: 'use the names of the buckets' },
  { path: 'ruler.alertmanager_url', instead: 'use alertmanagerUrl' },
  { path: 'limits_config.retention_period', instead: 'use retention' },
  { path: 'limits_config.query_timeout', instead: 'use queryTimeout' },
  { path: 'compactor.retention_enabled', instead: 'use retention' },
  { path: 'compactor.retention_delete_delay', instead: 'leave it out, as the lifecycle of the bucket counts on ours' },
  { path: 'compactor.delete_request_store', instead: 'leave it out, as it is where the buckets are' },
  { path: 'compactor.working_directory', instead: 'leave it out, as its volume is mounted there' },
  { path: 'ingester.wal.dir', instead: 'leave it out, as its volume is mounted there' },
];

/** Finds keys of a user's configuration that other properties set. `root` is the path of the configuration. */
export function validateOwnedKeys(config: object, root: string): Problem[] {
  return OWNED_KEYS.flatMap(({ path, instead }) => {
    const found = path
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], config);
    if (found === undefined) return [];
    return [{ path: `${root}.${path}`, found: 'not to be set here', fix: instead }];
  });
}
