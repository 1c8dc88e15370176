import { prod, refused } from './environments';

describe('invalid tenants', () => {
  refused([
    [
      'no tenants',
      prod({ tenants: [] }),
      ["environments.prod.tenants: [] is empty; name at least one tenant, such as ['platform'], or leave it out"],
    ],
    [
      'a pattern of tenants',
      prod({ readers: { audit: { tenants: ['*'] } } }),
      ['environments.prod.readers.audit.tenants[0]: * is not one of the tenants, prod; name each of them'],
    ],
    [
      'no tenants, and namespaces of one',
      prod({ tenants: [], tenantNamespaces: { apps: ['shop'] } }),
      ["environments.prod.tenants: [] is empty; name at least one tenant, such as ['platform'], or leave it out"],
    ],
    [
      'tenants as a string',
      prod({ tenants: 'apps' }),
      ["environments.prod.tenants: apps is not a list; write one such as ['platform', 'apps']"],
    ],
    [
      'an empty tenant',
      prod({ tenants: ['apps', ''] }),
      ["environments.prod.tenants[1]: '' is empty; write a name such as 'platform'"],
    ],
    [
      'a tenant with a slash',
      prod({ tenants: ['team/apps'] }),
      [
        "environments.prod.tenants[0]: team/apps has a character Loki does not accept in a tenant; use letters, digits and ! - _ . * ' ( )",
      ],
    ],
    [
      'a tenant that would expire the index',
      prod({ tenants: ['index'] }),
      ['environments.prod.tenants[0]: index is a name Loki itself uses in the chunk bucket; choose another'],
    ],
    [
      'two tenants that differ in case',
      prod({ tenants: ['apps', 'Apps'] }),
      [
        'environments.prod.tenants[1]: Apps differs from tenants[0] in case alone, and the gateway ignores case; rename one',
      ],
    ],
    [
      'a tenant that is named twice',
      prod({ tenants: ['Apps', 'apps', 'apps'] }),
      [
        'environments.prod.tenants[1]: apps differs from tenants[0] in case alone, and the gateway ignores case; rename one',
        'environments.prod.tenants[2]: apps occurs twice; write it once',
      ],
    ],
    [
      'namespaces of a tenant that is not there',
      prod({ tenants: ['platform'], tenantNamespaces: { apps: ['shop'] } }),
      [
        'environments.prod.tenantNamespaces.apps: apps is not one of the tenants, platform; add apps to them, or leave it out',
      ],
    ],
    [
      'namespaces of a tenant with a misspelt name',
      prod({ tenants: ['platform', 'apps'], tenantNamespaces: { aps: ['shop'] } }),
      ['environments.prod.tenantNamespaces.aps: aps is not one of the tenants, platform, apps; did you mean apps?'],
    ],
    [
      'several tenants of a datasource, without queries of several',
      prod({
        tenants: ['platform', 'apps'],
        readers: { team: { tenants: ['platform', 'apps'], datasource: true } },
        loki: { config: { querier: { multi_tenant_queries_enabled: false } } },
      }),
      [
        'environments.prod.loki.config.querier.multi_tenant_queries_enabled: false, and the datasource of the reader team asks platform, apps at once; leave it out',
      ],
    ],
    [
      'several tenants of a reader without a datasource, without queries of several',
      prod({
        tenants: ['platform', 'apps'],
        readers: { team: { tenants: ['platform', 'apps'] } },
        loki: { config: { querier: { multi_tenant_queries_enabled: false } } },
      }),
      [],
    ],
    [
      'namespaces of the tenant that gets the rest',
      prod({ tenants: ['platform', 'apps'], tenantNamespaces: { platform: ['kube-system'] } }),
      [
        'environments.prod.tenantNamespaces.platform: platform is the first tenant and gets everything that is not routed elsewhere; leave it out',
      ],
    ],
    [
      'a tenant whose name is a pattern of namespaces',
      prod({ tenants: ['platform', 'a*', '*'] }),
      ['a*', '*'].map(
        (tenant, index) =>
          `environments.prod.tenants[${index + 1}]: ${tenant} is not a valid namespace name, and has no namespaces in tenantNamespaces; write tenantNamespaces: { '${tenant}': ['shop', 'shop-*'] }`,
      ),
    ],
    [
      'tenants whose names are not namespaces',
      prod({ tenants: ['platform', 'Apps', 'team_b', "it's", 'x'.repeat(64), 'a.b'] }),
      ['Apps', 'team_b', "it's", 'x'.repeat(64), 'a.b'].map((_tenant, index) =>
        expect.stringContaining(`environments.prod.tenants[${index + 1}]: `),
      ) as string[],
    ],
    [
      'a namespace that an earlier pattern takes',
      prod({
        tenants: ['rest', 'a', 'b', 'c'],
        tenantNamespaces: { a: ['shop-*'], b: ['shop-x', 'shop-*-y'], c: ['*'] },
      }),
      ['shop-x', 'shop-*-y'].map(
        (namespace, index) =>
          `environments.prod.tenantNamespaces.b[${index}]: ${namespace} never goes to b, since shop-* goes to a before; put b before a, or narrow shop-*`,
      ),
    ],
    [
      'the namespace of a tenant of that name that an earlier pattern takes',
      prod({ tenants: ['rest', 'a', 'b'], tenantNamespaces: { a: ['*'] } }),
      ['environments.prod.tenants[2]: b never goes to b, since * goes to a before; put b before a, or narrow *'],
    ],
    [
      'patterns that overlap',
      prod({ tenants: ['rest', 'a', 'b'], tenantNamespaces: { a: ['a-*'], b: ['*-b', '*'] } }),
      [],
    ],
    [
      'names that Loki refuses',
      prod({ tenants: ['.', '..', 'x'.repeat(151), 'a b', 'a|b', 'tеam', 'a\u0000'] }),
      [
        "environments.prod.tenants[0]: . means a folder; write a name such as 'platform'",
        "environments.prod.tenants[1]: .. means a folder; write a name such as 'platform'",
        `environments.prod.tenants[2]: ${'x'.repeat(57)}… is longer than the 150 characters Loki accepts; shorten it`,
        ...['a b', 'a|b', 'tеam (U+0435 looks like e)', 'a\\u0000'].map(
          (tenant, index) =>
            `environments.prod.tenants[${index + 3}]: ${tenant} has a character Loki does not accept in a tenant; use letters, digits and ! - _ . * ' ( )`,
        ),
      ],
    ],
    [
      'more tenants than one Loki is for',
      prod({ tenants: Array.from({ length: 1001 }, (_, index) => `tenant-${index}`) }),
      [
        'environments.prod.tenants: 1001 tenants, and one Loki is for at most 1000; use fewer, or several clusters, each with an environment of its own',
      ],
    ],
  ]);
});
