import { environment, ISSUER, library, lines } from './doors';

const WORKSPACE = 'arn:aws:aps:eu-west-1:111122223333:workspace/ws-0a1b2c3d-0000-4000-8000-00000000000a';
const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
const LOGIN = {
  clientId: 'grafana',
  clientSecret: { secret: 'corp/grafana' },
  authUrl: 'https://id.example.com/authorize',
  tokenUrl: 'https://id.example.com/token',
  userUrl: 'https://id.example.com/userinfo',
};
const DATABASE = { type: 'postgres', host: 'db.example.com:5432', password: { secret: 'corp/db' } };
const DOOR = { host: 'grafana.example.com', certificateArn: CERTIFICATE };

/** Lines of both doors, the paths of `LokiLogging` as those of an environment. */
function both(deploy: unknown, grafana: Record<string, unknown> = {}, more: object = {}): (string[] | undefined)[] {
  const flat = Object.fromEntries(
    Object.entries({ deploy, ...grafana }).map(([key, value]) => [
      `grafana${key[0]?.toUpperCase()}${key.slice(1)}`,
      value,
    ]),
  );
  const names = /grafana(Deploy|As|Traces|Prometheus)\b/g;
  return [
    lines(
      environment({
        cluster: { existing: { name: 'team', oidcIssuer: ISSUER } },
        grafana: { deploy, ...grafana },
        ...more,
      }),
    ).map((line) => line.replace('environments.team.', '')),
    lines(() => library({ ...flat, ...more })).map((line) =>
      line
        .replace(/^\S*?Logging\./, '')
        .replace(names, (_, key: string) => `grafana.${key[0]?.toLowerCase()}${key.slice(1)}`),
    ),
  ];
}

