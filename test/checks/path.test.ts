import { PATH_RULES } from '../../lib/checks/path';
import { describeRules, type Parts } from './harness';

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

describeRules(PATH_RULES, [
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
  {
    rule: 'PATH-PASSWORD-1',
    breaks: (parts) => {
      const [container] = parts.pod('DaemonSet', 'alloy')['containers'];
      container.volumeMounts.find(({ name }: { name: string }) => name === 'credentials').mountPath = '/etc/loki';
      parts.replace('alloy', 'config.alloy', '/etc/loki/credentials/', '/etc/credentials/');
    },
    finds: [
      `${ENDPOINT}.basic_auth.password_file: /etc/credentials/writer-password is in no volume that ` +
        'DaemonSet alloy/alloy mounts; mount a Secret at /etc/credentials',
    ],
  },
  {
    rule: 'PATH-PASSWORD-2',
    breaks: alloy('credentials/writer-password', 'credentials/password'),
    finds: [
      'DaemonSet alloy/alloy spec.template.spec.volumes[credentials].secret.items: makes writer-password, ' +
        'and Alloy reads password; add an item with key and path password',
    ],
  },
  {
    rule: 'PATH-PASSWORD-3',
    breaks: alloy(/password_file.*\n/, 'password = "hunter2"\n'),
    finds: [
      `${ENDPOINT}.basic_auth.password: has a password in clear; use a password_file, and mount it from a Secret`,
    ],
  },
  {
    rule: 'PATH-PASSWORD-3',
    breaks: grafana(/\$__file.*\n/, 'hunter2\n'),
    finds: [
      `${DATASOURCES} datasources[0].secureJsonData.basicAuthPassword: is a password in clear; ` +
        'use $__file{…} with a file from a Secret, or $NAME with a variable from one',
    ],
  },
  {
    rule: 'PATH-PASSWORD-4',
    breaks: (parts) => {
      const { volumes } = parts.pod('DaemonSet', 'alloy');
      volumes.find(({ name }: { name: string }) => name === 'credentials').secret.optional = true;
    },
    finds: [
      'DaemonSet alloy/alloy spec.template.spec.volumes[credentials].secret.optional: ' +
        'true lets Alloy start without its password; leave it out',
    ],
  },
  {
    rule: 'PATH-TIMEOUT-1',
    breaks: nginx('proxy_read_timeout    330s', 'proxy_read_timeout 1m'),
    finds: [`${GATEWAY} proxy_read_timeout: 60s is shorter than the 300s Loki lets a query run; use 330s`],
  },
  {
    rule: 'PATH-TIMEOUT-2',
    breaks: grafana('timeout: 300', 'timeout: 60'),
    finds: [`${DATASOURCES} datasources[0].jsonData.timeout: 60 seconds, and Loki lets a query run 300; use 300`],
  },
  {
    rule: 'PATH-TIMEOUT-2',
    breaks: grafana(/timeout: 300\n/, '\n'),
    finds: [
      `${DATASOURCES} datasources[0].jsonData.timeout: missing means 30 seconds, and Loki lets a query run 300; use 300`,
    ],
  },
  {
    rule: 'PATH-SIZE-1',
    breaks: nginx('client_max_body_size  16m', 'client_max_body_size 512k'),
    finds: [
      `${GATEWAY} client_max_body_size: 524288 bytes are fewer than the 1048576 of a batch of ${ENDPOINT}; ` +
        'use 1m or more',
    ],
  },
  {
    rule: 'PATH-POLICY-1',
    breaks: (parts) => {
      const [rule] = parts.object('NetworkPolicy', 'loki-gateway')['spec'].ingress;
      rule.from = rule.from.filter(
        (peer: { namespaceSelector: { matchLabels: Record<string, string> } }) =>
          peer.namespaceSelector.matchLabels['kubernetes.io/metadata.name'] !== 'alloy',
      );
    },
    finds: [
      'NetworkPolicy loki/loki-gateway spec.ingress: does not let DaemonSet alloy/alloy in on port 8080; ' +
        'add a from with the namespaceSelector kubernetes.io/metadata.name: alloy, and port 8080',
    ],
  },
  {
    rule: 'PATH-POLICY-2',
    breaks: (parts) => (parts.object('NetworkPolicy', 'alloy')['spec'].egress[1].ports[0].port = 80),
    finds: [
      'NetworkPolicy alloy/alloy spec.egress: does not let Alloy out to Deployment loki/loki-gateway on port 8080; ' +
        'add a to with the namespaceSelector kubernetes.io/metadata.name: loki, and port 8080',
    ],
  },
]);
