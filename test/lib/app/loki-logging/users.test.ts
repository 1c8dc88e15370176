import { environment, library, lines } from './doors';

/** Lines of both doors, without the owner; paths of delete requests are as in the library. */
const both = ({ deletes, ...fields }: Record<string, unknown>): string[][] => [
  lines(environment({ ...fields, loki: { deletes } })).map((line) =>
    line.replace('environments.team.', '').replace(/^loki\.deletes/, 'deletes'),
  ),
  lines(() => library({ ...fields, deletes })).map((line) => line.replace('Stack/Logging.', '')),
];

describe('environments and LokiLogging refuse the same users', () => {
  const tenants = ['platform', 'apps'];

  test.each<[string, object, string[]]>([
    [
      'no tenants',
      { readers: { shop: {} }, writers: { ci: { tenants: [] } } },
      [
        "readers.shop.tenants: missing; write one such as ['apps']",
        "writers.ci.tenants: [] is empty; name at least one, such as 'apps'",
      ],
    ],
    [
      'tenants that do not exist, of all users at once',
      {
        readers: { shop: { tenants: ['aps'] } },
        writers: { ci: { tenants: ['apps', 'other'] } },
        deletes: { tenants: ['x'] },
      },
      [
        'readers.shop.tenants[0]: aps is not one of the tenants, platform, apps; did you mean apps?',
        'writers.ci.tenants[1]: other is not one of the tenants, platform, apps; add other to them, or leave it out',
        'deletes.tenants[0]: x is not one of the tenants, platform, apps; add x to them, or leave it out',
      ],
    ],
    [
      'names of users that the gateway has',
      { readers: { reader: { tenants } }, writers: { admin: { tenants } } },
      [
        'readers.reader: reader is a user that the gateway has; choose another name',
        'writers.admin: admin is a user that the gateway has; choose another name',
      ],
    ],
    [
      'a name that is not a user name',
      { readers: { 'Team:Shop': { tenants } } },
      [
        "readers.Team:Shop: Team:Shop is not a name of a user; use up to 40 lower-case letters, digits and hyphens, such as 'team-shop'",
      ],
    ],
    [
      'a reader and a writer of one name',
      { readers: { shop: { tenants } }, writers: { shop: { tenants } } },
      ['writers.shop: shop is also a reader, and they would share a password; rename one'],
    ],
    [
      'a tenant twice, misspelt keys, and a datasource of no organization',
      {
        readers: {
          shop: { tenants: ['apps', 'apps'] },
          audit: { tenants, datasources: true },
          ops: { tenants, datasource: { organization: 0 } },
          dev: { tenants, datasource: 'yes' },
        },
        writers: { ci: { tenant: 'apps' } },
      },
      [
        'readers.shop.tenants[1]: apps occurs twice; write it once',
        'readers.audit.datasources: not a key; did you mean datasource?',
        'readers.ops.datasource.organization: 0 is not a whole number of at least 1; write one such as 2',
        'readers.dev.datasource: yes is not true, false or an object; write one such as { organization: 2 }',
        'writers.ci.tenant: not a key; did you mean tenants?',
        "writers.ci.tenants: missing; write one such as ['apps']",
      ],
    ],
    [
      'lists instead of names',
      { readers: ['shop'], writers: 'ci', deletes: 'yes' },
      [
        "readers: [\"shop\"] is not an object; write one such as { 'team-shop': { tenants: ['apps'] } }",
        "writers: ci is not an object; write one such as { ci: { tenants: ['apps'] } }",
        "deletes: yes is not true, false or an object; write one such as { tenants: ['apps'] }",
      ],
    ],
    [
      'more users than a gateway takes',
      { readers: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`u${index}`, { tenants: ['apps'] }])) },
      ['readers: 51 readers and writers, but a gateway accepts at most 50; let teams share one'],
    ],
  ])('%s', (_what, fields, expected) => {
    const [env, lib] = both({ tenants, ...fields });
    expect(env?.toSorted()).toEqual(expected.toSorted());
    expect(lib?.toSorted()).toEqual(expected.toSorted());
  });
});

test('both doors make the same gateway, datasources and mounts of users', () => {
  const fields = {
    tenants: ['platform', 'apps'],
    readers: { shop: { tenants: ['apps'] }, audit: { tenants: ['platform', 'apps'], datasource: { organization: 2 } } },
    writers: { ci: { tenants: ['apps'] } },
  };
  const charts = [
    environment({ ...fields, loki: { deletes: true } })(),
    library({ ...fields, deletes: true, environmentName: 'team' }).charts,
  ];
  const [env, lib] = charts.map((each) =>
    ['ConfigMap loki-gateway', 'ConfigMap loki-datasources-team', 'SecretProviderClass loki-credentials-gateway']
      .map((title) => title.split(' ') as [string, string])
      .map(([kind, name]) => {
        const found = each
          .manifests()
          .flatMap(({ objects }) => objects)
          .find((object) => object['kind'] === kind && (object['metadata'] as { name: string }).name === name);
        return found && [found['data'], found['spec']];
      }),
  );
  expect(env).not.toContain(undefined);
  expect(env).toEqual(lib);
});
