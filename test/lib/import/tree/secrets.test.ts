import { Hidden, SECRET, TEMPLATE } from '../../../../lib/import/tree/hidden';
import { hideSecrets } from '../../../../lib/import/tree/secrets';

const hidden = (value: unknown) => hideSecrets(value) as Record<string, unknown>;

test.each([
  ...[
    'password',
    'adminPassword',
    'secretAccessKey',
    'secret_access_key',
    'accessKeyId',
    'bearer_token',
    'apiKey',
    'htpasswd',
  ],
  ...[
    'rootPassword',
    'connection_string',
    'clientSecret',
    'passwordHash',
    'account_key',
    'private-key',
    'Authorization',
  ],
])('a value of %s is a secret', (key) => expect(hidden({ a: { [key]: 'x1' } })).toEqual({ a: { [key]: SECRET } }));

test.each([
  ...[
    'existingSecret',
    'secretName',
    'passwordKey',
    'password_file',
    'tokens_file_path',
    'automountServiceAccountToken',
  ],
  ...[
    'secretKeyRef',
    'num_tokens',
    'imagePullSecrets',
    'tokenExpirationSeconds',
    'credentials_type',
    'key',
    'username',
  ],
])('a value of %s is not a secret', (key) =>
  expect(hidden({ [key]: 'loki-basic-auth' })).toEqual({ [key]: 'loki-basic-auth' }),
);

test('a variable of a secret name has a secret value', () => {
  const env = [
    { name: 'AWS_SECRET_ACCESS_KEY', value: 'abc' },
    { name: 'ZONE', value: 'a' },
  ];
  expect(hideSecrets(env)).toEqual([{ name: 'AWS_SECRET_ACCESS_KEY', value: SECRET }, env[1]]);
});

test('texts of the form of secrets are hidden wherever they are', () => {
  const texts = [
    'AKIAABCDEFGHIJKLMNOP',
    'x -----BEGIN RSA PRIVATE KEY----- y',
    'eyJhbGciOiJI.eyJzdWIiOiI.SflKxwRJSMeK',
    'Basic bG9raTpsb2tp',
    'team:$apr1$abc$def',
  ];
  expect(texts.map((text) => hidden({ text })['text'])).toEqual(texts.map(() => SECRET));
});

test('of a URL with a password the rest stays', () => {
  const { url } = hidden({ url: 's3://id:se%2Fcret-of-ten@eu-west-1/logs' });
  expect(url).toBeInstanceOf(Hidden);
  expect([(url as Hidden).rest, (url as Hidden).outcome.class]).toEqual(['s3://eu-west-1/logs', 'decision']);
});

test('a secret that is in another text as well is cut out of it', () => {
  const { note } = hidden({ password: 'correct-horse', note: 'use correct-horse here' });
  expect((note as Hidden).rest).toBe('use … here');
});

test.each([
  '{{ .Values.bucket }}',
  '${bucket}',
  '<your bucket>',
  '$BUCKET',
  'a-${x}-b',
  '###ZARF_VAR_A###',
  'a.<path:secret/data/a#b>',
  'ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]',
  'ref+awsssm://a/b',
  'vault:secret/data/a#b',
])('%j is not a value', (text) => {
  expect(hidden({ bucket: text })).toEqual({ bucket: TEMPLATE });
});

test('templates of lines and alerts are values', () => {
  const values = { template: '{{ .Value }}', expr: 'up{job="${x}"}', annotations: { summary: '{{ $labels.pod }}' } };
  expect(hidden(values)).toEqual(values);
});

test('marks of Logstash and Filebeat are not templates, and their secrets are secrets', () => {
  const values = { logstash: { filters: { main: 'replace => { "host" => "%{[kubernetes][node]}" }' } } };
  expect(hidden(values)).toEqual(values);
  expect(hidden({ filebeat: { password: 'some-password' } })).toEqual({ filebeat: { password: SECRET } });
});

test.each(['x'.repeat(2_000_000), '{{ '.repeat(500_000), '${'.repeat(500_000), '<path:'.repeat(200_000)])(
  'a text of a megabyte takes no minutes',
  (text) => expect(hidden({ text })).toEqual({ text }),
);

test.each(['password=(\\S+)', 'token=[^&]+', 'api_key=\\w+', 'postgres://\\w+:([^@]+)@'])(
  'the expression %j finds secrets, and has none',
  (expression) => {
    expect(hidden({ stage: { expression } })).toEqual({ stage: { expression } });
    expect(hidden({ note: expression })).not.toEqual({ note: expression });
  },
);

test('a URL with a key in its query stays a URL', () => {
  const { url } = hidden({ url: 'https://loki.example.com/push?token=abcdefgh&x=1' });
  expect((url as Hidden).rest).toBe('https://loki.example.com/push');
});
