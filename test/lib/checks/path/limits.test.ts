import { type Parts, describeRules } from '../harness';
import { LIMIT_RULES } from '../../../../lib/checks/path/limits';

const EVENTS = 'ConfigMap alloy/alloy-events config.alloy';
const ALLOY = 'ConfigMap alloy/alloy config.alloy';
const ENDPOINT = `${ALLOY} loki.write.loki endpoint`;
const GATEWAY = 'ConfigMap loki/loki-gateway nginx.conf';
const DATASOURCES = 'ConfigMap grafana/loki-datasources-prod loki-prod.yaml';

const nginx = (from: string | RegExp, to: string) => (parts: Parts) =>
  parts.replace('loki-gateway', 'nginx.conf', from, to);

const grafana = (from: string | RegExp, to: string) => (parts: Parts) =>
  parts.replace('loki-datasources-prod', 'loki-prod.yaml', from, to);

describeRules(LIMIT_RULES, [
  {
    rule: 'PATH-TIMEOUT-1',
    breaks: nginx('proxy_read_timeout    330s', 'proxy_read_timeout 1m'),
    finds: [`${GATEWAY} proxy_read_timeout: 60s is shorter than the query timeout of Loki, 300s; use 330s`],
  },
  {
    rule: 'PATH-TIMEOUT-2',
    breaks: grafana('timeout: 300', 'timeout: 60'),
    finds: [
      `${DATASOURCES} datasources[0].jsonData.timeout: 60 seconds is shorter than the query timeout of Loki, 300 seconds; use 300`,
    ],
  },
  {
    rule: 'PATH-TIMEOUT-2',
    breaks: grafana(/timeout: 300\n/, '\n'),
    finds: [
      `${DATASOURCES} datasources[0].jsonData.timeout: the default of 30 seconds is shorter than the query timeout of Loki, 300 seconds; use 300`,
    ],
  },
  {
    rule: 'PATH-SIZE-1',
    breaks: nginx('client_max_body_size     16m', 'client_max_body_size 512k'),
    finds: [
      `${GATEWAY} client_max_body_size: 524288 bytes are less than the 1048576 of a batch of ${ENDPOINT}; ` +
        'use 1m or more',
      `${GATEWAY} client_max_body_size: 524288 bytes are less than the 1048576 of a batch of ${EVENTS} loki.write.loki ` +
        'endpoint; use 1m or more',
    ],
  },
]);
