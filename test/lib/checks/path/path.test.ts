import { PATH_RULES } from '../../../../lib/checks/path';
import { describeRules, type Parts } from '../harness';

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

/** The other half of the rules is in another file. */
const RULES = PATH_RULES.filter(({ id }) => /^PATH-(URL|USER|AUTH|TENANT)-/.test(id));

describeRules(RULES, [
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
      `${DATASOURCES} datasources[0].url: http://${HOST}:8080/loki/api/v1/push has a path of Loki's API; ` +
        `use http://${HOST}:8080`,
    ],
  },
  {
    rule: 'PATH-URL-3',
    breaks: alloy('loki-gateway.loki', 'loki-gatway.loki'),
    finds: [
      `${ENDPOINT}.url: http://loki-gatway.loki.svc.cluster.local:8080/loki/api/v1/push leads nowhere: ` +
        'namespace loki has no Service loki-gatway; use loki-gateway',
    ],
  },
  {
    rule: 'PATH-URL-3',
    breaks: grafana(':8080', ''),
    finds: [
      `${DATASOURCES} datasources[0].url: http://${HOST} leads nowhere: Service loki-gateway has no port 80; use port 8080`,
    ],
  },
  {
    rule: 'PATH-URL-4',
    breaks: nginx('loki-query-frontend.loki', 'loki-query-frntend.loki'),
    finds: [
      `${GATEWAY} location of /loki/api/v1/query_range: loki-query-frntend.loki.svc.cluster.local:3100 leads nowhere: ` +
        'namespace loki has no Service loki-query-frntend; use loki-query-frontend',
    ],
  },
  {
    rule: 'PATH-URL-4',
    breaks: (parts) => (parts.object('Service', 'loki-distributor')['spec'].ports[0].port = 80),
    finds: [
      `${GATEWAY} location of /loki/api/v1/push: loki-distributor.loki.svc.cluster.local:3100 leads nowhere: ` +
        'Service loki-distributor has no port 3100; use port 80 or 9095',
    ],
  },
  {
    rule: 'PATH-URL-5',
    breaks: nginx('location = /loki/api/v1/push', 'location = /api/prom/push'),
    finds: [
      `${ENDPOINT}.url: /loki/api/v1/push of http://${HOST}:8080/loki/api/v1/push is answered by the gateway itself, ` +
        `with status 404; add a location for /loki/api/v1/push to ${GATEWAY}`,
    ],
  },
  {
    rule: 'PATH-USER-1',
    breaks: alloy('"writer"', '"reader"'),
    finds: [
      `${ENDPOINT}.basic_auth.username: reader is no user that the gateway lets push: only writer is; use writer`,
    ],
  },
  {
    rule: 'PATH-USER-2',
    breaks: grafana('basicAuthUser: reader', 'basicAuthUser: admin'),
    finds: [
      `${DATASOURCES} datasources[0].basicAuthUser: admin is no user that the gateway lets ask: only reader is; use reader`,
    ],
  },
  {
    rule: 'PATH-AUTH-1',
    breaks: alloy(/basic_auth \{[^}]*\}/, ''),
    finds: [
      `${ENDPOINT}.basic_auth: missing, and the gateway asks for a password; add it with writer and a password_file`,
    ],
  },
  {
    rule: 'PATH-AUTH-1',
    breaks: grafana('basicAuth: true', 'basicAuth: false'),
    finds: [
      `${DATASOURCES} datasources[0].basicAuth: not true, and the gateway asks for a password; ` +
        'use true, with reader as basicAuthUser and its password as secureJsonData.basicAuthPassword',
    ],
  },
  {
    rule: 'PATH-TENANT-1',
    breaks: alloy('"platform"', '"platfrom"'),
    finds: [
      `${ENDPOINT}.tenant_id: platfrom is no tenant that the gateway lets through: only platform, apps; ` +
        'use one of these, or give the gateway one more',
    ],
  },
  {
    rule: 'PATH-TENANT-1',
    breaks: alloy('value = "apps"', 'value = "shop"'),
    finds: [
      `${ALLOY} loki.process.pods stage.match.stage.tenant.value: shop is no tenant that the gateway lets through: ` +
        'only platform, apps; use one of these, or give the gateway one more',
    ],
  },
  {
    rule: 'PATH-TENANT-2',
    breaks: grafana('httpHeaderValue1: apps', 'httpHeaderValue1: platform|apps'),
    finds: [
      `${DATASOURCES} datasources[1].secureJsonData.httpHeaderValue1: platform|apps is no tenant that the gateway lets through: ` +
        'only platform, apps; use one of these, or give the gateway one more',
    ],
  },
  {
    rule: 'PATH-TENANT-3',
    breaks: grafana('httpHeaderValue1: apps', 'httpHeaderValue1: platform'),
    finds: [
      `${ALLOY} loki.process.pods stage.match.stage.tenant.value: no datasource reads apps, only platform; ` +
        'add a datasource for it, or use a tenant that is read',
    ],
  },
  {
    rule: 'PATH-TENANT-4',
    breaks: alloy(/\ttenant_id.*/, ''),
    finds: [`${ENDPOINT}.tenant_id: missing, and the gateway lets only platform, apps through; use one of these`],
  },
  {
    rule: 'PATH-TENANT-4',
    of: 'dev',
    breaks: (parts) => {
      // A gateway that sends on what it gets: Loki itself asks for the tenant.
      parts.replace('loki-gateway', 'nginx.conf', /X-Scope-OrgID \$tenant/g, 'X-Scope-OrgID $http_x_scope_orgid');
      parts.replace('loki-datasources-dev', 'loki-dev.yaml', /httpHeaderName1/, 'httpHeader');
    },
    finds: [
      'ConfigMap grafana/loki-datasources-dev loki-dev.yaml datasources[0].jsonData.httpHeaderName1: missing, ' +
        'and Loki has auth_enabled: true; use X-Scope-OrgID, with the tenant as httpHeaderValue1',
    ],
  },
  {
    rule: 'PATH-TENANT-5',
    breaks: grafana('httpHeaderValue1: apps', 'httpHeaderValue1: apps|team/a'),
    finds: [
      `${DATASOURCES} datasources[1].secureJsonData.httpHeaderValue1: team/a has a character Loki does not take in ` +
        "a tenant; use letters, digits and ! - _ . * ' ( )",
    ],
  },
]);
