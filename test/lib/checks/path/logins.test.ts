import { type Parts, describeRules } from '../harness';
import { LOGIN_RULES } from '../../../../lib/checks/path/logins';
import { found, setup } from './setup';

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
      `${ENDPOINT}.basic_auth.username: reader is not a user that the gateway allows to push: only writer; use writer`,
    ],
  },
  {
    rule: 'PATH-USER-2',
    breaks: grafana('basicAuthUser: reader', 'basicAuthUser: admin'),
    finds: [
      `${DATASOURCES} datasources[0].basicAuthUser: admin is not a user that the gateway allows to query: only reader; use reader`,
    ],
  },
  {
    rule: 'PATH-AUTH-1',
    breaks: alloy(/basic_auth \{[^}]*\}/, ''),
    finds: [
      `${ENDPOINT}.basic_auth: missing, but the gateway requires a password; add it with writer and a password_file`,
    ],
  },
  {
    rule: 'PATH-AUTH-1',
    breaks: grafana('basicAuth: true', 'basicAuth: false'),
    finds: [
      `${DATASOURCES} datasources[0].basicAuth: not true, but the gateway requires a password; ` +
        'use true, with reader as basicAuthUser and its password as secureJsonData.basicAuthPassword',
    ],
  },
]);

test('a gateway without users is told apart from one with other users', () => {
  expect(found(setup({ users: '# none yet' }))).toEqual([
    'PATH-USER-1 ConfigMap monitoring/alloy config.alloy loki.write.loki endpoint.basic_auth.username: ' +
      'loki is not a user that the gateway allows to push: it allows none; add a user to the gateway',
    'PATH-USER-2 ConfigMap monitoring/datasources loki.yaml datasources[0].basicAuthUser: ' +
      'loki is not a user that the gateway allows to query: it allows none; add a user to the gateway',
  ]);
});
