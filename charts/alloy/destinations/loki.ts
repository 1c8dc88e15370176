import type { LokiEndpoint } from '../../endpoint/endpoint';
import { Block } from '../language/syntax';
import { number, object, text } from '../language/values';

/**
 * Longest pause between two attempts. Alloy's own 5 minutes would leave logs standing that long after Loki is back.
 */
const MAX_BACKOFF = '1m';

/**
 * Where all logs go: a Loki behind its gateway.
 *
 * A batch that Loki cannot take (no connection, 429, 5xx) is sent again until Loki takes it. Meanwhile Alloy reads no
 * further: lines wait in the files they are in, and none is dropped, up to the node's own rotation of those files.
 * Alloy's default is to give up and drop the batch after some 8 minutes. A batch that Loki refuses (any other 4xx) is
 * dropped at once, and counted in `loki_write_dropped_entries_total`: sending it again would not change the answer.
 *
 * Waiting in files needs no write-ahead log, and the settings of the queue are only for Alloy's experimental level.
 */
export function destination(endpoint: LokiEndpoint, clusterName: string): Block {
  return new Block('loki.write', 'loki').set('external_labels', object({ cluster: text(clusterName) })).add(
    new Block('endpoint')
      .set('url', text(endpoint.pushUrl))
      .set('tenant_id', text(endpoint.defaultTenant))
      .set('max_backoff_period', text(MAX_BACKOFF))
      .set('max_backoff_retries', number(0))
      .add(
        new Block('basic_auth')
          .set('username', text(endpoint.writer.username))
          .set('password_file', text(endpoint.passwordFile(endpoint.writer))),
      ),
  );
}
