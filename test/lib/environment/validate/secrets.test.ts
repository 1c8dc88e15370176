import { EXISTING } from '../../import/manifests/own/readable';
import { InputError } from '../../../../charts/input/problems';
import { validateEnvironments } from '../../../../lib/environment/validate';

const SECRET = 'hunter2Marker/x';

const login = (clientSecret: unknown) => ({
  ...{ clientId: 'grafana', clientSecret, authUrl: 'https://id.example.com/a' },
  ...{ tokenUrl: 'https://id.example.com/t', userUrl: 'https://id.example.com/u' },
});
const destination = (loki: object) => ({ alloy: { destinations: [{ name: 'far', loki }] } });
const database = (own: object) => ({
  grafana: {
    deploy: { database: { type: 'postgres', host: 'db.example.com:5432', password: { secret: 'db' }, ...own } },
  },
});
const store = (endpoint: object) => ({
  storage: {
    endpoint: { url: 'https://minio.minio.svc:9000', accessKey: { secret: 'k' }, ...endpoint },
    ...{ chunkBucketName: 'chunks', rulerBucketName: 'rules' },
  },
});
const KEY = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`;

test.each<[string, object, RegExp]>([
  ['a password in place of the Secret', database({ password: SECRET }), /database\.password: a text is not an object/],
  ['a client secret', { grafana: { deploy: { login: login(SECRET) } } }, /clientSecret: a text is not an object/],
  ['an access key', store({ accessKey: SECRET }), /accessKey: a text is not an object/],
  [
    'an access key as the name of the Secret',
    store({ accessKey: { secret: SECRET } }),
    /secret: a text is not a valid/,
  ],
  [
    'a password of Kafka',
    { alloy: { kafka: { brokers: ['k:9092'], sasl: { secret: SECRET } } } },
    /secret: a text is not/,
  ],
  [
    'a key of Firehose',
    { alloy: { firehose: { clientRanges: ['10.0.0.0/16'], accessKey: SECRET } } },
    /accessKey: a text/,
  ],
  [
    'a password before a host',
    database({ host: 'user:hunter2Marker@db.example.com:5432' }),
    /host: user:…@db\.example\.com:5432/,
  ],
  [
    'a password before a broker',
    { alloy: { kafka: { brokers: ['user:hunter2Marker@kafka.example.com:9092'] } } },
    /brokers\[0\]: user:…@kafka\.example\.com:9092 is not/,
  ],
  [
    'a header with a token',
    destination({ url: 'https://l.example.com', headers: { Authorization: `Bearer ${SECRET}` } }),
    /headers: \{"Authorization":"…"\} has Authorization/,
  ],
  [
    'a header with an API key',
    destination({ url: 'https://l.example.com', headers: { 'X-Api-Key': SECRET } }),
    /headers: \{"X-Api-Key":"…"\} has X-Api-Key, whose value is a secret.*; write it in headerSecrets/,
  ],
  [
    'an API key in place of its Secret',
    destination({ url: 'https://l.example.com', headerSecrets: { 'X-Api-Key': SECRET } }),
    /headerSecrets\.X-Api-Key: a text is not an object/,
  ],
  ['a token in a query', destination({ url: `https://l.example.com/?token=${SECRET}` }), /\?token=… has a query/],
  [
    'a private key for a certificate',
    store({ ca: { pem: KEY } }),
    /pem: -----BEGIN PRIVATE KEY-----… is not a certificate/,
  ],
])('%s is refused, and not printed', (_what, part, message) => {
  const problems = validateEnvironments({ prod: { ...EXISTING, ...part } });
  const text = `${new InputError(problems).message} ${JSON.stringify(problems)}`;
  expect(text).toMatch(message);
  expect(text).not.toContain('hunter2');
});

test.each([
  ['My-Secret', 'My-Secret is not a valid'],
  ['db password', 'db password is not a valid'],
])('a name of a Secret with a mistake is shown: %s', (secret, message) => {
  const problems = validateEnvironments({ prod: { ...EXISTING, ...store({ accessKey: { secret } }) } });
  expect(new InputError(problems).message).toContain(message);
});