/** Path, value and fix of each problem; the rest of a line is free. */
test.each<[string, unknown, Record<string, unknown>, object, RegExp[]]>([
  ['another type', 'yes', {}, {}, [/^grafana\.deploy: yes is not true, false or an object; write one such as/]],
  ['a misspelt key', { logins: LOGIN }, {}, {}, [/^grafana\.deploy\.logins: not a key; did you mean login\?$/]],
  [
    'a login without the secret of its client',
    { login: { ...LOGIN, clientSecret: undefined } },
    {},
    {},
    [/^grafana\.deploy\.login\.clientSecret: missing; write one such as \{ secret: 'corp\/grafana' \}$/],
  ],
  [
    'a login whose secret leaves the cluster unencrypted',
    { login: { ...LOGIN, authUrl: 'http://id.example.com/a', tokenUrl: 'http://id.example.com/token' } },
    {},
    {},
    [
      /^grafana\.deploy\.login\.tokenUrl: http:\/\/id\.example\.com\/token sends the secret of the login unencrypted out of the cluster; use https,/,
    ],
  ],
  [
    'a login whose addresses are not URLs, all at once',
    {
      login: {
        ...LOGIN,
        authUrl: 'id.example.com',
        tokenUrl: 'https://id.example.com',
        userUrl: 'https://a b/',
        clientId: 'a;b',
      },
    },
    {},
    {},
    [
      /^grafana\.deploy\.login\.clientId: a;b is not the id of a client/,
      /^grafana\.deploy\.login\.authUrl: id\.example\.com is not a URL with a path/,
      /^grafana\.deploy\.login\.tokenUrl: https:\/\/id\.example\.com is not a URL with a path/,
      /^grafana\.deploy\.login\.userUrl: .* is not a URL with a path/,
    ],
  ],
  [
    'groups that would end the expression, and an admin who is everyone',
    { login: { ...LOGIN, roles: { admin: ['*'], viewer: ["x' || 'Admin"] } } },
    {},
    {},
    [/^grafana\.deploy\.login\.roles\.viewer\[0\]: .* is not the name of a group; leave out quotes/],
  ],
  [
    'everyone an admin',
    { login: { ...LOGIN, roles: { admin: ['*'] } } },
    {},
    {},
    [/^grafana\.deploy\.login\.roles\.admin: '\*' is everyone who can log in; name groups; only viewer takes it$/],
  ],
  [
    'a group with two roles',
    { login: { ...LOGIN, roles: { admin: ['a'], viewer: ['b', 'a'] } } },
    {},
    {},
    [
      /^grafana\.deploy\.login\.roles\.viewer\[1\]: a has a role above already, and the first that matches counts; write it once$/,
    ],
  ],
  ['roles of nobody', { login: { ...LOGIN, roles: {} } }, {}, {}, [/^grafana\.deploy\.login\.roles: names no group;/]],
  [
    'a public door without ranges',
    { expose: { ...DOOR, access: 'public', vpcCidrs: ['10.0.0.0/16'] } },
    {},
    {},
    [/^grafana\.deploy\.expose\.from: missing/],
  ],
  [
    'a door for everyone',
    { expose: { ...DOOR, access: 'public-to-all', vpcCidrs: ['10.0.0.0/16'] } },
    {},
    {},
    [/^grafana\.deploy\.expose\.access: 'public-to-all' shows the login page.*; write 'public', with the ranges/],
  ],
  [
    'a door in a network that is unknown',
    { expose: DOOR },
    {},
    {},
    [/^grafana\.deploy\.expose\.vpcCidrs: missing; write the ranges of the cluster's VPC/],
  ],
  [
    'a certificate of another region',
    { expose: { ...DOOR, vpcCidrs: ['10.0.0.0/16'], certificateArn: CERTIFICATE.replace('eu-west-1', 'us-east-1') } },
    {},
    {},
    [
      /^grafana\.deploy\.expose\.certificateArn: .* is in region us-east-1, and .* is in eu-west-1; name a certificate of eu-west-1$/,
    ],
  ],
  [
    'the host of the door to Loki',
    { expose: { ...DOOR, vpcCidrs: ['10.0.0.0/16'] } },
    {},
    { expose: { ...DOOR, vpcCidrs: ['10.0.0.0/16'] } },
    [/^grafana\.deploy\.expose\.host: grafana\.example\.com is also the host of the door to Loki; use another name/],
  ],
  [
    'an endpoint service',
    { expose: { ...DOOR, vpcCidrs: ['10.0.0.0/16'], privateLink: { principals: ['arn:aws:iam::444455556666:root'] } } },
    {},
    {},
    [/^grafana\.deploy\.expose\.privateLink: leads to Loki, and not to Grafana; leave it out$/],
  ],
  [
    'a storage class that is not a name',
    { storage: { storageClass: 'My Class', size: 0 } },
    {},
    {},
    [
      /^grafana\.deploy\.storage\.size: 0 is not a whole number of at least 1/,
      /^grafana\.deploy\.storage\.storageClass: My Class is not a valid Kubernetes name/,
    ],
  ],
  [
    'two pods without a database',
    { replicas: 2 },
    {},
    {},
    [/^grafana\.deploy\.replicas: 2, and a pod does not know the logins of another.*; use 1, or write database$/],
  ],
  [
    'a volume beside a database',
    { storage: true, database: DATABASE },
    {},
    {},
    [/^grafana\.deploy\.storage: true has no use beside database; keep one of the two$/],
  ],
  [
    'a database without a port and a password',
    { database: { type: 'oracle', host: 'db' } },
    {},
    {},
    [
      /^grafana\.deploy\.database\.type: oracle is not one of postgres, mysql/,
      /^grafana\.deploy\.database\.host: db is not a host with a port; write one such as 'db\.example\.com:5432'$/,
      /^grafana\.deploy\.database\.password: missing/,
    ],
  ],
  [
    'a Secret whose name Kubernetes refuses, and one that is generated',
    { login: LOGIN, database: { ...DATABASE, password: { secret: 'grafana-secrets' } } },
    {},
    { credentials: { from: 'kubernetes-secret' } },
    [
      /^grafana\.deploy\.login\.clientSecret\.secret: corp\/grafana is not a valid Kubernetes name/,
      /^grafana\.deploy\.database\.password\.secret: grafana-secrets has the passwords that are generated; use a Secret/,
    ],
  ],
  [
    'hosts that cannot exist',
    { login: { ...LOGIN, tokenUrl: 'https://1.2.3.999/token', userUrl: 'https://xn--a/info' } },
    { prometheus: { url: 'http://a<b:9090' } },
    {},
    [
      /^grafana\.prometheus\.url: http:\/\/a<b:9090 has a host that cannot exist; write one such as/,
      /^grafana\.deploy\.login\.tokenUrl: https:\/\/1\.2\.3\.999\/token has a host that cannot exist; write one/,
      /^grafana\.deploy\.login\.userUrl: https:\/\/xn--a\/info has a host that cannot exist; write one such as/,
    ],
  ],
  [
    'a folder of dashboards whose name is a path',
    { dashboardConfigMaps: { '../etc': ['Shop'] } },
    {},
    {},
    [/^grafana\.deploy\.dashboardConfigMaps\.\.\.\/etc: \.\.\/etc is not the name of a folder/],
  ],
  [
    'a way for datasources to another Grafana',
    true,
    { as: 'operator' },
    {},
    [/^grafana\.as: operator is for a Grafana of yours, and grafana\.deploy makes one; leave one of the two out$/],
  ],
  [
    'traces in a datasource that it does not have',
    true,
    { traces: { uid: 'tempo' } },
    {},
    [/^grafana\.traces\.uid: tempo is a datasource that a Grafana without storage does not have; write a url/],
  ],
  [
    'an organization that a new Grafana does not have',
    true,
    {},
    { readers: { audit: { tenants: ['team'], datasource: { organization: 2 } } }, tenants: ['team'] },
    [/^readers\.audit\.datasource\.organization: 2, and a new Grafana has only organization 1.*; leave it out$/],
  ],
  [
    'a workspace of another region',
    true,
    { prometheus: { workspaceArn: WORKSPACE.replace('eu-west-1:1111', 'us-east-1:9999') } },
    {},
    [
      /^grafana\.prometheus\.workspaceArn: .* is in region us-east-1, and .* is in eu-west-1; name a workspace of eu-west-1$/,
    ],
  ],
  [
    'the workspace of metrics that go to none',
    true,
    { prometheus: true },
    {},
    [/^grafana\.prometheus: true, and metrics are written to no workspace; write one such as \{ url:/],
  ],
  [
    'Prometheus in two places, and in none',
    true,
    { prometheus: { url: 'http://prometheus:9090', workspaceArn: WORKSPACE } },
    {},
    [/^grafana\.prometheus: has url and workspaceArn; leave one of the two out$/],
  ],
  [
    'Prometheus with a path that Grafana adds',
    true,
    { prometheus: { url: 'http://prometheus:9090/api/v1/write' } },
    {},
    [
      /^grafana\.prometheus\.url: .* has \/api\/v1\/write, the path of another API; end it before that: Grafana adds the path$/,
    ],
  ],
  [
    'dashboards that are in two folders',
    { dashboardConfigMaps: { A: ['one', 'two'], B: ['three', 'two'] } },
    {},
    {},
    [
      /^grafana\.deploy\.dashboardConfigMaps\.B\[1\]: two is in dashboardConfigMaps\.A\[1\], too, and Grafana has each dashboard in one folder; leave one of the two out$/,
    ],
  ],
  [
    'a claim that no role is read from',
    { login: { ...LOGIN, roles: undefined, groupsClaim: 'teams' } },
    {},
    {},
    [/^grafana\.deploy\.login\.groupsClaim: teams has no effect without roles; leave it out, or write roles/],
  ],
])('both doors refuse %s', (_what, deploy, grafana, more, expected) => {
  const [environments, constructs] = both(deploy, grafana, more);
  expect(environments).toEqual(expected.map((line) => expect.stringMatching(line) as string));
  expect(constructs).toHaveLength(expected.length);
  expected.forEach((line) => expect(constructs).toContainEqual(expect.stringMatching(line)));
});

test('both doors make the same Grafana', () => {
  const deploy = { storage: true, login: { ...LOGIN, roles: { admin: ['platform'] } } };
  const rest = { tenants: ['team'], environmentName: undefined };
  const made = environment({
    cluster: { existing: { name: 'team', oidcIssuer: ISSUER, storageClass: 'gp3' } },
    tenants: ['team'],
    grafana: { deploy },
  })();
  const own = library({ ...rest, grafanaDeploy: deploy, storageClassName: 'gp3' });
  const textOf = (charts: typeof made) => charts.manifests().find(({ name }) => name.startsWith('30-'))?.yaml;
  expect(textOf(own.charts)).toBe(textOf(made));
  expect(textOf(made)).toContain('kind: StatefulSet');
});
