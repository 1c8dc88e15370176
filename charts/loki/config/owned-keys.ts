import type { ConfigProblem } from './validate';

/** A key of Loki's configuration that other objects are made from too, so it is said elsewhere, once. */
interface OwnedKey {
  /** The key, from the top of the file. */
  readonly path: string;

  /** What to write instead. */
  readonly instead: string;
}

/**
 * Keys that a user's configuration must not set: the gateway, the volumes, the IAM policy, the bucket's lifecycle or
 * the datasources would not follow.
 */
const OWNED_KEYS: readonly OwnedKey[] = [
  { path: 'auth_enabled', instead: 'tenants are always on; with one tenant nothing is lost by it' },
  { path: 'server.http_listen_port', instead: 'probes, Services and network policies use ours' },
  { path: 'server.grpc_listen_port', instead: 'Services and network policies use ours' },
  { path: 'common.path_prefix', instead: 'the volumes are mounted there' },
  { path: 'runtime_config', instead: 'use tenantLimits' },
  { path: 'schema_config', instead: 'use schema' },
  { path: 'storage_config.use_thanos_objstore', instead: 'the buckets are configured for it' },
  { path: 'storage_config.object_store', instead: 'use the names of the buckets' },
  { path: 'storage_config.aws', instead: 'use the names of the buckets' },
  { path: 'common.storage', instead: 'use the names of the buckets' },
  { path: 'ruler_storage', instead: 'use the names of the buckets' },
  { path: 'ruler.storage', instead: 'use the names of the buckets' },
  { path: 'ruler.alertmanager_url', instead: 'use alertmanagerUrl' },
  { path: 'limits_config.retention_period', instead: 'use retention' },
  { path: 'limits_config.query_timeout', instead: 'use queryTimeout' },
  { path: 'compactor.retention_enabled', instead: 'use retention' },
  { path: 'compactor.retention_delete_delay', instead: 'the lifecycle of the bucket counts on ours' },
  { path: 'compactor.delete_request_store', instead: 'it is where the buckets are' },
  { path: 'compactor.working_directory', instead: 'its volume is mounted there' },
  { path: 'ingester.wal.dir', instead: 'its volume is mounted there' },
];

/** Says which keys of a user's configuration are said elsewhere. `root` is the path of the configuration itself. */
export function checkOwnedKeys(config: object, root: string): Omit<ConfigProblem, 'kind'>[] {
  return OWNED_KEYS.flatMap(({ path, instead }) => {
    const found = path
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], config);
    if (found === undefined) return [];
    return [{ path: `${root}.${path}`, value: found, message: `not to be set here: ${instead}` }];
  });
}
