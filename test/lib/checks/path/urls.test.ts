import { type Parts, describeRules } from '../harness';
import { URL_RULES } from '../../../../lib/checks/path/urls';

const EVENTS = 'ConfigMap alloy/alloy-events config.alloy';
const ALLOY = 'ConfigMap alloy/alloy config.alloy';
const ENDPOINT = `${ALLOY} loki.write.loki endpoint`;
const GATEWAY = 'ConfigMap loki/loki-gateway nginx.conf';
const DATASOURCES = 'ConfigMap grafana/loki-datasources-prod loki-prod.yaml';
const HOST = 'loki-gateway.loki.svc.cluster.local';
const alloy = (from: string | RegExp, to: string) => (parts: Parts) => parts.replace('alloy', 'config.alloy', from, to);

const nginx = (from: string | RegExp, to: string) => (parts: Parts) =>
  parts.replace('loki-gateway', 'nginx.conf', from, to);

const grafana = (from: string | RegExp, to: string) => (parts: Parts) =>
  parts.replace('loki-datasources-prod', 'loki-prod.yaml', from, to);

describeRules(URL_RULES, [
  {
    rule: 'PATH-URL-1',
    breaks: alloy(':8080/loki/api/v1/push', ':8080/'),
    finds: [
      `${ENDPOINT}.url: http://${HOST}:8080/ does not end in /loki/api/v1/push; ` +
        `use http://${HOST}:8080/loki/api/v1/push`,
    ],
  },
  {
    rule: 'PATH-URL-1',
    breaks: alloy(`http://${HOST}`, HOST),
    finds: [
      `${ENDPOINT}.url: ${HOST}:8080/loki/api/v1/push does not begin with http:// or https://; ` +
        `use http://${HOST}:8080/loki/api/v1/push`,
    ],
  },
  {
    rule: 'PATH-URL-2',
    breaks: grafana(':8080', ':8080/loki/api/v1/push'),
    finds: [
      `${DATASOURCES} datasources[0].url: http://${HOST}:8080/loki/api/v1/push has an API path of Loki; ` +
        `use http://${HOST}:8080`,
    ],
  },
  {
    rule: 'PATH-URL-3',
    breaks: alloy('loki-gateway.loki', 'loki-gatway.loki'),
    finds: [
      `${ENDPOINT}.url: http://loki-gatway.loki.svc.cluster.local:8080/loki/api/v1/push cannot be reached: ` +
        'namespace loki has no Service loki-gatway; use loki-gateway',
    ],
  },
  {
    rule: 'PATH-URL-3',
    breaks: grafana(':8080', ''),
    finds: [
      `${DATASOURCES} datasources[0].url: http://${HOST} cannot be reached: Service loki-gateway has no port 80; use port 8080`,
    ],
  },
  {
    rule: 'PATH-URL-4',
    breaks: nginx('loki-query-frontend.loki', 'loki-query-frntend.loki'),
    finds: [
      `${GATEWAY} location of /loki/api/v1/query_range: loki-query-frntend.loki.svc.cluster.local:3100 cannot be reached: ` +
        'namespace loki has no Service loki-query-frntend; use loki-query-frontend',
    ],
  },
  {
    rule: 'PATH-URL-4',
    breaks: (parts) => (parts.object('Service', 'loki-distributor')['spec'].ports[0].port = 80),
    finds: [
      `${GATEWAY} location of /loki/api/v1/push: loki-distributor.loki.svc.cluster.local:3100 cannot be reached: ` +
        'Service loki-distributor has no port 3100; use port 80 or 9095',
    ],
  },
  {
    rule: 'PATH-URL-5',
    breaks: nginx('location = /loki/api/v1/push', 'location = /api/prom/push'),
    finds: [
      `${ENDPOINT}.url: /loki/api/v1/push of http://${HOST}:8080/loki/api/v1/push is answered by the gateway itself, ` +
        `with status 404; add a location for /loki/api/v1/push to ${GATEWAY}`,
      `${EVENTS} loki.write.loki endpoint.url: /loki/api/v1/push of http://${HOST}:8080/loki/api/v1/push is answered by ` +
        `the gateway itself, with status 404; add a location for /loki/api/v1/push to ${GATEWAY}`,
    ],
  },
]);
