import { type Finding, type ManifestsRule, Severity } from '../rule';
import { defaultOf, everyLoki } from './every-loki';
import { at } from '../../manifests/shape';
import { seconds } from '../read/loki/duration';
import { show } from '../../../charts/input/problems';

const serverTimeout: ManifestsRule = {
  id: 'LOKI-TIMEOUT-1',
  severity: Severity.ERROR,
  title: 'HTTP timeouts of Loki are longer than its query timeout',
  why: 'the server closes the connection of a long query, and the client does not learn that the query timed out',
  evidence: 'https://github.com/grafana/loki/issues/4015',
  check: everyLoki(({ path, config, limits }) => {
    const timeouts = limits.map(({ own }) => own['query_timeout']);
    const isWritten = timeouts.some((timeout) => timeout !== undefined);
    const [everyone = defaultOf('limits', 'query_timeout'), ...tenants] = timeouts;
    const [longest] = [everyone, ...tenants].sort((a, b) => (seconds(b) ?? 0) - (seconds(a) ?? 0));
    return ['http_server_read_timeout', 'http_server_write_timeout'].flatMap((key): Finding[] => {
      const timeout = at(config, `server.${key}`);
      // If both are defaults, stay silent.
      if (timeout === undefined && !isWritten) return [];
      const waits = seconds(timeout ?? defaultOf('server', key));
      const runs = seconds(longest);
      if (!waits || !runs || waits > runs) return [];
      const what = timeout === undefined ? `missing, and its default ${show(defaultOf('server', key))}` : show(timeout);
      const found = `${what} is not longer than the query_timeout of ${show(longest)}`;
      return [{ path: `${path} server.${key}`, found, fix: `use ${runs + 30}s` }];
    });
  }),
};

/** Rules about timeouts. */
export const TIMEOUT_RULES: readonly ManifestsRule[] = [serverTimeout];
