import { describeRules } from '../harness';
import { config } from './edits';
import { TIMEOUT_RULES } from '../../../../lib/checks/loki/timeouts';

const CONFIG = 'ConfigMap loki/loki config.yaml';

describeRules(TIMEOUT_RULES, [
  {
    rule: 'LOKI-TIMEOUT-1',
    breaks: config('http_server_write_timeout: 330s', 'http_server_write_timeout: 5m'),
    finds: [`${CONFIG} server.http_server_write_timeout: 5m is not longer than the query_timeout of 300s; use 330s`],
  },
  {
    rule: 'LOKI-TIMEOUT-1',
    breaks: config(/ {2}http_server_write_timeout: 330s\n/, ''),
    finds: [
      `${CONFIG} server.http_server_write_timeout: missing, and its default 30s is not longer than the query_timeout ` +
        'of 300s; use 330s',
    ],
  },
  {
    rule: 'LOKI-TIMEOUT-1',
    breaks: config('http_server_read_timeout: 330s', 'http_server_read_timeout: 30s'),
    finds: [`${CONFIG} server.http_server_read_timeout: 30s is not longer than the query_timeout of 300s; use 330s`],
  },
]);
