import { Manifests } from '../../../../lib/manifests/manifests';
import { type Loose, describeRules, Parts } from '../harness';
import { SECRET_RULES } from '../../../../lib/checks/kubernetes/secrets';

const meta = (name: string): Loose => ({ name, namespace: 'loki' });
const encoded = (text: string): string => Buffer.from(text).toString('base64');

describeRules(SECRET_RULES, [
  {
    rule: 'K8S-SECRET-1',
    breaks: (parts) =>
      parts.objects.push({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: meta('other'),
        stringData: { user: 'x', password: 'y', empty: '' },
      }),
    finds: [
      'Secret loki/other stringData: user, password can be read by anyone who reads the manifests; create the Secret with ' +
        'kubectl or an operator such as External Secrets, and only refer to it here',
    ],
  },
  {
    rule: 'K8S-SECRET-1',
    breaks: (parts) =>
      parts.objects.push({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: meta('agent'),
        data: {
          'ca.crt': encoded('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
          'tls.key': encoded('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'),
        },
        stringData: {
          'promtail.yaml': 'server:\n  http_listen_port: 3101\nclients:\n  - url: http://loki/loki/api/v1/push\n',
          'loki.yaml':
            'auth_enabled: false\ningester:\n  lifecycler:\n    num_tokens: 512\ncompactor:\n  shared_store_key_prefix: a/\n',
          'other.yaml': 'server:\n  http_listen_port: 3101\nclients:\n  - url: http://a:b@loki/loki/api/v1/push\n',
        },
      }),
    finds: ['data: tls.key', 'stringData: other.yaml'].map(
      (found) =>
        `Secret loki/agent ${found} can be read by anyone who reads the manifests; create the Secret with ` +
        'kubectl or an operator such as External Secrets, and only refer to it here',
    ),
  },
  {
    rule: 'K8S-SECRET-2',
    breaks: (parts) => {
      const variables = [
        { name: 'ADMIN_PASSWORD', value: 'hunter2' },
        { name: 'PASSWORD_FILE', value: '/etc/password' },
        { name: 'TOKEN', value: '$(OTHER)' },
      ];
      parts.pod('Deployment', 'loki-overrides-exporter').containers[0].env.push(...variables);
      parts.object('ConfigMap', 'loki-runtime')['data']['api-key'] = 'hunter2';
    },
    finds: [
      'Deployment loki/loki-overrides-exporter spec.template.spec.containers[overrides-exporter]' +
        '.env[ADMIN_PASSWORD].value: is a secret in plain text; take it from a Secret with valueFrom.secretKeyRef',
      'ConfigMap loki/loki-runtime data.api-key: is a secret in plain text; move it to a Secret that is created outside of the manifests, and refer to its key',
    ],
  },
]);

test.each([
  ['Opaque', 'create the Secret with kubectl'],
  [undefined, 'create the Secret with kubectl'],
  ['kubernetes.io/tls', 'let cert-manager or a load balancer keep the key'],
  ['kubernetes.io/dockerconfigjson', 'let the nodes pull with their role from Amazon ECR'],
  ['kubernetes.io/service-account-token', 'remove it: pods get a token of their service account that expires'],
  ['example.org/own', 'create the Secret with kubectl'],
])('the advice for a Secret of type %s says who creates it', (type, advice) => {
  const secret = { apiVersion: 'v1', kind: 'Secret', type, metadata: { name: 'a' }, data: { key: 'aHVudGVyMg==' } };
  const [found] = SECRET_RULES.flatMap((rule) => rule.check({ manifests: new Manifests([secret]) }));
  expect(found?.fix.startsWith(advice)).toBe(true);
});

test.each([
  ['https://git.example.com/a.git', 0],
  ['git@git.example.com:a.git', 0],
  ['https://a:hunter2@git.example.com/a.git', 1],
])('the place of a repository of Argo CD is no secret, but a password in it is: %s', (url, count) => {
  const metadata = { name: 'a', labels: { 'argocd.argoproj.io/secret-type': 'repository' } };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { url, type: 'git', project: 'a' } };
  expect(SECRET_RULES.flatMap((rule) => rule.check({ manifests: new Manifests([secret]) }))).toHaveLength(count);
});

test.each([
  ['LOKI_LOGIN_SECRET', 'loki-login', 0],
  ['LOKI_LOGIN_SECRET', 'hunter-2', 1],
  ['JWT_SECRET', 'jwt', 1],
])('a variable %s with the value %s is the name of a Secret, if it has its words', (key, value, count) => {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { [key]: value } };
  expect(SECRET_RULES.flatMap((rule) => rule.check({ manifests: new Manifests([map]) }))).toHaveLength(count);
});

test.each([
  ['that SOPS has encrypted', 'ENC[AES256_GCM,data:x4yq,iv:cQ==,tag:aA==,type:str]'],
  ['that 1Password resolves', 'op://vault/item/field'],
  ['that vals resolves', 'ref+awssecrets://loki/password'],
  ['that the webhook of Bank-Vaults resolves', 'vault:secret/data/loki#password'],
])('a value %s is not a secret in plain text', (_what, password) => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringData: { password } };
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { password } };
  expect(SECRET_RULES.flatMap((rule) => rule.check({ manifests: new Manifests([secret, map]) }))).toEqual([]);
});

test.each([
  ['auth_enabled: false\na: 1\n', true],
  ['a:\n  - num_tokens: 512\n', true],
  ['tls:\n  key_path: /tls/a.key\n', true],
  ['clients:\n  - password_file: /etc/password\n', true],
  ['max_token_age: 5\ncache:\n  key_ttl: 1h\n', true],
  ['auth_enabled: hunter2\nadmin_token: hunter2\n', false],
  ['secret:\n  - hunter2\n', false],
  ['key_path: http://a:b@loki\nb: 1\n', false],
  ['num_tokens: 5\nbearer: hunter2\n', false],
])('a configuration in a Secret may be read by everyone: %j, %j', (text, isPublic) => {
  const parts = new Parts('prod');
  parts.objects.push({ apiVersion: 'v1', kind: 'Secret', metadata: meta('agent'), stringData: { 'a.yaml': text } });
  expect(parts.findings.filter((one) => one.startsWith('K8S-SECRET-1 Secret loki/agent')).length).toBe(
    isPublic ? 0 : 1,
  );
});
