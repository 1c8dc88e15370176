import { environmentCharts, resolveEnvironment } from '../../../../lib/environment/environment';
import { objectsOf } from '../../../helpers/charts';
import { CERTIFICATE as PEM } from '../../../helpers/certificate';
import { problemsOf } from './problems';
import { AWAY } from './setups';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:logs/edge-AbCdEf';
const OTHERS = 'arn:aws:secretsmanager:eu-west-1:777788889999:secret:logs/edge-AbCdEf';
/** An ARN as messages show it. */
const cut = (arn: string): string => `${arn.slice(0, 57)}…`;
const KEY = 'arn:aws:kms:eu-west-1:777788889999:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Problems of an environment whose Loki is in no other. */
const away = (loki: object, more: object = {}): string[] =>
  problemsOf({ ...AWAY, tenants: undefined, loki: { ...AWAY.loki, ...loki }, ...more });

describe('a Loki at a URL', () => {
  test.each<[string, object, object]>([
    ['with the password in a Kubernetes Secret', {}, {}],
    ['with a secret of this account', { secretArn: SECRET }, {}],
    ['with a secret and a key of another account', { secretArn: OTHERS, kmsKeyArn: KEY }, {}],
    ['with an authority of its own', { ca: { pem: PEM } }, {}],
    ['with a canary', { secretArn: SECRET, readerSecretArn: SECRET, reader: 'edge' }, { canary: true }],
    [
      'with one secret of a user that pushes and reads',
      { secretArn: SECRET, writer: 'edge', reader: 'edge' },
      { canary: true },
    ],
    ['in the cluster, without TLS', { url: 'http://loki-gateway.logs.svc:8080' }, {}],
  ])('%s is right', (_what, loki, more) => {
    expect(away(loki, more)).toEqual([]);
  });

  test.each<[string, object, object, string[]]>([
    [
      'beside a hub',
      { of: 'prod' },
      {},
      [
        'loki.url: https://logs.example.com is beside of: prod, and lines go to one Loki; leave out one of the two; alloy.destinations has more',
      ],
    ],
    [
      'without TLS',
      { url: 'http://logs.example.com' },
      {},
      ['loki.url: http://logs.example.com sends the password unencrypted out of the cluster; use https'],
    ],
    [
      'with an authority that is not used',
      { url: 'http://loki-gateway.logs.svc:8080', ca: { secret: 'ca' } },
      {},
      ['loki.ca: is not used by http://loki-gateway.logs.svc:8080; use https, or leave it out'],
    ],
    [
      'with a path',
      { url: 'https://logs.example.com/loki/api/v1/push' },
      {},
      [
        "loki.url: https://logs.example.com/loki/api/v1/push is not the URL of a gateway; write scheme, host and port alone, in lower case, such as 'https://loki.example.com'",
      ],
    ],
    [
      'with a port that does not exist',
      { url: 'https://logs.example.com:0' },
      {},
      ['loki.url: https://logs.example.com:0 has a port that does not exist; use one from 1 to 65535'],
    ],
    [
      'with a host that is not a name in DNS',
      { url: 'https://logs..example.com' },
      {},
      [
        "loki.url: https://logs..example.com has a host that is not a name in DNS; write one such as 'https://loki.example.com'",
      ],
    ],
    [
      'with two secrets of one user',
      { writer: 'edge', reader: 'edge', secretArn: SECRET, readerSecretArn: SECRET.replace('edge', 'read') },
      { canary: true },
      [
        `loki.readerSecretArn: ${cut(SECRET.replace('edge', 'read'))} differs from secretArn, and both secrets are of edge; leave it out, or write another user as reader`,
      ],
    ],
    [
      'that nginx would read as directives',
      { url: 'https://logs.example.com;return' },
      {},
      [
        "loki.url: https://logs.example.com;return is not the URL of a gateway; write scheme, host and port alone, in lower case, such as 'https://loki.example.com'",
      ],
    ],
    [
      'with passwords in AWS that nobody names',
      {},
      { credentials: { from: 'external-secrets' }, canary: true },
      [
        "loki.secretArn: missing, and credentials are from external-secrets; write the ARN of the secret with the password of writer, or credentials: { from: 'kubernetes-secret' }",
        "loki.readerSecretArn: missing, and credentials are from external-secrets; write the ARN of the secret with the password of reader, or credentials: { from: 'kubernetes-secret' }",
      ],
    ],
    [
      'with a secret and passwords elsewhere',
      { secretArn: SECRET, kmsKeyArn: KEY },
      { credentials: { from: 'kubernetes-secret' } },
      [
        `loki.secretArn: ${cut(SECRET)} has no effect, since credentials are from 'kubernetes-secret'; leave it out`,
        `loki.kmsKeyArn: ${cut(KEY)} has no effect, since credentials are from 'kubernetes-secret'; leave it out`,
      ],
    ],
    [
      'with a secret of another account that its own key encrypts',
      { secretArn: OTHERS },
      {},
      [
        `loki.kmsKeyArn: missing, and ${cut(OTHERS)} is of account 777788889999, whose key for Secrets Manager cannot be shared; write the ARN of the KMS key that encrypts the secret`,
      ],
    ],
    [
      'with a key of another region than the secret',
      { secretArn: OTHERS, kmsKeyArn: KEY.replace('eu-west-1', 'us-east-1') },
      {},
      [
        `loki.kmsKeyArn: ${cut(KEY.replace('eu-west-1', 'us-east-1'))} is in region us-east-1, and the secret is in eu-west-1; name the key of the secret, in eu-west-1`,
      ],
    ],
    [
      'with a secret of another partition',
      { secretArn: SECRET.replace('aws', 'aws-cn').replace('eu-west-1', 'cn-north-1') },
      {},
      [
        expect.stringMatching(
          /^loki\.secretArn: .* is in partition aws-cn, and roles of eu-west-1 are in aws; write credentials/,
        ) as unknown as string,
      ],
    ],
    [
      'with a name that is not an ARN',
      { secretArn: 'logs/edge' },
      {},
      [
        "loki.secretArn: logs/edge is not the ARN of a secret in Secrets Manager; find it with 'aws secretsmanager describe-secret --secret-id NAME --query ARN'",
      ],
    ],
    [
      'with pods of the hub',
      { url: undefined, of: 'prod', pods: { namespace: 'logs' } },
      { tenants: ['edge'] },
      ['loki.pods: {"namespace":"logs"} has no effect, since the URL is that of the hub; leave it out'],
    ],
  ])('%s is refused', (_what, loki, more, expected) => {
    expect(away(loki, more)).toEqual(expected);
  });

  test('passwords in a URL are not repeated', () => {
    const [line = ''] = away({ url: 'https://edge:hunter2@logs.example.com' });
    expect(line).toContain('has a password in it; leave it out: credentials have the passwords');
    expect(line).not.toContain('hunter2');
  });
});

