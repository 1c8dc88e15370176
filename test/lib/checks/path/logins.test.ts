import { type Parts, describeRules } from '../harness';
import { LOGIN_RULES } from '../../../../lib/checks/path/logins';

const ALLOY = 'ConfigMap alloy/alloy config.alloy';

const ENDPOINT = `${ALLOY} loki.write.loki endpoint`;

const DATASOURCES = 'ConfigMap grafana/loki-datasources-prod loki-prod.yaml';

const alloy = (from: string | RegExp, to: string) => (parts: Parts) => parts.replace('alloy', 'config.alloy', from, to);

const grafana = (from: string | RegExp, to: string) => (parts: Parts) =>
  parts.replace('loki-datasources-prod', 'loki-prod.yaml', from, to);

describeRules(LOGIN_RULES, [
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
]);
