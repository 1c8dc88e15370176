import type { LokiEndpoint } from '../../endpoint/endpoint';
import { authorityMount } from '../../endpoint/outside';
import { Block } from '../language/syntax';
import { number, object, text } from '../language/values';
import { withAuthority } from './authority';

/**
 * Longest pause between two attempts. With Alloy's own 5 minutes, logs would wait that long after Loki is back.
 */
export const MAX_BACKOFF = '1m';

/**
 * Destination of all logs: a Loki behind its gateway.
 *
 * A batch that Loki cannot take (no connection, 429, 5xx) is sent again until Loki takes it. Meanwhile Alloy stops
 * reading: lines wait in their files, and none is lost until the node rotates those files. By default Alloy gives up
 * and drops the batch after about 8 minutes. A batch that Loki refuses (any other 4xx) is dropped at once and counted
 * in `loki_write_dropped_entries_total`: sending it again would not change the answer.
 *
 * Waiting in files needs no write-ahead log, and Alloy's queue settings need its experimental level.
 */
export function destination(endpoint: LokiEndpoint, clusterName: string): Block {
  const gateway = new Block('endpoint')
    .set('url', text(endpoint.pushUrl))
    .set('tenant_id', text(endpoint.defaultTenant))
    .set('max_backoff_period', text(MAX_BACKOFF))
    .set('max_backoff_retries', number(0))
    .add(
      new Block('basic_auth')
        .set('username', text(endpoint.writer.username))
        .set('password_file', text(endpoint.passwordFile(endpoint.writer))),
    );
  return new Block('loki.write', 'loki')
    .set('external_labels', object({ cluster: text(clusterName) }))
    .add(withAuthority(gateway, 'tls_config', endpoint.outside?.ca, authorityMount(endpoint.outside)));
}