test('lines go there under the name of the environment, with a Secret, the authority and the URL', () => {
  const loki = { url: 'https://logs.example.com:8443', writer: 'edge', ca: { secret: 'logs-ca' } };
  const environment = resolveEnvironment('edge', { ...AWAY, loki });
  const charts = environmentCharts(environment);
  expect(charts.endpoint.url).toBe(loki.url);
  const { config } = charts.alloy;
  for (const part of [
    'url                 = "https://logs.example.com:8443/loki/api/v1/push"',
    'tenant_id           = "edge"',
    'username      = "edge"',
    'password_file = "/etc/loki/credentials/edge-password"',
    'ca_file = "/etc/loki/ca/ca.crt"',
    'cluster = "away"',
  ]) {
    expect(config).toContain(part);
  }
  const all = objectsOf(charts);
  const agent = all.find(({ kind }) => kind === 'DaemonSet')?.['spec'].template.spec;
  expect(agent.volumes).toContainEqual({
    name: 'credentials',
    secret: {
      secretName: 'loki-credentials',
      items: [{ key: 'edge-password', path: 'edge-password' }],
      defaultMode: 0o400,
    },
  });
  expect(agent.volumes).toContainEqual({
    name: 'loki-ca',
    secret: { secretName: 'logs-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }], defaultMode: 0o400 },
  });
  const policy = all.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'alloy')?.['spec'];
  expect(policy.egress).toContainEqual({ ports: [{ protocol: 'TCP', port: 8443 }] });
  expect(JSON.stringify(policy.egress)).not.toContain('loki');
});
