import { prod, refused } from './environments';

describe('invalid tenants', () => {
  refused([
    [
      'no tenants',
      prod({ tenants: [] }),
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
        'environments.prod.tenants[1]: Apps differs from tenants[0] in case at most, and the gateway ignores case; rename one',
      ],
    ],
    [
      'namespaces of a tenant that is not there',
      prod({ tenants: ['platform'], tenantNamespaces: { apps: ['shop'] } }),
      ['environments.prod.tenantNamespaces.apps: not one of the tenants, platform; add apps to them, or leave it out'],
    ],
    [
      'namespaces of the tenant that gets the rest',
      prod({ tenants: ['platform', 'apps'], tenantNamespaces: { platform: ['kube-system'] } }),
      [
        'environments.prod.tenantNamespaces.platform: platform is the first tenant and gets everything that is not routed elsewhere; leave it out',
      ],
    ],
    [
      'more tenants than one Loki is for',
      prod({ tenants: Array.from({ length: 1001 }, (_, index) => `tenant-${index}`) }),
      [
        'environments.prod.tenants: 1001 tenants, and one Loki is for at most 1000; split them into several environments',
      ],
    ],
  ]);
});
