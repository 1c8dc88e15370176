import { checkManifests } from '../../../../lib/checks/check';
import { Manifests } from '../../../../lib/manifests/manifests';
import { type Parts, type Loose, describeRules } from '../harness';
import { PASSWORD_RULES } from '../../../../lib/checks/path/passwords';

const ALLOY = 'ConfigMap alloy/alloy config.alloy';
const ENDPOINT = `${ALLOY} loki.write.loki endpoint`;
const DATASOURCES = 'ConfigMap grafana/loki-datasources-prod loki-prod.yaml';
const alloy = (from: string | RegExp, to: string) => (parts: Parts) => parts.replace('alloy', 'config.alloy', from, to);

const grafana = (from: string | RegExp, to: string) => (parts: Parts) =>
  parts.replace('loki-datasources-prod', 'loki-prod.yaml', from, to);

/** Alloy's password from a Kubernetes Secret. */
const mountSecret = (parts: Parts, secret: object) => {
  const pod = parts.pod('DaemonSet', 'alloy');
  pod['volumes'] = (pod['volumes'] as Loose[]).map((volume) =>
    volume['name'] === 'credentials' ? { name: 'credentials', secret: { secretName: 'mine', ...secret } } : volume,
  );
};

describeRules(PASSWORD_RULES, [
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
      'SecretProviderClass alloy/loki-credentials-alloy spec.parameters.objects: provides writer.json, writer-password, ' +
        'but Alloy reads password; add an object, or one of its jmesPath entries, with objectAlias: password',
    ],
  },
  {
    rule: 'PATH-PASSWORD-2',
    breaks: (parts) => mountSecret(parts, { items: [{ key: 'writer-password', path: 'password' }] }),
    finds: [
      'DaemonSet alloy/alloy spec.template.spec.volumes[credentials].secret.items: provides password, ' +
        'but Alloy reads writer-password; add an item with key and path writer-password',
    ],
  },
  {
    rule: 'PATH-PASSWORD-3',
    breaks: alloy(/password_file.*\n/, 'password = "hunter2"\n'),
    finds: [
      `${ENDPOINT}.basic_auth.password: contains a password in plain text; use password_file, and mount the file from a Secret`,
    ],
  },
  {
    rule: 'PATH-PASSWORD-3',
    breaks: grafana(/\$__file.*\n/, 'hunter2\n'),
    finds: [
      `${DATASOURCES} datasources[0].secureJsonData.basicAuthPassword: is a password in plain text; ` +
        'use $__file{…} with a file from a Secret, or $NAME with a variable from one',
    ],
  },
  {
    rule: 'PATH-PASSWORD-4',
    breaks: (parts) => mountSecret(parts, { optional: true }),
    finds: [
      'DaemonSet alloy/alloy spec.template.spec.volumes[credentials].secret.optional: ' +
        'true lets Alloy start without its password; leave it out',
    ],
  },
]);

/** Advice about passwords in an endpoint of Alloy. */
function adviceOn(endpoint: string): string[] {
  const text = `loki.write "w" {\n endpoint {\n ${endpoint}\n }\n }`;
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'a.alloy': text } };
  return checkManifests({ manifests: new Manifests([map]) })
    .findings.filter(({ rule }) => rule.id === 'PATH-PASSWORD-3')
    .map(({ fix }) => fix.split(',')[0] ?? '');
}

test.each([
  ['url = "http://loki/loki/api/v1/push"\n bearer_token = "hunter2"', 'use bearer_token_file'],
  ['url = "http://loki/loki/api/v1/push"\n oauth2 {\n client_secret = "hunter2"\n }', 'use client_secret_file'],
  ['url = "http://loki/loki/api/v1/push"\n authorization {\n credentials = "hunter2"\n }', 'use credentials_file'],
  ['url = "http://me:hunter2@loki/loki/api/v1/push"', 'move them into basic_auth with a username and a password_file'],
  [
    'url = "http://loki/loki/api/v1/push"\n headers = { "Authorization" = "Basic aHVudGVyMg==" }',
    'use basic_auth with a password_file or bearer_token_file',
  ],
  [
    'url = "http://loki/loki/api/v1/push"\n headers = { "X-Api-Key" = "aHVudGVyMg==" }',
    'use basic_auth with a password_file or bearer_token_file',
  ],
  [
    'url = "http://loki/loki/api/v1/push"\n http_headers = { "X-Auth-Token" = ["aHVudGVyMg=="] }',
    'use the content of a local.file',
  ],
])('the advice for %s names the attribute that takes its place', (endpoint, advice) => {
  expect(adviceOn(endpoint)).toEqual([advice]);
});

test.each([
  'headers = { "X-Region" = "eu", "X-Atlassian-Token" = "no-check" }',
  'headers = { "X-Api-Key" = sys.env("KEY") }',
  'http_headers = { "X-Api-Key" = [string.trim_space(convert.nonsensitive(local.file.key.content))] }',
  'http_headers = { "Authorization" = ["Bearer " + sys.env("TOKEN")] }',
])('%s has no password', (headers) => {
  expect(adviceOn(`url = "http://loki/loki/api/v1/push"\n ${headers}`)).toEqual([]);
});

test('the datasource of a resource takes its password from valuesFrom', () => {
  const resource = (password: string) => ({
    apiVersion: 'grafana.integreatly.org/v1beta1',
    kind: 'GrafanaDatasource',
    metadata: { name: 'loki', namespace: 'grafana' },
    spec: { datasource: { type: 'loki', url: 'http://loki', secureJsonData: { basicAuthPassword: password } } },
  });
  const found = (password: string) =>
    checkManifests({ manifests: new Manifests([resource(password)]) })
      .findings.filter(({ rule }) => rule.id === 'PATH-PASSWORD-3')
      .map(({ path, fix }) => `${path}: ${fix}`);
  expect(found('hunter2hunter2')).toEqual([
    'GrafanaDatasource grafana/loki spec.datasource.secureJsonData.basicAuthPassword: write ${KEY}, and name the KEY of a Secret in spec.valuesFrom with valueFrom.secretKeyRef',
  ]);
  expect(found('${reader-password}')).toEqual([]);
});

test.each([
  [
    'loki.source.kafka "a" {\n brokers = ["b:9092"]\n topics = ["t"]\n forward_to = []\n authentication {\n type = "sasl"\n sasl_config {\n user = "me"\n password = "hunter2"\n }\n }\n }',
    ['loki.source.kafka.a authentication.sasl_config.password: read a variable from a Secret with sys.env'],
  ],
  [
    'discovery.azure "a" {\n oauth {\n client_id = "a"\n tenant_id = "b"\n client_secret = "hunter2"\n }\n }',
    ['discovery.azure.a oauth.client_secret: read a variable from a Secret with sys.env'],
  ],
  [
    'discovery.consul "a" {\n username = "me"\n password = "hunter2"\n }',
    ['discovery.consul.a password: read a variable from a Secret with sys.env'],
  ],
  [
    'prometheus.scrape "a" {\n targets = []\n forward_to = []\n bearer_token = "hunter2"\n }',
    ['prometheus.scrape.a bearer_token: use bearer_token_file, and mount the file from a Secret'],
  ],
])('the advice names a file only where Alloy takes one: %#', (text, expected) => {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'a.alloy': text } };
  const found = checkManifests({ manifests: new Manifests([map]) })
    .findings.filter(({ rule }) => rule.id === 'PATH-PASSWORD-3')
    .map(({ path, fix }) => `${path.replace('ConfigMap a a.alloy ', '')}: ${fix}`);
  expect(found).toEqual(expected);
});
